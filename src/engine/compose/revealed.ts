import type { Size } from '../../shared/cutout.ts';
import { sampler } from '../matte/sampler.ts';
import type { PixelsOf } from './place.ts';
import { stepOf, type Samples } from './samples.ts';

/**
 * Colours for pixels that a moved or softened edge reveals. They show the old background, or
 * whatever a file has under full transparency, so they get the subject's colours nearby: means over
 * cells of its rim, and over ever larger ones where there are none, by pulling and pushing through a
 * pyramid (S. Gortler et al., The Lumigraph, 1996).
 */

/** How many of the finest cells lie along the longer side. */
const CELLS = 512;
/** How far into the subject its rim is looked at, in cells. */
const RIM = 2;
/** Alpha (of 255) from which a pixel's own colour is known well enough to keep. */
const KNOWN = 64;
/** The share of a cell that must be known before larger cells count less than it. */
const LITTLE = 0.03;

/** Interleaved r g b (times weight) and weight: `width * height * 4`. */
interface Level extends Size {
  readonly values: Float32Array;
}

/** 1 for cells that are not all inside, or have such a cell within `RIM`. */
function rimOf(mixture: Buffer, { width, height }: Size, cell: number, grid: Size): Uint8Array {
  const mixed = new Uint8Array(grid.width * grid.height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / cell) * grid.width;
    for (let column = 0; column < grid.width; column++) {
      if (mixed[row + column] === 1) continue;
      const end = y * width + Math.min(width, (column + 1) * cell);
      let at = y * width + column * cell;
      while (at < end && mixture[at] === 255) at++;
      if (at < end) mixed[row + column] = 1;
    }
  }
  const rim = new Uint8Array(mixed.length);
  for (let y = 0, index = 0; y < grid.height; y++) {
    for (let x = 0; x < grid.width; x++, index++) {
      for (let v = Math.max(0, y - RIM); v <= Math.min(grid.height - 1, y + RIM); v++) {
        const from = v * grid.width + Math.max(0, x - RIM);
        const to = v * grid.width + Math.min(grid.width - 1, x + RIM);
        for (let at = from; at <= to; at++) if (mixed[at] === 1) rim[index] = 1;
      }
    }
  }
  return rim;
}

/** Adds up the rim's colours, as far as they are known, by how much of the subject they are. */
function gather({ rgba, width, height }: PixelsOf<Samples>, mixture: Buffer, cell: number): Level {
  const grid = { width: Math.ceil(width / cell), height: Math.ceil(height / cell) };
  const rim = rimOf(mixture, { width, height }, cell, grid);
  const values = new Float32Array(grid.width * grid.height * 4);
  // Colours are summed in steps of 8 bits, whatever they come in.
  const step = stepOf(rgba);
  const share = 1 / (cell * cell);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / cell) * grid.width;
    for (let column = 0; column < grid.width; column++) {
      if (rim[row + column] === 0) continue;
      const to = (row + column) * 4;
      const end = y * width + Math.min(width, (column + 1) * cell);
      for (let at = y * width + column * cell; at < end; at++) {
        if ((mixture[at] as number) < KNOWN) continue;
        const alpha = (mixture[at] as number) / 255;
        const weight = alpha * alpha * share;
        for (let k = 0; k < 3; k++) {
          const value = (rgba[at * 4 + k] as number) / step;
          values[to + k] = (values[to + k] as number) + weight * value;
        }
        values[to + 3] = (values[to + 3] as number) + weight;
      }
    }
  }
  return { ...grid, values };
}

/** How much four cells in a row count for the one of twice their size in their middle. */
const TENT = [1 / 8, 3 / 8, 3 / 8, 1 / 8] as const;

