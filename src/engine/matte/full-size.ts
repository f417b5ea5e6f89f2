import { sharp } from '../codec/image-library.ts';
import type { Size } from '../compose/geometry.ts';

/**
 * Brings a matte from the model's size to the source's, by bicubic interpolation.
 * @returns `to.width * to.height` bytes
 */
export async function toFullSize(matte: Buffer, from: Size, to: Size): Promise<Buffer> {
  return sharp(matte, { raw: { ...from, channels: 1 } })
    .resize(to.width, to.height, { fit: 'fill', kernel: 'cubic' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
}
