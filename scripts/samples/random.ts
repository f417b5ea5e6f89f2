/** Scrambles 32 bits; every output bit depends on every input bit. */
export function hash32(x: number): number {
  let h = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53];
const STEPS = Float64Array.from(PRIMES, (p) => Math.sqrt(p) % 1);

/** Deterministic random numbers in 0..1. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = hash32(seed + 0x9e3779b9) | 1;
  }

  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    return hash32(this.#state) / 4294967296;
  }

  /** A number in `lo..hi`. */
  range(lo: number, hi: number): number {
    return lo + (hi - lo) * this.next();
  }
}

/**
 * The numbers one path draws. The first 16 are a Richtmyer sequence (multiples of square roots of
 * primes, R. D. Richtmyer 1951) shifted at random per pixel, so a pixel's samples spread evenly
 * over the lens, the pixel and the lights; later ones are plain random.
 */
export class PathSampler {
  readonly #shift = new Float64Array(STEPS.length);
  #random = new Random(0);
  #index = 0;
  #used = 0;

  startPixel(seed: number): void {
    this.#random = new Random(seed);
    for (let d = 0; d < this.#shift.length; d++) this.#shift[d] = this.#random.next();
  }

  startSample(index: number): void {
    this.#index = index;
    this.#used = 0;
  }

  next(): number {
    const d = this.#used++;
    if (d >= STEPS.length) return this.#random.next();
    return ((this.#shift[d] as number) + this.#index * (STEPS[d] as number)) % 1;
  }
}
