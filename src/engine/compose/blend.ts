import type { Color } from '../../shared/color.ts';

/**
 * Makes a matte the alpha of interleaved R G B A pixels, in place.
 * @param matte one byte for each pixel
 */
export function applyMatte(rgba: Buffer, matte: Buffer): void {
  for (let i = 0, at = 3; at < rgba.length; i++, at += 4) rgba[at] = matte[i] as number;
}

/**
 * Wipes the colour under fully transparent pixels, in place: the old background must not be
 * recoverable from a cutout, and zeros compress far better.
 */
export function wipeHidden(rgba: Buffer): void {
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at + 3] === 0) rgba[at] = rgba[at + 1] = rgba[at + 2] = 0;
  }
}

/**
 * Lays pixels over one colour, in place: the "over" operator of Porter and Duff (Compositing
 * Digital Images, 1984) on values that are not premultiplied. Opaque pixels stay byte for byte.
 */
export function layOver(rgba: Buffer, { r, g, b, alpha }: Color): void {
  for (let at = 0; at < rgba.length; at += 4) {
    const front = (rgba[at + 3] as number) / 255;
    if (front === 1) continue;
    const back = alpha * (1 - front);
    const sum = front + back;
    if (sum === 0) {
      rgba[at] = rgba[at + 1] = rgba[at + 2] = 0;
      continue;
    }
    rgba[at] = Math.round(((rgba[at] as number) * front + r * back) / sum);
    rgba[at + 1] = Math.round(((rgba[at + 1] as number) * front + g * back) / sum);
    rgba[at + 2] = Math.round(((rgba[at + 2] as number) * front + b * back) / sum);
    rgba[at + 3] = Math.round(sum * 255);
  }
}
