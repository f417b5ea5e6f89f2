import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newCaller } from '../../src/core/providers/call.ts';
import { ProviderFailure } from '../../src/core/providers/failure.ts';
import { useTempFolder } from '../helpers/temp.ts';
import { clientOf, everyProvider, sourceFor } from './every-provider.ts';
import { asAnswer } from './servers/documented.ts';
import { useClosing } from './servers/requests-in-tests.ts';

const closing = useClosing();
const newFolder = useTempFolder();
let caller: ReturnType<typeof newCaller>;
beforeEach(() => {
  caller = newCaller();
});
afterEach(() => caller.close());

const never = new AbortController().signal;

interface Outcome {
  /** A success, or the class of its failure: by the answer that was its cause, where there is one. */
  readonly found: string;
  readonly isAfterPayment: boolean;
}

async function outcomeOf(work: () => Promise<unknown>): Promise<Outcome> {
  try {
    await work();
    return { found: 'success', isAfterPayment: false };
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    const { cause } = error;
    const isAfterPayment = error.class === 'interrupted' && cause instanceof ProviderFailure;
    return { found: isAfterPayment ? cause.class : error.class, isAfterPayment };
  }
}

/** What is asked once a result was paid for. */
const laterSteps: ReadonlySet<string> = new Set(['poll', 'download']);
const passing: ReadonlySet<string> = new Set(['server', 'rate_limit', 'network']);

/** As often as a call is made at most: the same answer meets each of them. */
const TRIES = 3;

describe.each(everyProvider)('$id', ({ id, start, documented, checks }) => {
  // Taken by no adapter: a client can do with the object that comes with each answer.
  const taken = documented.filter(({ step }) => step !== 'read');

  const named = taken.map((answer) => {
    const { step, status, name } = answer;
    return [`${step}: ${status} ${name} is ${answer.class}`, answer] as const;
  });
  it.each(named)('%s', async (_, answer) => {
    const server = await closing(start(answer.options));
    const { source } = await closing(sourceFor(id, await newFolder()));
    server.answerOn(answer.step, ...Array.from({ length: TRIES }, () => asAnswer(answer)));
    const client = clientOf(id, server, { call: caller.call });
    const { found, isAfterPayment } = await outcomeOf(() =>
      checks.includes(answer.step) ? client.check(never) : client.matte(source, never),
    );
    // The cutout is there before its copies are deleted.
    if (answer.step === 'delete') expect(found).toBe('success');
    // Nobody here cancelled: to this side, it is a failure of theirs.
    else if (answer.class === 'cancelled') expect(found).toBe('server');
    else expect([answer.class, ...(answer.or ?? [])]).toContain(found);
    // Then it is nothing that the queue makes, and pays for, again.
    const isLater = laterSteps.has(answer.step) && !checks.includes(answer.step);
    expect(isAfterPayment).toBe(isLater && passing.has(found) && answer.status >= 400);
    expect(server.violations).toEqual([]);
  });
});
