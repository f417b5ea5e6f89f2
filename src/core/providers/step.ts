import { isSuccess } from './answers.ts';
import { below } from './base-url.ts';
import type { CallAnswer, Call } from './call.ts';
import type { ProviderFailure } from './failure.ts';
import type { ProviderContext } from './provider.ts';

/** One call of a provider, as its reference gives it. */
export interface Step extends Pick<Call, 'method' | 'body' | 'isPaid'> {
  /** Below the base address, its query included. */
  readonly path: string;
  readonly accept: string;
}

/** How a provider is told who asks, and what it answers where it refuses. */
export interface Dialect {
  readonly name: string;
  readonly authorise: (key: string) => Readonly<Record<string, string>>;
  readonly failureOf: (answer: CallAnswer, key: string) => ProviderFailure;
}

export const byApiKey = (key: string) => ({ 'x-api-key': key });
export const byBearer = (key: string) => ({ authorization: `Bearer ${key}` });

export const jsonBody = (body: unknown) => ({
  bytes: Buffer.from(JSON.stringify(body)),
  type: 'application/json',
});

/**
 * A provider's way of taking a step: the call is made, and made again where its failure may pass;
 * whatever is not a 2xx is a failure.
 */
export const stepsOf =
  ({ name, authorise, failureOf }: Dialect) =>
  (
    { base, key, call, signal, attempt }: ProviderContext,
    { path, accept, ...rest }: Step,
  ): Promise<CallAnswer> =>
    attempt(async () => {
      const headers = { ...authorise(key), accept };
      const url = below(base, path);
      const answer = await call({ provider: name, url, headers, signal, ...rest });
      if (!isSuccess(answer)) throw failureOf(answer, key);
      return answer;
    });
