import type { Size } from '../../shared/cutout.ts';
import type { Framing } from '../../shared/framing.ts';
import type { Backdrop } from './background.ts';
import type { Pixels } from './place.ts';

/**
 * The original, blurred, without its subject: by "normalised convolution" (H. Knutsson and C.-F.
 * Westin, Normalized and Differential Convolution, CVPR 1993), blur(I * w) / blur(w), where the
 * weight w is 0 wherever the subject may show. What no known colour is near to is filled by wider
 * blurs, up to the mean of all that is known.
 *
 * A blurred picture varies slowly, so all of it happens on a grid whose cells are a quarter of the
 * blur's standard deviation, and is interpolated from there.
 */

/** Cells for one standard deviation of the blur. */
const CELLS_PER_SIGMA = 4;
/** The finest grid's cells; only tiny radii on large pictures come near. */
const MOST_CELLS = 1_000_000;
/** Alphas up to `CLEAR` are background, from `MIXED` on they show too much of the subject. */
const CLEAR = 8;
const MIXED = 64;
/** How much wider each blur is that fills what the one before left unknown. */
const WIDER = 4;
/** The share of known colour below which the wider blur counts more. */
const LITTLE = 1e-4;

/** Interleaved r g b (times weight, 0-255) and weight (0-1): `width * height * 4`. */
interface Grid extends Size {
  readonly values: Float32Array;
}

/** A blurred picture on its grid, with the size of what it was made from. */
export interface Blurred extends Size {
  /** r g b a, 0-255, a being 0 or 255 everywhere alike. */
  readonly values: Float32Array;
  readonly source: Size;
  readonly known: boolean;
}

/** How certainly a pixel is background, 0-1, by the matte's alpha. */
const weights = Float32Array.from({ length: 256 }, (_, alpha) =>
  Math.min(1, Math.max(0, (MIXED - alpha) / (MIXED - CLEAR))),
);

/** Sums up the pixels of each cell; `least` takes the smallest weight in each. */
function gather(
  { rgba, width, height }: Pixels,
  matte: Buffer,
  ownAlpha: boolean,
  grid: Grid,
  least: Float32Array,
): void {
  const { values } = grid;
  const [columns, rows] = [new Int32Array(width), new Int32Array(height)];
  for (let x = 0; x < width; x++) columns[x] = Math.floor((x * grid.width) / width);
  for (let y = 0; y < height; y++) rows[y] = Math.floor((y * grid.height) / height);
  least.fill(1);
  for (let y = 0, i = 0; y < height; y++) {
    const row = (rows[y] as number) * grid.width;
    for (let x = 0; x < width; x++, i++) {
      const cell = row + (columns[x] as number);
      const seen = !ownAlpha || rgba[i * 4 + 3] === 255;
      const weight = seen ? (weights[matte[i] as number] as number) : 0;
      if (weight < (least[cell] as number)) least[cell] = weight;
      if (weight === 0) continue;
      const to = cell * 4;
      for (let k = 0; k < 3; k++) {
        values[to + k] = (values[to + k] as number) + weight * (rgba[i * 4 + k] as number);
      }
      values[to + 3] = (values[to + 3] as number) + weight;
    }
  }
}

/** Leaves out cells at whose side a cell shows the subject: mattes end a little early. */
function keepAway(grid: Grid, least: Float32Array): Grid {
  const { width, height } = grid;
  const values = Float32Array.from(grid.values);
  for (let y = 0, cell = 0; y < height; y++) {
    for (let x = 0; x < width; x++, cell++) {
      let clear = 1;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          clear = Math.min(clear, least[v * width + u] as number);
        }
      }
      for (let k = 0; k < 4; k++) values[cell * 4 + k] = (values[cell * 4 + k] as number) * clear;
    }
  }
  return { width, height, values };
}

/** Mean r g b of all that is known; undefined where nothing is. */
function meanOf({ values }: Grid): readonly [number, number, number] | undefined {
  let [r, g, b, weight] = [0, 0, 0, 0];
  for (let at = 0; at < values.length; at += 4) {
    r += values[at] as number;
    g += values[at + 1] as number;
    b += values[at + 2] as number;
    weight += values[at + 3] as number;
  }
  return weight > 0 ? [r / weight, g / weight, b / weight] : undefined;
}

/** Means over windows of `2 * radius + 1` along one axis; beyond the ends there is nothing. */
function slide(
  from: Float32Array,
  to: Float32Array,
  length: number,
  lines: number,
  step: number,
  lineStep: number,
  radius: number,
): void {
  const share = 1 / (2 * radius + 1);
  for (let line = 0; line < lines; line++) {
    for (let k = 0; k < 4; k++) {
      const base = line * lineStep + k;
      let sum = 0;
      for (let i = 0; i < Math.min(radius, length); i++) sum += from[base + i * step] as number;
      for (let i = 0; i < length; i++) {
        if (i + radius < length) sum += from[base + (i + radius) * step] as number;
        if (i > radius) sum -= from[base + (i - radius - 1) * step] as number;
        to[base + i * step] = sum * share;
      }
    }
  }
}

/**
 * Half the windows, in cells, of three box blurs that together come near a Gaussian: P. Kovesi,
 * Fast Almost-Gaussian Filtering (DICTA 2010).
 */
