import type { Size } from '../../shared/cutout.ts';

/** Alphas (of 255) up to which a pixel is background, and from which it is subject, for certain. */
const [CERTAINLY_OUT, CERTAINLY_IN] = [5, 250];

/**
 * The uncertain band: pixels whose alpha is neither certainly out nor certainly in, and their
 * neighbours within `reach` px.
 * @param matte one byte for each pixel
 * @returns one byte for each pixel, 1 inside the band
 */
export function uncertainBand(matte: Buffer, { width, height }: Size, reach: number): Uint8Array {
  const rows = new Uint8Array(matte.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const alpha = matte[at] as number;
      if (alpha <= CERTAINLY_OUT || alpha >= CERTAINLY_IN) continue;
      rows.fill(1, at - Math.min(x, reach), at + Math.min(width - 1 - x, reach) + 1);
    }
  }
  if (reach === 0) return rows;
  const band = new Uint8Array(matte.length);
  for (let at = 0; at < rows.length; at++) {
    if (rows[at] === 0) continue;
    const y = Math.floor(at / width);
    const last = at + Math.min(height - 1 - y, reach) * width;
    for (let to = at - Math.min(y, reach) * width; to <= last; to += width) band[to] = 1;
  }
  return band;
}

/**
 * Calls `work` for each stretch of a full-size row that lies in a band of the small grid, so that
 * nothing is spent on the rest of the picture. A pixel lies in the band when the place of the small
 * grid nearest to it does.
 * @param band one byte for each place of the small grid
 */
export function eachStretch(
  band: Uint8Array,
  small: Size,
  full: Size,
  work: (y: number, from: number, to: number) => void,
): void {
  // The full-size lines that are nearest to a small one: from first[i] to first[i + 1].
  const firstOf = (from: number, to: number) =>
    Int32Array.from({ length: from + 1 }, (_, line) => Math.ceil((line * to) / from - 0.5));
  const columns = firstOf(small.width, full.width);
  const rows = firstOf(small.height, full.height);
  for (let row = 0; row < small.height; row++) {
    const stretches: number[] = [];
    const end = (row + 1) * small.width;
    for (let at = band.indexOf(1, row * small.width); at !== -1 && at < end;) {
      let last = at;
      while (last < end && band[last] === 1) last++;
      const from = columns[at - row * small.width] as number;
      const to = columns[last - row * small.width] as number;
      if (to > from) stretches.push(from, to);
      at = band.indexOf(1, last);
    }
    if (stretches.length === 0) continue;
    for (let y = rows[row] as number; y < (rows[row + 1] as number); y++) {
      for (let i = 0; i < stretches.length; i += 2) {
        work(y, stretches[i] as number, stretches[i + 1] as number);
      }
    }
  }
}
