import type { Size } from '../compose/geometry.ts';

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
  // The full-size columns that are nearest to a small one: from first[c] to first[c + 1].
  const first = Int32Array.from({ length: small.width + 1 }, (_, column) =>
    Math.ceil((column * full.width) / small.width - 0.5),
  );
  for (let y = 0; y < full.height; y++) {
    const row = Math.floor(((y + 0.5) * small.height) / full.height) * small.width;
    let column = 0;
    while (column < small.width) {
      if (band[row + column] === 0) {
        column++;
        continue;
      }
      const start = column;
      while (column < small.width && band[row + column] === 1) column++;
      const [from, to] = [first[start] as number, first[column] as number];
      if (to > from) work(y, from, to);
    }
  }
}
