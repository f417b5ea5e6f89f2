import sharp from 'sharp';
import type { JudgedPhoto } from './data-set.ts';

/** The colour of PASCAL VOC's labels for pixels that nobody is to be judged by. */
const VOID = [224, 224, 192] as const;

/** How opaque one pixel of a mask is, 0-255; `undefined` where it does not judge. */
export function maskValue(
  type: JudgedPhoto['type'],
  [r, g, b]: readonly [number, number, number],
): number | undefined {
  switch (type) {
    case 'alpha-reference-model':
      return r;
    case 'binary':
      return r + g + b > 0 ? 255 : 0;
    case 'binary-labels':
      if (r === VOID[0] && g === VOID[1] && b === VOID[2]) return undefined;
      return r + g + b > 0 ? 255 : 0;
  }
}

/**
 * The mean absolute error of alpha values against a mask of the same size.
 * @param alpha one byte a pixel
 * @param mask interleaved R G B
 * @returns 0 (the same) to 1 (the opposite)
 */
export function meanAbsoluteError(
  alpha: Uint8Array,
  mask: Uint8Array,
  type: JudgedPhoto['type'],
): number {
  let total = 0;
  let judged = 0;
  alpha.forEach((value, pixel) => {
    const at = 3 * pixel;
    const wanted = maskValue(type, [mask[at] ?? 0, mask[at + 1] ?? 0, mask[at + 2] ?? 0]);
    if (wanted === undefined) return;
    total += Math.abs(value - wanted);
    judged++;
  });
  return total / judged / 255;
}

/** The error (0-1) of a cutout's alpha against the mask of its photo. */
export async function errorOfCutout(cutout: string, photo: JudgedPhoto): Promise<number> {
  const { data, info } = await sharp(cutout)
    .ensureAlpha()
    .extractChannel('alpha')
    .raw()
    .toBuffer({ resolveWithObject: true });
  // Labels must not be mixed; some masks were made at another size than their photo has.
  const mask = await sharp(photo.mask)
    .resize(info.width, info.height, {
      fit: 'fill',
      kernel: photo.type === 'alpha-reference-model' ? 'linear' : 'nearest',
    })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer();
  return meanAbsoluteError(data, mask, photo.type);
}
