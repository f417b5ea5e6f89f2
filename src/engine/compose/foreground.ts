import type { SmallView } from '../matte/guided.ts';
import { blendRows, sampler, type GridValues } from '../matte/sampler.ts';
import { eachStretch, uncertainBand } from '../matte/band.ts';
import type { PixelsOf } from './place.ts';
import { stepOf, type Samples } from './samples.ts';

/**
 * Foreground colours in the uncertain band, by "blur fusion": M. Forte and F. Pitié, Approximate
 * Fast Foreground Colour Estimation (ICIP 2021). The colour of a mixed pixel is explained by the
 * mean colours of subject and background around it, first in a wide window, then in a narrow one,
 * and what the two leave unexplained is given to the subject by its alpha.
 *
 * Means vary slowly, so the wide window is averaged on a grid of an eighth of the model's, the narrow
 * one on a grid of half of it and in the band only; the last step runs at full size, again in the
 * band only.
 */

/** How much smaller the grid of the wide window is than that of the narrow one. */
const COARSE = 4;
/** Half the windows' sides, in px of their grids: the paper's 6 and 90 at a side of about 1000. */
const NARROW = 3;
const WIDE = 11;
/** Keeps means of nothing finite, and pulls them towards the pixel's own colour. */
const LITTLE = 1e-3;

/** Two colours at each place of a grid: F r g b, B r g b. */
const STRIDE = 6;

interface Grid {
  readonly width: number;
  readonly height: number;
  /** `width * height * 3`, 0-255. */
  readonly color: Float32Array;
  /** `width * height`, 0-1. */
  readonly alpha: Float32Array;
}

/** The view on a grid half as fine: the means of blocks of 2 x 2 px. */
function fineGrid({ rgb, matte, width, height }: SmallView): Grid {
  const [w, h] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const color = new Float32Array(w * h * 3);
  const alpha = new Float32Array(w * h);
  for (let y = 0, to = 0; y < h; y++) {
    const upper = y * 2 * width;
    const lower = Math.min(height - 1, y * 2 + 1) * width;
    for (let x = 0; x < w; x++, to++) {
      const left = x * 2;
      const right = Math.min(width - 1, left + 1);
      const a = upper + left;
      const b = upper + right;
      const c = lower + left;
      const d = lower + right;
      for (let k = 0; k < 3; k++) {
        const sum =
          (rgb[a * 3 + k] as number) +
          (rgb[b * 3 + k] as number) +
          (rgb[c * 3 + k] as number) +
          (rgb[d * 3 + k] as number);
        color[to * 3 + k] = sum / 4;
      }
      const sum =
        (matte[a] as number) + (matte[b] as number) + (matte[c] as number) + (matte[d] as number);
      alpha[to] = sum / 1020;
    }
  }
  return { width: w, height: h, color, alpha };
}

/** The means over blocks of `by` x `by` places. */
function coarseGrid(fine: Grid, by: number): Grid {
  const [width, height] = [Math.ceil(fine.width / by), Math.ceil(fine.height / by)];
  const color = new Float32Array(width * height * 3);
  const alpha = new Float32Array(width * height);
  const count = new Float32Array(width * height);
  for (let y = 0, at = 0; y < fine.height; y++) {
    const row = Math.floor(y / by) * width;
    for (let x = 0; x < fine.width; x++, at++) {
      const to = row + Math.floor(x / by);
      for (let k = 0; k < 3; k++) {
        color[to * 3 + k] = (color[to * 3 + k] as number) + (fine.color[at * 3 + k] as number);
      }
      alpha[to] = (alpha[to] as number) + (fine.alpha[at] as number);
      count[to] = (count[to] as number) + 1;
    }
  }
  for (let i = 0; i < count.length; i++) {
    const n = count[i] as number;
    alpha[i] = (alpha[i] as number) / n;
    for (let k = 0; k < 3; k++) color[i * 3 + k] = (color[i * 3 + k] as number) / n;
  }
  return { width, height, color, alpha };
}

