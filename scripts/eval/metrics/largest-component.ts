/**
 * Finds the largest of the regions that hang together over their sides (4-connected) and in which
 * every value is at least `least`. Keeps its memory from call to call; of regions of one size, the
 * first in reading order wins.
 */
export class ComponentFinder {
  readonly #width: number;
  readonly #labels: Int32Array;
  readonly #queue: Int32Array;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#labels = new Int32Array(width * height);
    this.#queue = new Int32Array(width * height);
  }

  /** @returns a test for "this pixel is in the largest region", valid until the next call */
  largest(values: Uint8Array, least: number): (pixel: number) => boolean {
    const labels = this.#labels.fill(0);
    let [label, best, bestSize] = [0, -1, 0];
    for (let seed = 0; seed < values.length; seed++) {
      if ((values[seed] as number) < least || labels[seed] !== 0) continue;
      const size = this.#flood(values, least, seed, ++label);
      if (size > bestSize) [best, bestSize] = [label, size];
    }
    return (pixel) => labels[pixel] === best;
  }

  /** Gives `label` to everything that hangs together with `seed`. @returns how many pixels */
  #flood(values: Uint8Array, least: number, seed: number, label: number): number {
    const labels = this.#labels;
    const queue = this.#queue;
    const width = this.#width;
    let size = 0;
    const visit = (pixel: number) => {
      if ((values[pixel] as number) < least || labels[pixel] !== 0) return;
      labels[pixel] = label;
      queue[size++] = pixel;
    };
    visit(seed);
    for (let next = 0; next < size; next++) {
      const pixel = queue[next] as number;
      const x = pixel % width;
      if (x > 0) visit(pixel - 1);
      if (x < width - 1) visit(pixel + 1);
      if (pixel >= width) visit(pixel - width);
      if (pixel + width < values.length) visit(pixel + width);
    }
    return size;
  }
}
