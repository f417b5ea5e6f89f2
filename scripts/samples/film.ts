/**
 * Values per pixel: diffuse 3, specular 3, albedo 3, normal 3, depth, subject share, the variances
 * of the first two's means, and the light itself 3 (in a pixel of several surfaces, the product of
 * mean albedo and mean diffuse light is not the mean of their products).
 */
export const CHANNELS = 19;

/** What the workers fill together. */
export interface Film {
  width: number;
  height: number;
  /** CHANNELS numbers per pixel, rows from the top. */
  data: Float32Array;
  /** What the second pass does with a pixel: see `markEdges`. */
  edges: Uint8Array;
}

/** The film's memory, in a form that can be posted to workers. */
export interface FilmMemory {
  width: number;
  height: number;
  data: SharedArrayBuffer;
  edges: SharedArrayBuffer;
}

export function allocateFilm(width: number, height: number): FilmMemory {
  return {
    width,
    height,
    data: new SharedArrayBuffer(width * height * CHANNELS * 4),
    edges: new SharedArrayBuffer(width * height),
  };
}

export const openFilm = (m: FilmMemory): Film => ({
  width: m.width,
  height: m.height,
  data: new Float32Array(m.data),
  edges: new Uint8Array(m.edges),
});

/**
 * Marks with 1 the pixels whose surroundings are neither all subject nor all background, and with 2
 * those where near and far things meet as well, where out-of-focus edges need many more samples.
 */
export function markEdges(film: Film): void {
  const { width, height, data, edges } = film;
  const reach = 2;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let lo = 1;
      let hi = 0;
      let near = Infinity;
      let far = 0;
      for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++) {
        for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++) {
          const at = (v * width + u) * CHANNELS;
          const share = data[at + 13] as number;
          const depth = data[at + 12] as number;
          lo = Math.min(lo, share);
          hi = Math.max(hi, share);
          if (Math.abs(u - x) > 1 || Math.abs(v - y) > 1) continue;
          near = Math.min(near, depth);
          far = Math.max(far, depth);
        }
      }
      const plain = lo === hi && (lo === 0 || lo === 1);
      edges[y * width + x] = far > near * 1.15 ? 2 : plain ? 0 : 1;
    }
  }
}