/** Cells of twice the size; they reach into their neighbours, so that colours spread evenly. */
function pull({ width, height, values }: Level): Level {
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const found = new Float32Array(half.width * half.height * 4);
  for (let y = 0, to = 0; y < half.height; y++) {
    for (let x = 0; x < half.width; x++, to += 4) {
      for (let dy = 0; dy < 4; dy++) {
        const v = Math.min(height - 1, Math.max(0, y * 2 - 1 + dy));
        for (let dx = 0; dx < 4; dx++) {
          const u = Math.min(width - 1, Math.max(0, x * 2 - 1 + dx));
          const from = (v * width + u) * 4;
          const share = (TENT[dy] as number) * (TENT[dx] as number);
          for (let k = 0; k < 4; k++) {
            found[to + k] = (found[to + k] as number) + share * (values[from + k] as number);
          }
        }
      }
    }
  }
  return { ...half, values: found };
}

/** Bilinear interpolation between the places of a level that is `scale` times as coarse. */
function between(level: Level, fine: Size, scale: number) {
  const whole = { width: level.width * scale, height: level.height * scale };
  const { x: across, y: down } = sampler(
    { width: Math.max(whole.width, fine.width), height: Math.max(whole.height, fine.height) },
    level,
  );
  /** Sets `into` to the r g b at (x, y). */
  return (x: number, y: number, into: Float32Array): void => {
    const upper = (down.low[y] as number) * level.width;
    const lower = (down.high[y] as number) * level.width;
    const [left, right] = [across.low[x] as number, across.high[x] as number];
    const u = across.share[x] as number;
    const v = down.share[y] as number;
    for (let k = 0; k < 3; k++) {
      const a = level.values[(upper + left) * 4 + k] as number;
      const b = level.values[(upper + right) * 4 + k] as number;
      const c = level.values[(lower + left) * 4 + k] as number;
      const d = level.values[(lower + right) * 4 + k] as number;
      const top = a + (b - a) * u;
      into[k] = top + (c + (d - c) * u - top) * v;
    }
  };
}

/** Turns sums into colours, unknown ones into those of the larger cells around. */
function push(level: Level, coarser: Level | undefined): void {
  const { width, height, values } = level;
  const above = coarser && between(coarser, level, 2);
  const larger = new Float32Array(3);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 4) {
      const weight = values[to + 3] as number;
      // The largest cell is all that there is, however little of it is known.
      const trust = above ? Math.min(1, weight / LITTLE) : 1;
      if (above && trust < 1) above(x, y, larger);
      for (let k = 0; k < 3; k++) {
        const own = weight > 0 ? (values[to + k] as number) / weight : 0;
        values[to + k] = own * trust + (larger[k] as number) * (1 - trust);
      }
    }
  }
}

/**
 * Gives the pixels that `matte` shows more of than the photo the subject's colours, in place. The
 * colours of soft edges are taken as they are, so they must have been decontaminated before.
 * @param mixture how much of the subject each pixel of the photo shows, one byte for each
 * @param matte the cutout's alphas
 */
export function colourRevealed(picture: PixelsOf<Samples>, mixture: Buffer, matte: Buffer): void {
  const { rgba, width, height } = picture;
  const isRevealed = (at: number) =>
    (mixture[at] as number) < KNOWN && (matte[at] as number) > (mixture[at] as number);
  let first = 0;
  while (first < matte.length && !isRevealed(first)) first++;
  if (first === matte.length) return;

  const cell = Math.max(1, Math.ceil(Math.max(width, height) / CELLS));
  const finest = gather(picture, mixture, cell);
  const levels = [finest];
  for (let level = finest; level.width > 1 || level.height > 1;) {
    level = pull(level);
    levels.push(level);
  }
  let coarser: Level | undefined;
  for (const level of levels.reverse()) {
    push(level, coarser);
    coarser = level;
  }
  const colourAt = between(finest, picture, cell);
  const colour = new Float32Array(3);
  const step = stepOf(rgba);
  for (let y = Math.floor(first / width), at = y * width; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (!isRevealed(at)) continue;
      const own = (mixture[at] as number) / KNOWN;
      colourAt(x, y, colour);
      for (let k = 0; k < 3; k++) {
        const near = (colour[k] as number) * step;
        rgba[at * 4 + k] = Math.round(near + ((rgba[at * 4 + k] as number) - near) * own);
      }
    }
  }
}
