import type { Size } from '../../../shared/cutout.ts';
import { sampler } from '../sampler.ts';
import { discOf, type Disc } from './disc.ts';
import { growByDisc } from './grow.ts';
import { eachMixedTile, type Tile } from './mixed-tiles.ts';

/** The largest radius, in px, for which the matte's own grid is used. */
const FINE = 2.5;
/** The largest radius on a coarser grid, in px of that grid. */
const LARGEST = 4;

/** The means over blocks of `cell` x `cell` px. */
function shrink(matte: Buffer, { width, height }: Size, cell: number, grid: Size): Buffer {
  const sums = new Uint32Array(grid.width * grid.height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / cell) * grid.width;
    for (let column = 0; column < grid.width; column++) {
      const end = y * width + Math.min(width, (column + 1) * cell);
      let sum = 0;
      for (let at = y * width + column * cell; at < end; at++) sum += matte[at] as number;
      sums[row + column] = (sums[row + column] as number) + sum;
    }
  }
  const means = Buffer.allocUnsafe(sums.length);
  for (let at = 0; at < means.length; at++) {
    const x = at % grid.width;
    const y = (at - x) / grid.width;
    const wide = Math.min(width, (x + 1) * cell) - x * cell;
    const high = Math.min(height, (y + 1) * cell) - y * cell;
    means[at] = Math.round((sums[at] as number) / (wide * high));
  }
  return means;
}

/** The mean over a disc around (x, y); beyond the picture, it goes on as at its border. */
function meanAround(matte: Buffer, { width, height }: Size, disc: Disc, x: number, y: number) {
  const { dx, dy, weights, reach } = disc;
  const inner = x >= reach && y >= reach && x + reach < width && y + reach < height;
  let [sum, total] = [0, 0];
  for (let place = 0; place < weights.length; place++) {
    let [u, v] = [x + (dx[place] as number), y + (dy[place] as number)];
    if (!inner) {
      u = Math.min(width - 1, Math.max(0, u));
      v = Math.min(height - 1, Math.max(0, v));
    }
    const weight = weights[place] as number;
    sum += weight * (matte[v * width + u] as number);
    total += weight;
  }
  return sum / total;
}

/** Writes means where they are further the way of the feather than what is there. */
function lay(into: Buffer, at: number, value: number, outwards: boolean): void {
  const old = into[at] as number;
  const rounded = Math.round(value);
  if (outwards ? rounded > old : rounded < old) into[at] = rounded;
}

function eachPixel(
  { left, top, right, bottom }: Tile,
  { width }: Size,
  work: (x: number, y: number, at: number) => void,
): void {
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) work(x, y, y * width + x);
  }
}

/**
 * Softens the edge over `px` of the matte's grid, to one side of where it was: outwards where
 * positive, so that no alpha gets lower, inwards where negative, so that none gets higher. A hard
 * edge becomes a smooth ramp from itself to `px` away; an edge that is soft already becomes softer
 * by as much. It is moved by half of `px` and averaged over a disc of that radius, on a grid on which
 * that is a few cells.
 * @param matte `width * height` bytes; left as it is
 * @returns a matte of its own
 */
export function featherEdge(matte: Buffer, size: Size, px: number): Buffer {
  const outwards = px > 0;
  const flip = outwards ? 0 : 255;
  const radius = Math.abs(px) / 2;
  const cell = radius <= FINE ? 1 : Math.max(2, Math.ceil(radius / LARGEST));
  const grid: Size =
    cell === 1
      ? size
      : { width: Math.ceil(size.width / cell), height: Math.ceil(size.height / cell) };
  const small = cell === 1 ? matte : shrink(matte, size, cell, grid);
  const grown = growByDisc(small, grid, radius / cell, flip);
  // Its rim is soft over a px, of which half lies beyond the radius.
  const disc = discOf(Math.max(0, radius / cell - 0.5));
  const feathered = Buffer.from(matte);
  if (cell === 1) {
    eachMixedTile(grown, grid, disc.reach, (tile) => {
      eachPixel(tile, grid, (x, y, at) => {
        lay(feathered, at, meanAround(grown, grid, disc, x, y), outwards);
      });
    });
    return feathered;
  }

  const ramp = Float32Array.from(grown);
  eachMixedTile(grown, grid, disc.reach, (tile) => {
    eachPixel(tile, grid, (x, y, at) => {
      ramp[at] = meanAround(grown, grid, disc, x, y);
    });
  });
  const whole: Size = { width: grid.width * cell, height: grid.height * cell };
  const { x: across, y: down } = sampler(whole, grid);
  for (let row = 0, block = 0; row < grid.height; row++) {
    for (let column = 0; column < grid.width; column++, block++) {
      // Nothing to lay where the ramp has not come near, and where it cannot do any more.
      if (isFlat(ramp, grid, column, row, 0 ^ flip) || small[block] === (255 ^ flip)) continue;
      const tile: Tile = {
        left: column * cell,
        top: row * cell,
        right: Math.min(size.width, (column + 1) * cell),
        bottom: Math.min(size.height, (row + 1) * cell),
      };
      eachPixel(tile, size, (x, y, at) => {
        const [upper, lower] = [down.low[y] as number, down.high[y] as number];
        const [left, right] = [across.low[x] as number, across.high[x] as number];
        const u = across.share[x] as number;
        const v = down.share[y] as number;
        const a = ramp[upper * grid.width + left] as number;
        const b = ramp[upper * grid.width + right] as number;
        const c = ramp[lower * grid.width + left] as number;
        const d = ramp[lower * grid.width + right] as number;
        const top = a + (b - a) * u;
        lay(feathered, at, top + (c + (d - c) * u - top) * v, outwards);
      });
    }
  }
  return feathered;
}

/** Whether a place and those around it all have one value. */
function isFlat(
  values: Float32Array,
  { width, height }: Size,
  x: number,
  y: number,
  value: number,
) {
  for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
    for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
      if (values[v * width + u] !== value) return false;
    }
  }
  return true;
}
