interface Waiting {
  readonly pixels: number;
  readonly admit: () => void;
}

/**
 * Bounds how many pixels are in memory at once, first come first served. A picture larger than the
 * whole budget is admitted alone.
 */
export class PixelBudget {
  readonly #limit: number;
  readonly #waiting: Waiting[] = [];
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Waits for room for so many pixels. Call the returned function once to give them back. */
  async acquire(pixels: number): Promise<() => void> {
    await new Promise<void>((admit) => {
      this.#waiting.push({ pixels, admit });
      this.#admitNext();
    });
    return () => {
      this.#used -= pixels;
      this.#admitNext();
    };
  }

  #admitNext(): void {
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      if (this.#used > 0 && this.#used + next.pixels > this.#limit) return;
      this.#waiting.shift();
      this.#used += next.pixels;
      next.admit();
    }
  }
}
