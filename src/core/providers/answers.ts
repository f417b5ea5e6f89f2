import { retryAfterOf, type CallAnswer } from './call.ts';
import { ProviderFailure, type FailureClass, type Retry } from './failure.ts';
import { isPicture, kindOf } from './picture-answer.ts';

/** The body as JSON; undefined where it is none. */
export function jsonOf({ body }: CallAnswer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** A field of a JSON object; undefined where there is none. */
export const field = (json: unknown, name: string): unknown =>
  typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[name] : undefined;

/** The text of a field that holds one, or several. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  if (Array.isArray(value)) {
    const texts = value.map(textOf).filter((text) => text !== undefined);
    return texts.length === 0 ? undefined : texts.join('; ');
  }
  if (typeof value === 'object' && value !== null) {
    const texts = Object.entries(value).map(([name, each]) => `${name}: ${textOf(each) ?? '?'}`);
    return texts.length === 0 ? undefined : texts.join('; ');
  }
  return undefined;
}

/** Characters of a provider's words that are told on. */
const MOST_WORDS = 300;

/**
 * What the statuses mean where the provider's own code says nothing: those that its reference
 * documents, and those that any server or proxy before it may answer.
 */
const byStatus: Readonly<Record<number, FailureClass>> = {
  400: 'bad_request',
  401: 'auth',
  402: 'credits',
  403: 'auth',
  404: 'not_found',
  406: 'bad_request',
  413: 'too_large',
  415: 'unsupported_image',
  422: 'unsupported_image',
  429: 'rate_limit',
};

export const classOfStatus = (status: number): FailureClass => {
  const known = byStatus[status];
  if (known !== undefined) return known;
  if (status >= 500) return 'server';
  return status >= 400 ? 'bad_request' : 'bad_response';
};

/** Of the faults of servers, those that pass (RFC 9110, 15.6): a 501 will be one again. */
const passing = new Set([500, 502, 503, 504]);

export interface Refusal {
  readonly class?: FailureClass | undefined;
  /** In the provider's own words. */
  readonly reason?: string | undefined;
  readonly retry?: Retry | undefined;
}

/** A refusal as a failure; what the provider does not say, its status does. */
export function refused(
  provider: string,
  answer: CallAnswer,
  key: string,
  { class: own, reason, retry }: Refusal = {},
): ProviderFailure {
  const { status } = answer;
  const failureClass = own ?? classOfStatus(status);
  const words = reason === undefined ? '' : `: ${withoutKey(reason, key).slice(0, MOST_WORDS)}`;
  const once = failureClass === 'server' && !passing.has(status) ? 'never' : undefined;
  return new ProviderFailure(failureClass, {
    provider,
    reason: `HTTP ${status}${words}`,
    params: { status },
    retryAfter: retryAfterOf(answer.header('retry-after'), Date.now()),
    retry: retry ?? once,
  });
}

/** A server may repeat what it was sent; the key must not get about by that. */
export const withoutKey = (text: string, key: string): string =>
  key === '' ? text : text.replaceAll(key, '***');

/**
 * The picture that an answer holds, whatever its headers call it.
 * @throws ProviderFailure `bad_response` where it holds none
 */
export function pictureOf(provider: string, { body }: CallAnswer): Buffer {
  const kind = kindOf(body);
  if (isPicture(kind)) return body;
  const reason =
    kind === 'empty' ? 'it is empty' : `it is no picture${kind === 'json' ? ', but JSON' : ''}`;
  throw new ProviderFailure('bad_response', { provider, reason });
}

/** A number in a header. */
export function numberIn(text: string | undefined): number | null {
  const value = Number(text);
  return text === undefined || text.trim() === '' || !Number.isFinite(value) ? null : value;
}

export const isSuccess = ({ status }: CallAnswer): boolean => status >= 200 && status <= 299;
