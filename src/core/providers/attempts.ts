import { ProviderFailure } from './failure.ts';
import type { Time } from './token-bucket.ts';

/** Tries that follow the first one. */
const MOST_RETRIES = 2;
/** ms before the first of them; the next one waits twice as long. */
const FIRST_WAIT = 1_000;
/** ms: a provider that wants to be left alone for longer is left to the next one. */
const LONGEST_WAIT = 60_000;

const triesOf = ({ retry }: ProviderFailure): number =>
  retry === 'often' ? MOST_RETRIES : retry === 'once' ? 1 : 0;

/**
 * Does some work again where its failure may pass: after one second, and after two, each give or
 * take a quarter, so that those who failed together do not come back together.
 * @param random in [0, 1)
 * @throws what the work throws last; OffcutError `cancelled`
 */
export async function attempted<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  { wait }: Time,
  random: () => number = Math.random,
): Promise<T> {
  for (let retries = 0; ; retries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ProviderFailure) || retries >= triesOf(error)) throw error;
      const own = FIRST_WAIT * 2 ** retries * (0.75 + random() / 2);
      const pause = Math.max(own, error.retryAfter ?? 0);
      if (pause > LONGEST_WAIT) throw error;
      await wait(pause, signal);
    }
  }
}
