import type { Size } from '../../shared/cutout.ts';
import type { Pixels } from '../compose/place.ts';
import { stepOf, type Samples } from '../compose/samples.ts';
import { eachStretch, uncertainBand } from './band.ts';
import { blendRows, sampler, type GridValues } from './sampler.ts';

/** Half the side of the window, in px of the small grid, in which the matte follows the colours. */
const RADIUS = 4;
/** How much colours may vary before they count as an edge; colours are 0-1. */
const EPSILON = 0.006;

/** The picture and its matte as the model saw them. */
export interface SmallView extends Size {
  /** R G B, `width * height * 3` bytes, in the picture's own colours. */
  readonly rgb: Buffer;
  /** `width * height` bytes. */
  readonly matte: Buffer;
}

/**
 * What is kept for each place: alpha = r * R + g * G + b * B + offset, and how much of the matte's
 * variance in the window that explains (R squared, 0-1).
 */
const STRIDE = 5;

/** The sums over a window: r g b p, rr rg rb gg gb bb, pr pg pb pp; p is the matte. */
const SUMS = 14;

/** Adds up each column of the window's height, for all columns from `first` to `last`. */
function columnSums(
  { rgb, matte, width }: SmallView,
  rows: readonly [top: number, bottom: number],
  first: number,
  last: number,
  into: Float64Array,
): void {
  into.fill(0, 0, (last - first + 1) * SUMS);
  for (let row = rows[0]; row <= rows[1]; row++) {
    for (let x = first; x <= last; x++) {
      const at = row * width + x;
      const r = rgb[at * 3] as number;
      const g = rgb[at * 3 + 1] as number;
      const b = rgb[at * 3 + 2] as number;
      const p = matte[at] as number;
      const to = (x - first) * SUMS;
      into[to] = (into[to] as number) + r;
      into[to + 1] = (into[to + 1] as number) + g;
      into[to + 2] = (into[to + 2] as number) + b;
      into[to + 3] = (into[to + 3] as number) + p;
      into[to + 4] = (into[to + 4] as number) + r * r;
      into[to + 5] = (into[to + 5] as number) + r * g;
      into[to + 6] = (into[to + 6] as number) + r * b;
      into[to + 7] = (into[to + 7] as number) + g * g;
      into[to + 8] = (into[to + 8] as number) + g * b;
      into[to + 9] = (into[to + 9] as number) + b * b;
      into[to + 10] = (into[to + 10] as number) + p * r;
      into[to + 11] = (into[to + 11] as number) + p * g;
      into[to + 12] = (into[to + 12] as number) + p * b;
      into[to + 13] = (into[to + 13] as number) + p * p;
    }
  }
}

/** Alpha as a linear function of the colours, from the sums over a window of `count` px. */
function solve(sums: Float64Array, count: number, into: Float32Array, to: number): void {
  const scale = 1 / count;
  const epsilon = EPSILON * 255 * 255;
  const r = (sums[0] as number) * scale;
  const g = (sums[1] as number) * scale;
  const b = (sums[2] as number) * scale;
  const p = (sums[3] as number) * scale;
  const rr = (sums[4] as number) * scale - r * r + epsilon;
  const rg = (sums[5] as number) * scale - r * g;
  const rb = (sums[6] as number) * scale - r * b;
  const gg = (sums[7] as number) * scale - g * g + epsilon;
  const gb = (sums[8] as number) * scale - g * b;
  const bb = (sums[9] as number) * scale - b * b + epsilon;
  const pr = (sums[10] as number) * scale - p * r;
  const pg = (sums[11] as number) * scale - p * g;
  const pb = (sums[12] as number) * scale - p * b;
  const pp = (sums[13] as number) * scale - p * p;
  // The inverse of the symmetric covariance matrix, by cofactors; epsilon keeps it regular.
  const c00 = gg * bb - gb * gb;
  const c01 = rb * gb - rg * bb;
  const c02 = rg * gb - rb * gg;
  const c11 = rr * bb - rb * rb;
  const c12 = rg * rb - rr * gb;
  const c22 = rr * gg - rg * rg;
  const determinant = rr * c00 + rg * c01 + rb * c02;
  const ar = (c00 * pr + c01 * pg + c02 * pb) / determinant;
  const ag = (c01 * pr + c11 * pg + c12 * pb) / determinant;
  const ab = (c02 * pr + c12 * pg + c22 * pb) / determinant;
  into[to] = ar;
  into[to + 1] = ag;
  into[to + 2] = ab;
  into[to + 3] = p - ar * r - ag * g - ab * b;
  into[to + 4] = pp > 0 ? Math.min(1, (ar * pr + ag * pg + ab * pb) / pp) : 0;
}