/** Sums over windows of `2 * radius + 1` along one axis, by a running sum. */
function slide(
  values: Float32Array,
  channels: number,
  length: number,
  lines: number,
  step: number,
  lineStep: number,
  radius: number,
): Float32Array {
  const out = new Float32Array(values.length);
  for (let line = 0; line < lines; line++) {
    for (let k = 0; k < channels; k++) {
      const base = line * lineStep + k;
      let sum = 0;
      for (let i = 0; i < Math.min(radius, length); i++) sum += values[base + i * step] as number;
      for (let i = 0; i < length; i++) {
        if (i + radius < length) sum += values[base + (i + radius) * step] as number;
        if (i - radius - 1 >= 0) sum -= values[base + (i - radius - 1) * step] as number;
        out[base + i * step] = sum;
      }
    }
  }
  return out;
}

/** Window sums of interleaved values. */
function boxSums(values: Float32Array, channels: number, { width, height }: Grid, radius: number) {
  const rows = slide(values, channels, width, height, channels, width * channels, radius);
  return slide(rows, channels, height, width, width * channels, channels, radius);
}

/** Mean colours of subject and background in the wide window: F r g b, B r g b for each place. */
function wideMeans(grid: Grid): Float32Array {
  const { color, alpha, width, height } = grid;
  const places = width * height;
  const weighted = new Float32Array(places * 8);
  for (let i = 0; i < places; i++) {
    const a = alpha[i] as number;
    for (let k = 0; k < 3; k++) {
      weighted[i * 8 + k] = (color[i * 3 + k] as number) * a;
      weighted[i * 8 + 4 + k] = (color[i * 3 + k] as number) * (1 - a);
    }
    weighted[i * 8 + 3] = a;
    weighted[i * 8 + 7] = 1 - a;
  }
  const sums = boxSums(weighted, 8, grid, WIDE);
  const means = new Float32Array(places * STRIDE);
  for (let i = 0; i < places; i++) {
    for (let k = 0; k < 3; k++) {
      const own = (color[i * 3 + k] as number) * LITTLE;
      means[i * STRIDE + k] =
        ((sums[i * 8 + k] as number) + own) / ((sums[i * 8 + 3] as number) + LITTLE);
      means[i * STRIDE + 3 + k] =
        ((sums[i * 8 + 4 + k] as number) + own) / ((sums[i * 8 + 7] as number) + LITTLE);
    }
  }
  return means;
}

const clamp = (value: number) => (value < 0 ? 0 : value > 255 ? 255 : value);

/** One step of the fusion for one channel: the subject's colour that explains the pixel best. */
const fuse = (pixel: number, alpha: number, f: number, b: number) =>
  clamp(f + alpha * (pixel - alpha * f - (1 - alpha) * b));

/** F and B after the first fusion, at every place of the fine grid that is `wanted`. */
function firstFusion(fine: Grid, coarse: Grid, wanted: Uint8Array): Float32Array {
  const means = wideMeans(coarse);
  const found = new Float32Array(fine.alpha.length * STRIDE);
  for (let y = 0, at = 0; y < fine.height; y++) {
    const row = Math.floor(y / COARSE) * coarse.width;
    for (let x = 0; x < fine.width; x++, at++) {
      if (wanted[at] === 0) continue;
      const mean = (row + Math.floor(x / COARSE)) * STRIDE;
      const alpha = fine.alpha[at] as number;
      for (let k = 0; k < 3; k++) {
        const b = means[mean + 3 + k] as number;
        const color = fine.color[at * 3 + k] as number;
        found[at * STRIDE + k] = fuse(color, alpha, means[mean + k] as number, b);
        found[at * STRIDE + 3 + k] = b;
      }
    }
  }
  return found;
}

