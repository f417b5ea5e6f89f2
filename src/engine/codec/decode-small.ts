import type { KernelEnum } from 'sharp';
import type { Size } from '../../shared/cutout.ts';
import { damaged } from './damaged.ts';
import { sharp } from './image-library.ts';
import type { PictureHeader } from './picture.ts';

/**
 * Whether `decodeSmall` is worth its while: libjpeg can leave out detail while it decodes, as long
 * as the picture is at least twice as large as it is wanted.
 */
export const decodesSmall = (
  { format, space, width, height }: PictureHeader,
  wanted: Size,
): boolean =>
  format === 'jpeg' && space === 'rgb' && width >= 2 * wanted.width && height >= 2 * wanted.height;

/**
 * A picture that `decodesSmall`, at a small size straight from its file: takes a third of the time
 * of decoding it all, and nobody has to wait for that.
 * @returns R G B in the picture's own colours, upright, `width * height * 3` bytes
 * @throws OffcutError `input-damaged`
 */
export async function decodeSmall(
  { options: { maxPixels }, file }: PictureHeader,
  { width, height, kernel }: Size & { readonly kernel: keyof KernelEnum },
): Promise<Buffer> {
  try {
    return await sharp(file, { failOn: 'warning', limitInputPixels: maxPixels, ignoreIcc: true })
      .autoOrient()
      .toColourspace('srgb')
      .removeAlpha()
      .resize(width, height, { fit: 'fill', kernel })
      .raw({ depth: 'uchar' })
      .toBuffer();
  } catch (error) {
    throw damaged(error);
  }
}
