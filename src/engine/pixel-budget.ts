interface Waiting {
  readonly pixels: number;
  readonly urgent: boolean;
  /** Hears whether the reserve was drawn on. */
  readonly admit: (fromReserve: boolean) => void;
}

/** Urgent pictures may go over the limit by this share of it, all of them together. */
const RESERVE = 1 / 4;

/**
 * Bounds how many pixels are in memory at once, first come first served, urgent ones before all
 * others. A picture larger than the whole budget is admitted alone; a small urgent one finds room
 * even beside that.
 */
export class PixelBudget {
  readonly #limit: number;
  readonly #waiting: Waiting[] = [];
  #used = 0;
  #reserveUsed = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Waits for room for so many pixels. Call the returned function once to give them back. */
  async acquire(pixels: number, urgent = false): Promise<() => void> {
    const fromReserve = await new Promise<boolean>((admit) => {
      const at = urgent ? this.#waiting.findIndex((other) => !other.urgent) : -1;
      this.#waiting.splice(at < 0 ? this.#waiting.length : at, 0, { pixels, urgent, admit });
      this.#admitNext();
    });
    return () => {
      if (fromReserve) this.#reserveUsed -= pixels;
      else this.#used -= pixels;
      this.#admitNext();
    };
  }

  #admitNext(): void {
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      const { pixels, urgent } = next;
      const fits = this.#used === 0 || this.#used + pixels <= this.#limit;
      const fitsReserve = urgent && this.#reserveUsed + pixels <= this.#limit * RESERVE;
      if (!fits && !fitsReserve) return;
      this.#waiting.shift();
      if (fits) this.#used += pixels;
      else this.#reserveUsed += pixels;
      next.admit(!fits);
    }
  }
}
