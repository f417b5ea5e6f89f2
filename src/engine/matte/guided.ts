import type { Pixels } from '../compose/place.ts';
import type { Size } from '../compose/geometry.ts';
import { eachStretch, uncertainBand } from './band.ts';
import { sampler } from './sampler.ts';

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

/** Fits alpha to a linear function of the colours in the window around (x, y). */
function fit({ rgb, matte, width, height }: SmallView, x: number, y: number, into: Float32Array) {
  const [left, right] = [Math.max(0, x - RADIUS), Math.min(width - 1, x + RADIUS)];
  const [top, bottom] = [Math.max(0, y - RADIUS), Math.min(height - 1, y + RADIUS)];
  let [r, g, b, p] = [0, 0, 0, 0];
  let [rr, rg, rb, gg, gb, bb] = [0, 0, 0, 0, 0, 0];
  let [pr, pg, pb, pp] = [0, 0, 0, 0];
  for (let row = top; row <= bottom; row++) {
    for (let at = row * width + left; at <= row * width + right; at++) {
      const R = rgb[at * 3] as number;
      const G = rgb[at * 3 + 1] as number;
      const B = rgb[at * 3 + 2] as number;
      const P = matte[at] as number;
      r += R;
      g += G;
      b += B;
      p += P;
      rr += R * R;
      rg += R * G;
      rb += R * B;
      gg += G * G;
      gb += G * B;
      bb += B * B;
      pr += P * R;
      pg += P * G;
      pb += P * B;
      pp += P * P;
    }
  }
  const scale = 1 / ((right - left + 1) * (bottom - top + 1));
  r *= scale;
  g *= scale;
  b *= scale;
  p *= scale;
  const epsilon = EPSILON * 255 * 255;
  rr = rr * scale - r * r + epsilon;
  rg = rg * scale - r * g;
  rb = rb * scale - r * b;
  gg = gg * scale - g * g + epsilon;
  gb = gb * scale - g * b;
  bb = bb * scale - b * b + epsilon;
  pr = pr * scale - p * r;
  pg = pg * scale - p * g;
  pb = pb * scale - p * b;
  pp = pp * scale - p * p;
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
  const to = (y * width + x) * STRIDE;
  into[to] = ar;
  into[to + 1] = ag;
  into[to + 2] = ab;
  into[to + 3] = p - ar * r - ag * g - ab * b;
  into[to + 4] = pp > 0 ? Math.min(1, (ar * pr + ag * pg + ab * pb) / pp) : 0;
}

/**
 * Sharpens the full-size matte along the edges that the photo shows: the guided filter of He, Sun
 * and Tang (Guided Image Filtering, 2010), fitted at the model's size and applied at the picture's
 * size as in He and Sun (Fast Guided Filter, 2015). Where the colours do not explain the matte (a
 * dark rim before a dark wall), the matte stays as the model saw it, in proportion. Only in the uncertain band; elsewhere, and so
 * in a picture that is mostly inside and outside, nothing is computed or changed.
 * @param matte `width * height` bytes of the picture's size, changed in place
 */
export function followEdges(matte: Buffer, picture: Pixels, small: SmallView): void {
  const band = uncertainBand(small.matte, small, 1);
  // Interpolation at the band's rim reaches one pixel further.
  const fitted = uncertainBand(small.matte, small, 2);
  const coefficients = new Float32Array(small.width * small.height * STRIDE);
  for (let y = 0, at = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++, at++) {
      if (fitted[at] === 1) fit(small, x, y, coefficients);
    }
  }

  const { rgba, width } = picture;
  const { x: across, y: down } = sampler(picture, small);
  eachStretch(band, small, picture, (y, from, to) => {
    const upper = (down.low[y] as number) * small.width;
    const lower = (down.high[y] as number) * small.width;
    const v = down.share[y] as number;
    for (let x = from; x < to; x++) {
      const left = across.low[x] as number;
      const right = across.high[x] as number;
      const u = across.share[x] as number;
      const a = (upper + left) * STRIDE;
      const b = (upper + right) * STRIDE;
      const c = (lower + left) * STRIDE;
      const d = (lower + right) * STRIDE;
      const wa = (1 - u) * (1 - v);
      const wb = u * (1 - v);
      const wc = (1 - u) * v;
      const wd = u * v;
      const at = y * width + x;
      let alpha = 0;
      for (let k = 0; k < 4; k++) {
        const coefficient =
          wa * (coefficients[a + k] as number) +
          wb * (coefficients[b + k] as number) +
          wc * (coefficients[c + k] as number) +
          wd * (coefficients[d + k] as number);
        alpha += k < 3 ? coefficient * (rgba[at * 4 + k] as number) : coefficient;
      }
      const share =
        wa * (coefficients[a + 4] as number) +
        wb * (coefficients[b + 4] as number) +
        wc * (coefficients[c + 4] as number) +
        wd * (coefficients[d + 4] as number);
      const found = Math.min(255, Math.max(0, alpha));
      matte[at] = Math.round(found * share + (matte[at] as number) * (1 - share));
    }
  });
}