/** Mean F and B in the narrow window around (x, y), weighted by alpha and its complement. */
function narrowMeans(
  { alpha, width, height }: Grid,
  first: Float32Array,
  x: number,
  y: number,
  into: Float32Array,
): void {
  const [left, right] = [Math.max(0, x - NARROW), Math.min(width - 1, x + NARROW)];
  const [top, bottom] = [Math.max(0, y - NARROW), Math.min(height - 1, y + NARROW)];
  let [fr, fg, fb, br, bg, bb, inside, outside] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let row = top; row <= bottom; row++) {
    for (let at = row * width + left; at <= row * width + right; at++) {
      const a = alpha[at] as number;
      const from = at * STRIDE;
      fr += a * (first[from] as number);
      fg += a * (first[from + 1] as number);
      fb += a * (first[from + 2] as number);
      br += (1 - a) * (first[from + 3] as number);
      bg += (1 - a) * (first[from + 4] as number);
      bb += (1 - a) * (first[from + 5] as number);
      inside += a;
      outside += 1 - a;
    }
  }
  const center = (y * width + x) * STRIDE;
  const own = (k: number) => LITTLE * (first[center + k] as number);
  into[center] = (fr + own(0)) / (inside + LITTLE);
  into[center + 1] = (fg + own(1)) / (inside + LITTLE);
  into[center + 2] = (fb + own(2)) / (inside + LITTLE);
  into[center + 3] = (br + own(3)) / (outside + LITTLE);
  into[center + 4] = (bg + own(4)) / (outside + LITTLE);
  into[center + 5] = (bb + own(5)) / (outside + LITTLE);
}

/**
 * Replaces the colours of soft edges by what the subject's own colours must have been, in place:
 * the old background's tint is gone from hair and blurred rims. Pixels that are certainly inside
 * keep their bytes.
 * @param matte the matte at the picture's size, one sample for each pixel
 */
export function decontaminate(picture: PixelsOf<Samples>, matte: Samples, small: SmallView): void {
  const fine = fineGrid(small);
  const alphas = Buffer.from(fine.alpha.map((alpha) => Math.round(alpha * 255)));
  const band = uncertainBand(alphas, fine, 2);
  // The windows of the band's places reach this far.
  const reached = uncertainBand(alphas, fine, 2 + NARROW);
  const first = firstFusion(fine, coarseGrid(fine, COARSE), reached);
  const means = new Float32Array(first.length);
  for (let y = 0, at = 0; y < fine.height; y++) {
    for (let x = 0; x < fine.width; x++, at++) {
      if (band[at] === 1) narrowMeans(fine, first, x, y, means);
    }
  }

  const { rgba, width } = picture;
  const step = stepOf(rgba);
  const full = 255 * stepOf(matte);
  const { x: across, y: down } = sampler(picture, fine);
  const grid: GridValues = { values: means, channels: STRIDE, columns: fine.width };
  const row = new Float32Array(fine.width * STRIDE);
  eachStretch(band, fine, picture, (y, from, to) => {
    const [first, last] = [across.low[from] as number, across.high[to - 1] as number];
    blendRows(grid, down, y, first, last, row);
    const upper = (down.low[y] as number) * fine.width;
    const lower = (down.high[y] as number) * fine.width;
    for (let x = from; x < to; x++) {
      const at = y * width + x;
      const own = matte[at] as number;
      if (own === 0 || own === full) continue;
      const low = across.low[x] as number;
      const high = across.high[x] as number;
      // All four neighbours must have been estimated; alphas beyond the band keep their colour.
      if (band[upper + low] === 0 || band[upper + high] === 0) continue;
      if (band[lower + low] === 0 || band[lower + high] === 0) continue;
      const u = across.share[x] as number;
      const left = low * STRIDE;
      const right = high * STRIDE;
      const alpha = own / full;
      const pixel = at * 4;
      for (let k = 0; k < 3; k++) {
        const front = row[left + k] as number;
        const back = row[left + 3 + k] as number;
        const f = front + ((row[right + k] as number) - front) * u;
        const b = back + ((row[right + 3 + k] as number) - back) * u;
        const seen = (rgba[pixel + k] as number) / step;
        rgba[pixel + k] = fuse(seen, alpha, f, b) * step + 0.5;
      }
    }
  });
}
