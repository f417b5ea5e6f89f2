/** So many ends are looked back on. */
const WINDOW = 30;
const MS_PER_MINUTE = 60_000;

/**
 * How quickly pictures end, over the last ones. Only time in which any were worked on counts, so
 * that a pause does not make the queue look slow.
 */
export class Pace {
  /** Monotonic, in ms. */
  readonly #now: () => number;
  /** Working time, in ms, at each end in the window and at the one before it. */
  #marks: readonly number[] = [];
  #worked = 0;
  #since: number | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Pictures are worked on from now on, or none are. */
  work(working: boolean): void {
    if (working === (this.#since !== undefined)) return;
    this.#worked = this.#elapsed();
    this.#since = working ? this.#now() : undefined;
  }

  /** A picture ended. */
  ended(): void {
    this.#marks = [...this.#marks, this.#elapsed()].slice(-WINDOW - 1);
  }

  /** Pictures per ms; null: none ended yet. */
  rate(): number | null {
    const [first] = this.#marks;
    if (first === undefined) return null;
    // Until the second end there is only the time since the beginning, in which models are loaded.
    const alone = this.#marks.length === 1;
    const ends = alone ? 1 : this.#marks.length - 1;
    const span = this.#elapsed() - (alone ? 0 : first);
    return span > 0 ? ends / span : null;
  }

  perMinute(): number | null {
    const rate = this.rate();
    return rate === null ? null : rate * MS_PER_MINUTE;
  }

  /** ms that so many pictures take at this rate. */
  msFor(pictures: number): number | null {
    const rate = this.rate();
    return rate === null ? null : Math.round(pictures / rate);
  }

  #elapsed(): number {
    return this.#worked + (this.#since === undefined ? 0 : this.#now() - this.#since);
  }
}
