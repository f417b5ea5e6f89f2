import type { Size } from '../../../shared/cutout.ts';

/** Distances at places `cell` px apart, the first at pixel (0, 0), the last at or beyond the ends. */
export interface DistanceGrid extends Size {
  readonly cell: number;
  /** px, `width * height`; at most what was asked for. */
  readonly values: Float32Array;
}

/** How far each place of one row is from the nearest pixel of the row that is at least `least`. */
function alongRow(
  matte: Buffer,
  start: number,
  width: number,
  least: number,
  flip: number,
  cell: number,
  most: number,
  into: Float32Array,
): boolean {
  into.fill(most);
  let any = false;
  let at = start;
  const end = start + width;
  while (at < end) {
    while (at < end && ((matte[at] as number) ^ flip) < least) at++;
    if (at === end) break;
    any = true;
    const left = at - start;
    while (at < end && ((matte[at] as number) ^ flip) >= least) at++;
    const right = at - 1 - start;
    const first = Math.max(0, Math.ceil((left - most) / cell));
    const last = Math.min(into.length - 1, Math.floor((right + most) / cell));
    for (let place = first; place <= last; place++) {
      const x = place * cell;
      const distance = Math.max(0, left - x, x - right);
      if (distance < (into[place] as number)) into[place] = distance;
    }
  }
  return any;
}

/**
 * Exact Euclidean distances to the nearest pixel whose (flipped) alpha is at least `least`, by rows
 * and then by the lower envelope of parabolas along columns: P. Felzenszwalb and D. Huttenlocher,
 * Distance Transforms of Sampled Functions (2012). Distances vary slowly, so they are only found at
 * places `cell` px apart; the pixels that they are measured to are those of the full matte.
 * @param matte `width * height` bytes
 * @param cell px, a whole number
 * @param most px; what is further away counts as this far
 */
export function distanceGrid(
  matte: Buffer,
  size: Size,
  least: number,
  flip: 0 | 255,
  cell: number,
  most: number,
): DistanceGrid {
  const width = Math.ceil((size.width - 1) / cell) + 1;
  const height = Math.ceil((size.height - 1) / cell) + 1;
  const values = new Float32Array(width * height).fill(most);
  // By columns, as that is how they are read.
  const rows = new Float32Array(width * size.height).fill(most);
  const row = new Float32Array(width);
  for (let y = 0; y < size.height; y++) {
    if (!alongRow(matte, y * size.width, size.width, least, flip, cell, most, row)) continue;
    for (let x = 0; x < width; x++) {
      const aside = row[x] as number;
      if (aside < most) rows[x * size.height + y] = aside;
    }
  }

  const at = new Int32Array(size.height);
  const from = new Float64Array(size.height + 1);
  for (let x = 0; x < width; x++) {
    const column = x * size.height;
    let last = -1;
    for (let y = 0; y < size.height; y++) {
      const aside = rows[column + y] as number;
      if (aside >= most) continue;
      // Rows between set rows are nearest to themselves only, and so matter at places only.
      const between = aside === 0 && rows[column + y - 1] === 0 && rows[column + y + 1] === 0;
      if (between && y % cell !== 0 && y > 0 && y < size.height - 1) continue;
      const height = aside * aside + y * y;
      let cross = -Infinity;
      while (last >= 0) {
        const q = at[last] as number;
        const other = rows[column + q] as number;
        cross = (height - other * other - q * q) / (2 * (y - q));
        if (cross > (from[last] as number)) break;
        last--;
      }
      last++;
      at[last] = y;
      from[last] = last === 0 ? -Infinity : cross;
    }
    if (last < 0) continue;
    from[last + 1] = Infinity;
    for (let place = 0, k = 0; place < height; place++) {
      const y = place * cell;
      while ((from[k + 1] as number) < y) k++;
      const q = at[k] as number;
      const aside = rows[column + q] as number;
      const distance = Math.sqrt(aside * aside + (y - q) * (y - q));
      values[place * width + x] = Math.min(most, distance);
    }
  }
  return { width, height, cell, values };
}
