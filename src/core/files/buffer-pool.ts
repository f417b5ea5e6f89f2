/**
 * Buffers of one size that are used again and again: what the system does for fresh memory of this
 * size takes longer than what is read into it.
 */
export class BufferPool {
  /** Bytes of each. */
  readonly size: number;
  readonly #most: number;
  readonly #free: Buffer[] = [];

  /** @param most how many are kept while nobody needs them */
  constructor(size: number, most: number) {
    this.size = size;
    this.#most = most;
  }

  /** Its content is whatever was in it last. */
  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafe(this.size);
  }

  /** Nobody may use it any more. */
  giveBack(buffer: Buffer): void {
    if (this.#free.length < this.#most) this.#free.push(buffer);
  }
}
