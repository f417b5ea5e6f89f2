import type { Color } from '../../shared/color.ts';
import type { Pixels } from './place.ts';
import { stepOf, type Samples } from './samples.ts';

/**
 * Makes a matte the alpha of interleaved R G B A pixels, in place, and wipes the colour under full
 * transparency: the old background must not be recoverable from a cutout, and zeros compress far
 * better.
 * @param rgba bytes start at a multiple of four in their buffer, as every whole picture does
 * @param matte one sample for each pixel, of the same kind
 */
export function applyMatte<S extends Samples>(rgba: S, matte: S): void {
  if (rgba instanceof Uint16Array) {
    for (let i = 0, at = 3; i < matte.length; i++, at += 4) rgba[at] = matte[i] as number;
    wipeHidden(rgba);
    return;
  }
  // Whole pixels at once; alpha is the last byte, the highest of a little-endian word.
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, matte.length);
  for (let i = 0; i < matte.length; i++) {
    const alpha = matte[i] as number;
    pixels[i] = alpha === 0 ? 0 : ((pixels[i] as number) & 0xffffff) | (alpha << 24);
  }
}

/** Wipes the colour under fully transparent pixels, in place. */
export function wipeHidden(rgba: Samples): void {
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at + 3] === 0) rgba[at] = rgba[at + 1] = rgba[at + 2] = 0;
  }
}

/** One pixel over a colour in the samples' own steps, in place; `alpha` 0-1. */
function overColor(
  rgba: Samples,
  at: number,
  full: number,
  r: number,
  g: number,
  b: number,
  alpha: number,
): void {
  const front = (rgba[at + 3] as number) / full;
  if (front === 1) return;
  const back = alpha * (1 - front);
  const sum = front + back;
  if (sum === 0) {
    rgba[at] = rgba[at + 1] = rgba[at + 2] = 0;
    return;
  }
  rgba[at] = Math.round(((rgba[at] as number) * front + r * back) / sum);
  rgba[at + 1] = Math.round(((rgba[at + 1] as number) * front + g * back) / sum);
  rgba[at + 2] = Math.round(((rgba[at + 2] as number) * front + b * back) / sum);
  rgba[at + 3] = Math.round(sum * full);
}

/**
 * Lays pixels over one colour, or over other pixels of the same size, in place: the "over" operator
 * of Porter and Duff (Compositing Digital Images, 1984) on values that are not premultiplied. Opaque
 * pixels stay byte for byte.
 */
export function layOver(rgba: Samples, fill: Color | Pixels): void {
  const step = stepOf(rgba);
  const full = 255 * step;
  if ('alpha' in fill) {
    const { alpha } = fill;
    const [r, g, b] = [fill.r * step, fill.g * step, fill.b * step];
    for (let at = 0; at < rgba.length; at += 4) overColor(rgba, at, full, r, g, b, alpha);
    return;
  }
  const back = fill.rgba;
  if (back.length !== rgba.length) throw new Error('a background of another size');
  for (let at = 0; at < rgba.length; at += 4) {
    const r = (back[at] as number) * step;
    const g = (back[at + 1] as number) * step;
    const b = (back[at + 2] as number) * step;
    overColor(rgba, at, full, r, g, b, (back[at + 3] as number) / 255);
  }
}
