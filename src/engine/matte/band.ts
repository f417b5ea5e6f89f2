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
