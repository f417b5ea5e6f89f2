import { OffcutError } from '../../shared/errors.ts';
import { ProviderFailure, type FailureClass } from './failure.ts';

/** Failures in a row, retries included in each, after which a provider rests. */
const MOST_FAILURES = 5;
/** ms of rest. */
const REST = 60_000;

/** What says that the provider itself is not well, whatever the picture. */
const faults: ReadonlySet<FailureClass> = new Set([
  'rate_limit',
  'server',
  'network',
  'interrupted',
  'timeout',
  'bad_response',
]);

/**
 * Lets a provider rest that fails again and again, so that a batch does not spend its time on
 * waiting for it. After the rest one picture tries; it decides for the others.
 */
export class Breaker {
  readonly #provider: string;
  readonly #clock: () => number;
  #failures = 0;
  #restsUntil = 0;
  #isTrying = false;

  constructor(provider: string, clock: () => number) {
    this.#provider = provider;
    this.#clock = clock;
  }

  /**
   * Does the work unless the provider rests.
   * @throws OffcutError `provider-resting`; what the work throws
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const left = this.#restsUntil - this.#clock();
    const isDown = this.#failures >= MOST_FAILURES;
    if (isDown && (left > 0 || this.#isTrying)) {
      const seconds = Math.max(1, Math.ceil(left / 1000));
      throw new OffcutError('provider-resting', { provider: this.#provider, seconds });
    }
    this.#isTrying = isDown;
    try {
      const done = await work();
      this.#failures = 0;
      return done;
    } catch (error) {
      if (error instanceof ProviderFailure) this.#count(error.class);
      throw error;
    } finally {
      if (isDown) this.#isTrying = false;
    }
  }

  #count(failureClass: FailureClass): void {
    if (!faults.has(failureClass)) {
      this.#failures = 0;
      return;
    }
    this.#failures += 1;
    if (this.#failures >= MOST_FAILURES) this.#restsUntil = this.#clock() + REST;
  }
}