function boxRadii(sigma: number): readonly number[] {
  const ideal = Math.sqrt(4 * sigma * sigma + 1);
  const lower = Math.max(0, Math.floor((ideal - 1) / 2));
  const width = 2 * lower + 1;
  const many = Math.round(
    (12 * sigma * sigma - 3 * width * width - 12 * width - 9) / (-4 * width - 4),
  );
  return [0, 1, 2].map((pass) => (pass < many ? lower : lower + 1));
}

function blur({ values, width, height }: Grid, sigma: number): Float32Array {
  const current = Float32Array.from(values);
  const other = new Float32Array(values.length);
  for (const radius of boxRadii(sigma)) {
    slide(current, other, width, height, 4, width * 4, radius);
    slide(other, current, height, width, width * 4, 4, radius);
  }
  return current;
}

/**
 * Blurs what is behind the subject; see above.
 * @param matte one byte for each pixel of the picture
 * @param radius standard deviation in percent of the picture's longer side
 * @param ownAlpha leaves out pixels that the picture itself has transparent
 */
export function blurBehind(
  picture: Pixels,
  matte: Buffer,
  radius: number,
  ownAlpha: boolean,
): Blurred {
  const source = { width: picture.width, height: picture.height };
  const sigma = (radius / 100) * Math.max(source.width, source.height);
  const cell = Math.max(
    1,
    sigma / CELLS_PER_SIGMA,
    Math.sqrt((source.width * source.height) / MOST_CELLS),
  );
  const width = Math.ceil(source.width / cell);
  const height = Math.ceil(source.height / cell);
  const all: Grid = { width, height, values: new Float32Array(width * height * 4) };
  const least = new Float32Array(width * height);
  gather(picture, matte, ownAlpha, all, least);
  // Sums become means, so that weights are shares of a cell.
  const share = (width * height) / (source.width * source.height);
  for (let i = 0; i < all.values.length; i++) all.values[i] = (all.values[i] as number) * share;

  const away = keepAway(all, least);
  const mean = meanOf(away) ?? meanOf(all);
  const grid = meanOf(away) === undefined ? all : away;
  const values = new Float32Array(width * height * 4);
  if (mean === undefined) return { width, height, values, source, known: false };
  for (let at = 0; at < values.length; at += 4) {
    values.set(mean, at);
    values[at + 3] = 255;
  }
  const sigmas = [sigma / cell];
  for (let wider = (sigma / cell) * WIDER; wider < Math.max(width, height); wider *= WIDER) {
    sigmas.unshift(wider);
  }
  for (const each of sigmas) {
    const blurred = blur(grid, each);
    for (let at = 0; at < values.length; at += 4) {
      const weight = (blurred[at + 3] as number) + LITTLE;
      for (let k = at; k < at + 3; k++) {
        values[k] = ((blurred[k] as number) + LITTLE * (values[k] as number)) / weight;
      }
    }
  }
  return { width, height, values, source, known: true };
}

/** The two neighbours of each place along a canvas' side, and how far between. */
function axis(canvas: number, from: number, length: number, source: number, cells: number) {
  const low = new Int32Array(canvas);
  const high = new Int32Array(canvas);
  const share = new Float32Array(canvas);
  for (let i = 0; i < canvas; i++) {
    // Pixel centres lie at halves; beyond the source, its edges go on.
    const pixel = from + ((i + 0.5) * length) / canvas;
    const at = Math.min(cells - 1, Math.max(0, (pixel * cells) / source - 0.5));
    low[i] = Math.floor(at);
    high[i] = Math.min(cells - 1, Math.floor(at) + 1);
    share[i] = at - Math.floor(at);
  }
  return { low, high, share };
}

/**
 * A blurred picture on a canvas, framed as its subject is. Beyond the source's edges, the colours at
 * the edges go on. Where nothing behind the subject was known, it is transparent.
 */
export function frameBlurred(blurred: Blurred, { region, size }: Framing): Backdrop {
  const { values, source, width: cells, height: rows, known } = blurred;
  const rgba = Buffer.alloc(size.width * size.height * 4);
  if (!known) return { ...size, rgba, opaque: false };
  const across = axis(size.width, region.x, region.width, source.width, cells);
  const down = axis(size.height, region.y, region.height, source.height, rows);
  for (let y = 0, at = 0; y < size.height; y++) {
    const upper = (down.low[y] as number) * cells;
    const lower = (down.high[y] as number) * cells;
    const v = down.share[y] as number;
    for (let x = 0; x < size.width; x++, at += 4) {
      const u = across.share[x] as number;
      const left = across.low[x] as number;
      const right = across.high[x] as number;
      const [a, b] = [(upper + left) * 4, (upper + right) * 4];
      const [c, d] = [(lower + left) * 4, (lower + right) * 4];
      for (let k = 0; k < 3; k++) {
        const top = (values[a + k] as number) * (1 - u) + (values[b + k] as number) * u;
        const bottom = (values[c + k] as number) * (1 - u) + (values[d + k] as number) * u;
        rgba[at + k] = Math.round(top * (1 - v) + bottom * v);
      }
      rgba[at + 3] = 255;
    }
  }
  return { ...size, rgba, opaque: true };
}
