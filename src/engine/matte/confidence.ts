import type { Size } from '../../shared/cutout.ts';
import fitted from './confidence.json' with { type: 'json' };

/** Cells of the coarse grid across and down, at most one for each pixel: 8 px of a side of 1024. */
const CELLS = 128;
/** Alpha from which a pixel is inside the subject: half. */
const INSIDE = 128;
/** Keep the logarithms finite; below them, a sign is as good as none. */
const FLOOR = { softness: 0.01, stray: 0.001 } as const;

/** What a matte tells about itself; both are 0 for a hard matte in one piece. */
export interface MatteSigns {
  /** 0-4: how soft the matte still is when seen from afar, the sum of 4 a (1 - a) by that of a. */
  readonly softness: number;
  /** 0-1: the share of all alpha that lies away from everything that is half inside. */
  readonly stray: number;
}

export interface ConfidenceCoefficients {
  readonly intercept: number;
  /** Of the logarithm of each sign; negative, as more of it is worse. */
  readonly softness: number;
  readonly stray: number;
}

/** For each pixel of a side its cell, and for each cell its pixels. */
function cellsOf(side: number) {
  const cells = Math.min(CELLS, side);
  const cellAt = Int32Array.from({ length: side }, (_, i) => Math.floor((i * cells) / side));
  const pixels = new Int32Array(cells);
  for (const cell of cellAt) pixels[cell] = (pixels[cell] as number) + 1;
  return { cells, cellAt, pixels };
}

/** Whether a cell or one of its eight neighbours holds something inside. */
function isNear(inside: Uint8Array, across: number, down: number, x: number, y: number): boolean {
  for (let row = Math.max(0, y - 1); row <= Math.min(down - 1, y + 1); row++) {
    for (let at = row * across + Math.max(0, x - 1); at <= row * across + x + 1; at++) {
      if (at < (row + 1) * across && inside[at] === 1) return true;
    }
  }
  return false;
}

/**
 * Looks at a matte's averages over a coarse grid, where hair and soft edges no longer count for
 * much but veils and half-found things do. One pass over the matte, one over the grid.
 * @param matte one byte for each pixel, at the model's size
 */
export function signsOf(matte: Buffer, { width, height }: Size): MatteSigns {
  const [x, y] = [cellsOf(width), cellsOf(height)];
  const sums = new Float64Array(x.cells * y.cells);
  const inside = new Uint8Array(x.cells * y.cells);
  for (let row = 0, from = 0; row < height; row++) {
    const start = (y.cellAt[row] as number) * x.cells;
    for (let column = 0; column < width; column++, from++) {
      const alpha = matte[from] as number;
      if (alpha === 0) continue;
      const cell = start + (x.cellAt[column] as number);
      sums[cell] = (sums[cell] as number) + alpha;
      if (alpha >= INSIDE) inside[cell] = 1;
    }
  }
  let [total, soft, astray] = [0, 0, 0];
  for (let row = 0, cell = 0; row < y.cells; row++) {
    for (let column = 0; column < x.cells; column++, cell++) {
      const pixels = (x.pixels[column] as number) * (y.pixels[row] as number);
      const sum = (sums[cell] as number) / 255;
      if (sum === 0) continue;
      total += sum;
      soft += 4 * sum * (1 - sum / pixels);
      if (!isNear(inside, x.cells, y.cells, column, row)) astray += sum;
    }
  }
  // A matte of nothing is as unsure as can be, the limit of a very thin veil.
  return total === 0
    ? { softness: 4, stray: 1 }
    : { softness: soft / total, stray: astray / total };
}

/** The signs as the logistic regression takes them. */
export const regressorsOf = ({ softness, stray }: MatteSigns) =>
  [Math.log(softness + FLOOR.softness), Math.log(stray + FLOOR.stray)] as const;

/** How likely a matte with these signs is good, 0-1: 1 / (1 + exp(-(intercept + sum))). */
export function confidenceFrom(
  signs: MatteSigns,
  { intercept, softness, stray }: ConfidenceCoefficients,
): number {
  const [soft, astray] = regressorsOf(signs);
  return 1 / (1 + Math.exp(-(intercept + softness * soft + stray * astray)));
}

/**
 * How likely a matte is good, 0-1: of mattes with a confidence of 0.8, about four in five should
 * have an IoU of at least 0.8 and a mean absolute error of at most 0.05.
 *
 * The coefficients are those of `confidence.json`, which `npm run calibrate:confidence` wrote on
 * 2026-11-24 from 47 photos with reference mattes, seven spoilt versions of each, and 54 composites,
 * as both models cut them; docs/measurements.md says how far to trust them. They are one set for
 * both models. A subject that is not what the user meant, cleanly cut, is beyond any of this.
 * @param matte one byte for each pixel, at the model's size
 */
export const confidenceOf = (matte: Buffer, size: Size): number =>
  confidenceFrom(signsOf(matte, size), fitted.coefficients);
