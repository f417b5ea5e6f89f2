import { OffcutError } from '../../shared/errors.ts';

/** ms since some moment, never going back; and a wait that ends early, as `cancelled`. */
export interface Time {
  readonly clock: () => number;
  /** @throws OffcutError `cancelled` */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

export const systemTime: Time = {
  clock: () => performance.now(),
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      const cancel = () => {
        clearTimeout(timer);
        reject(new OffcutError('cancelled'));
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', cancel);
        resolve();
      }, ms);
      if (signal.aborted) cancel();
      else signal.addEventListener('abort', cancel, { once: true });
    }),
};

/** Of a minute's calls, so many may come at once: a burst of more is what limits are there for. */
const BURST = 1 / 6;

/**
 * Lets calls through as fast as a provider takes them. Tokens are given out in the order in which
 * they are asked for; one that is cancelled while it waits costs nothing.
 */
export class TokenBucket {
  readonly #perMs: number;
  readonly #size: number;
  readonly #time: Time;
  #tokens: number;
  #at: number;
  #last: Promise<void> = Promise.resolve();

  constructor(perMinute: number, time: Time = systemTime) {
    this.#perMs = perMinute / 60_000;
    this.#size = Math.max(1, perMinute * BURST);
    this.#time = time;
    this.#tokens = this.#size;
    this.#at = time.clock();
  }

  /** @throws OffcutError `cancelled` */
  async take(signal: AbortSignal): Promise<void> {
    const turn = this.#last.then(() => this.#take(signal));
    // Whoever comes next waits for this one, however it ends.
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #take(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw new OffcutError('cancelled');
    this.#fill();
    if (this.#tokens < 1) {
      await this.#time.wait(Math.ceil((1 - this.#tokens) / this.#perMs), signal);
      this.#fill();
    }
    this.#tokens -= 1;
  }

  #fill(): void {
    const now = this.#time.clock();
    this.#tokens = Math.min(this.#size, this.#tokens + (now - this.#at) * this.#perMs);
    this.#at = now;
  }
}
