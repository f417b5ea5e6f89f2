import { request } from 'undici';
import { Webhook } from 'standardwebhooks';
import { OffcutError, reasonOf } from '../../../shared/errors.ts';
import { guardedAgent, type AddressGuard } from '../../sources/guarded-agent.ts';
import { parseWebUrl } from '../../sources/web-url.ts';

export interface Message {
  /** The same at every attempt, so that a receiver knows what it has already. */
  readonly id: string;
  readonly url: string;
  /** JSON. */
  readonly body: string;
}

export interface Sending {
  /** In base64. */
  readonly secret: string;
  readonly guard: AddressGuard;
  /** ms for all of it. */
  readonly timeoutMs: number;
  /** Aborted when the server ends. */
  readonly signal: AbortSignal;
}

/** `gone`: the receiver wants to hear no more of it. */
export type SendOutcome =
  { readonly type: 'delivered' | 'gone' } | { readonly type: 'failed'; readonly reason: string };

/** What a receiver says by its status: https://www.standardwebhooks.com, "Delivery". */
function outcomeOf(status: number): SendOutcome {
  if (status >= 200 && status <= 299) return { type: 'delivered' };
  if (status === 410) return { type: 'gone' };
  // A redirect would have to be checked as the address was when it was given.
  return { type: 'failed', reason: `HTTP ${status}` };
}

function reasonFor(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  return reasonOf(cause instanceof OffcutError ? cause : thrown);
}

/**
 * Posts a message as the Standard Webhooks scheme has it, to an address of the public internet: the
 * check sits where the connection is made. Only the status of the answer is looked at.
 */
export async function sendWebhook(
  { id, url, body }: Message,
  { secret, guard, timeoutMs, signal }: Sending,
): Promise<SendOutcome> {
  const late = AbortSignal.timeout(timeoutMs);
  const given = AbortSignal.any([signal, late]);
  const agent = guardedAgent(guard, { idleMs: timeoutMs, signal: given });
  const at = new Date();
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'offcut',
    'webhook-id': id,
    'webhook-timestamp': `${Math.floor(at.getTime() / 1000)}`,
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
  try {
    const answer = await request(parseWebUrl(url), {
      ...{ dispatcher: agent, method: 'POST', headers, body, signal: given },
    });
    answer.body.on('error', () => undefined).destroy();
    return outcomeOf(answer.statusCode);
  } catch (error) {
    const reason = late.aborted ? `no answer came in ${timeoutMs / 1000} s` : reasonFor(error);
    return { type: 'failed', reason };
  } finally {
    await agent.destroy();
  }
}