/**
 * Fits alpha to the colours in the window around each place where `wanted` is 1. Along a stretch of
 * a row the window slides: one column of sums enters and one leaves. They are sums of integers, so
 * nothing drifts.
 */
function fit(view: SmallView, wanted: Uint8Array): Float32Array {
  const { width, height } = view;
  const coefficients = new Float32Array(width * height * STRIDE);
  const columns = new Float64Array(width * SUMS);
  const sums = new Float64Array(SUMS);
  for (let y = 0; y < height; y++) {
    const rows = [Math.max(0, y - RADIUS), Math.min(height - 1, y + RADIUS)] as const;
    const tall = rows[1] - rows[0] + 1;
    for (let x = 0; x < width; x++) {
      if (wanted[y * width + x] === 0) continue;
      const start = x;
      while (x + 1 < width && wanted[y * width + x + 1] === 1) x++;
      const first = Math.max(0, start - RADIUS);
      const last = Math.min(width - 1, x + RADIUS);
      columnSums(view, rows, first, last, columns);
      let [left, right] = [first, first - 1]; // what the sums hold
      sums.fill(0);
      for (let center = start; center <= x; center++) {
        while (right < Math.min(last, center + RADIUS)) {
          right++;
          const from = (right - first) * SUMS;
          for (let k = 0; k < SUMS; k++) {
            sums[k] = (sums[k] as number) + (columns[from + k] as number);
          }
        }
        while (left < center - RADIUS) {
          const from = (left - first) * SUMS;
          for (let k = 0; k < SUMS; k++) {
            sums[k] = (sums[k] as number) - (columns[from + k] as number);
          }
          left++;
        }
        solve(sums, (right - left + 1) * tall, coefficients, (y * width + center) * STRIDE);
      }
    }
  }
  return coefficients;
}

/**
 * Sharpens the full-size matte along the edges that the photo shows: the guided filter of He, Sun
 * and Tang (Guided Image Filtering, 2010), fitted at the model's size and applied at the picture's
 * size as in He and Sun (Fast Guided Filter, 2015). Where the colours do not explain the matte (a
 * dark rim before a dark wall), the matte stays as the model saw it, in proportion. Only in the uncertain band; elsewhere, and so
 * in a picture that is mostly inside and outside, nothing is computed or changed.
 * @param matte `width * height` samples of the picture's size, changed in place
 */
export function followEdges(matte: Samples, picture: Pixels, small: SmallView): void {
  const step = stepOf(matte);
  const band = uncertainBand(small.matte, small, 1);
  // Interpolation at the band's rim reaches one pixel further.
  const coefficients: GridValues = {
    values: fit(small, uncertainBand(small.matte, small, 2)),
    channels: STRIDE,
    columns: small.width,
  };
  const { rgba, width } = picture;
  const { x: across, y: down } = sampler(picture, small);
  const row = new Float32Array(small.width * STRIDE);
  eachStretch(band, small, picture, (y, from, to) => {
    const [first, last] = [across.low[from] as number, across.high[to - 1] as number];
    blendRows(coefficients, down, y, first, last, row);
    for (let x = from; x < to; x++) {
      const left = (across.low[x] as number) * STRIDE;
      const right = (across.high[x] as number) * STRIDE;
      const u = across.share[x] as number;
      const r = row[left] as number;
      const g = row[left + 1] as number;
      const b = row[left + 2] as number;
      const offset = row[left + 3] as number;
      const share = row[left + 4] as number;
      const at = y * width + x;
      const alpha =
        (r + ((row[right] as number) - r) * u) * (rgba[at * 4] as number) +
        (g + ((row[right + 1] as number) - g) * u) * (rgba[at * 4 + 1] as number) +
        (b + ((row[right + 2] as number) - b) * u) * (rgba[at * 4 + 2] as number) +
        (offset + ((row[right + 3] as number) - offset) * u);
      const found = alpha < 0 ? 0 : alpha > 255 ? 255 : alpha;
      const explained = share + ((row[right + 4] as number) - share) * u;
      const own = (matte[at] as number) / step;
      matte[at] = (own + (found - own) * explained) * step + 0.5;
    }
  });
}
