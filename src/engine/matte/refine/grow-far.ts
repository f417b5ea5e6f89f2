import type { Size } from '../../../shared/cutout.ts';
import { distanceGrid, type DistanceGrid } from './distance.ts';

/** What is moved of the edge are these two level sets, alphas of 255: a quarter, three quarters. */
const [LOW, HIGH] = [64, 192];
/** The widest soft edge, in px from LOW to HIGH, that keeps its width in full. */
const WIDEST = 64;
/** The finest grid of distances, in px, and how many of its cells a shift has at least. */
const [FINEST, CELLS] = [4, 8];

/**
 * The alpha (not yet bounded by 0 and 1) of a place `low` px from LOW and `high` px from HIGH, after
 * the edge has moved by `px`: half where the edge is, a quarter and three quarters where the two are.
 */
function alphaAt(low: number, high: number, px: number): number {
  return 0.5 + ((px + 0.5 - (low + high) / 2) * 0.5) / Math.max(high - low, 0.5);
}

/**
 * -1 or 1 at places outside or inside, 0 where alpha is between. What it holds the distances to is
 * linear in them, so a cell whose corners are all on one side lies there as a whole.
 */
function sidesOf(low: DistanceGrid, high: DistanceGrid, px: number): Int8Array {
  return Int8Array.from(low.values, (distance, index) => {
    const alpha = alphaAt(distance, high.values[index] as number, px);
    return alpha <= 0 ? -1 : alpha >= 1 ? 1 : 0;
  });
}

/** Lines of `length` values `step` apart: each value becomes the largest within `reach` places. */
function largestAlong(
  values: Uint8Array,
  length: number,
  step: number,
  lines: number,
  lineStep: number,
  reach: number,
): Uint8Array {
  const found = new Uint8Array(values.length);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < length; i++) {
      let most = 0;
      for (let k = Math.max(0, i - reach); k <= Math.min(length - 1, i + reach); k++) {
        most = Math.max(most, values[line * lineStep + k * step] as number);
      }
      found[line * lineStep + i * step] = most;
    }
  }
  return found;
}

/** For each cell, a bound of the (flipped) alphas within `px` of it: what glass never exceeds. */
function largestAround(
  matte: Buffer,
  size: Size,
  flip: number,
  cell: number,
  px: number,
): { readonly columns: number; readonly values: Uint8Array } {
  const columns = Math.ceil(size.width / cell);
  const rows = Math.ceil(size.height / cell);
  const most = new Uint8Array(columns * rows);
  for (let y = 0; y < size.height; y++) {
    const row = Math.floor(y / cell) * columns;
    for (let column = 0; column < columns; column++) {
      const end = y * size.width + Math.min(size.width, (column + 1) * cell);
      let largest = most[row + column] as number;
      for (let at = y * size.width + column * cell; at < end && largest < 255; at++) {
        const value = (matte[at] as number) ^ flip;
        if (value > largest) largest = value;
      }
      most[row + column] = largest;
    }
  }
  const reach = Math.ceil(px / cell);
  const across = largestAlong(most, columns, 1, rows, columns, reach);
  return { columns, values: largestAlong(across, rows, columns, columns, 1, reach) };
}

const mix = (values: Float32Array, from: number, to: number, share: number): number =>
  (values[from] as number) * (1 - share) + (values[to] as number) * share;

/**
 * Moves level sets instead of bytes, as growing commutes with taking them: a pixel's new alpha
 * follows from its distances to LOW and to HIGH, the straight line between the two being the edge's
 * softness. The offset of an edge by `px` curves no tighter than that, so that distances on a grid
 * of an eighth of it suffice, and the cost does not grow with it.
 * @param matte `width * height` bytes; left as it is
 * @param px at least about as much as the finest grid's cell
 * @param flip 255 grows the complement instead, that is, shrinks
 */
export function growByDistance(matte: Buffer, size: Size, px: number, flip: 0 | 255): Buffer {
  const { width, height } = size;
  const cell = Math.max(FINEST, Math.floor(px / CELLS));
  const most = px + WIDEST;
  const low = distanceGrid(matte, size, LOW, flip, cell, most);
  const high = distanceGrid(matte, size, HIGH, flip, cell, most);
  const sides = sidesOf(low, high, px);
  const grown = Buffer.from(matte);
  const bounds = largestAround(matte, size, flip, cell, px);
  const inside = new Uint8Array(bounds.columns);
  for (let row = 0; row * cell < height; row++) {
    const lower = Math.min(low.height - 1, row + 1) * low.width;
    const upper = row * low.width;
    const bottom = Math.min(height, (row + 1) * cell);
    inside.fill(0);
    for (let column = 0; column * cell < width; column++) {
      const next = Math.min(low.width - 1, column + 1);
      const [a, b] = [upper + column, upper + next];
      const [c, d] = [lower + column, lower + next];
      const sum =
        (sides[a] as number) + (sides[b] as number) + (sides[c] as number) + (sides[d] as number);
      if (sum === -4) continue;
      const bound = bounds.values[row * bounds.columns + column] as number;
      if (sum === 4 && bound === 255) {
        inside[column] = 1;
        continue;
      }
      const left = column * cell;
      const right = Math.min(width, left + cell);
      for (let y = row * cell; y < bottom; y++) {
        const v = (y - row * cell) / cell;
        // Along a row, both distances run straight from the cell's left side to its right.
        const from = { low: mix(low.values, a, c, v), high: mix(high.values, a, c, v) };
        const to = { low: mix(low.values, b, d, v), high: mix(high.values, b, d, v) };
        for (let x = left, at = y * width + left; x < right; x++, at++) {
          const u = (x - left) / cell;
          const alpha = alphaAt(
            from.low + (to.low - from.low) * u,
            from.high + (to.high - from.high) * u,
            px,
          );
          const value = Math.round(Math.min(bound, 255 * alpha));
          if (value > ((matte[at] as number) ^ flip)) grown[at] = value ^ flip;
        }
      }
    }
    // Whole stretches at a time, as most of a subject lies in them.
    for (let column = 0; column < inside.length; column++) {
      if (inside[column] === 0) continue;
      const left = column * cell;
      while (column < inside.length && inside[column] === 1) column++;
      const right = Math.min(width, column * cell);
      for (let y = row * cell; y < bottom; y++) {
        grown.fill(255 ^ flip, y * width + left, y * width + right);
      }
    }
  }
  return grown;
}
