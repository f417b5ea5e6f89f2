import type { Size } from '../../shared/cutout.ts';
import { metadataCarrier } from './carrier.ts';
import { sharp } from './image-library.ts';

/**
 * Converts pixels from the RGB profile that they are in to sRGB. sharp takes no profile for raw
 * pixels, so they go by way of an uncompressed PNG that carries it.
 * @param rgba R G B A, `width * height * 4` bytes
 */
export async function toSrgb(rgba: Buffer, { width, height }: Size, icc: Buffer): Promise<Buffer> {
  // Without a limit, because they are decoded pixels of ours, whose number was checked before.
  const over = { raw: { width, height, channels: 4 as const }, limitInputPixels: false };
  const tagged = await sharp(metadataCarrier({ icc }))
    .extend({ right: width - 1, bottom: height - 1, background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .boolean(rgba, 'or', over)
    .keepIccProfile()
    .png({ compressionLevel: 0 })
    .toBuffer();
  return sharp(tagged, { limitInputPixels: false }).raw().toBuffer();
}
