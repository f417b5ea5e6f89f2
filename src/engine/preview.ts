import { writeFile } from 'node:fs/promises';
import type { Sharp } from 'sharp';
import type { Size } from '../shared/cutout.ts';
import type { PreviewMessage } from '../shared/engine-protocol.ts';
import { writeError } from '../shared/write-error.ts';
import { damaged } from './codec/damaged.ts';
import { decode, readHeader, type DecodeOptions } from './codec/decode.ts';
import { sharp } from './codec/image-library.ts';
import type { PictureHeader } from './codec/picture.ts';
import type { PixelBudget } from './pixel-budget.ts';

export interface PreviewContext extends Pick<DecodeOptions, 'heic'> {
  readonly budget: Pick<PixelBudget, 'acquire'>;
}

/**
 * The picture, to be made small. libjpeg leaves out detail while it decodes, so that the preview of
 * a JPEG costs a fraction of its decoding; whatever else there is is decoded as for a cutout.
 */
async function opened(header: PictureHeader): Promise<Sharp> {
  const { format, file, width, height, options } = header;
  if (format === 'jpeg') {
    return sharp(file, { failOn: 'none', limitInputPixels: options.maxPixels }).autoOrient();
  }
  const { rgba } = await decode(header, 'srgb');
  return sharp(rgba, { raw: { width, height, channels: 4 }, limitInputPixels: false });
}

/**
 * Writes a small picture of a picture, as a WebP in sRGB, upright, with its transparency. A damaged
 * picture is shown as far as it can be read.
 * @returns its size in px
 * @throws OffcutError of `readHeader`, `input-damaged`, and `output-unwritable` and its like
 */
export async function preview(
  { source, name, target, side, maxPixels }: PreviewMessage,
  { heic, budget }: PreviewContext,
): Promise<Size> {
  const header = await readHeader(source, { name, maxPixels, lenient: true, heic });
  // Somebody waits for it.
  const release = await budget.acquire(header.width * header.height, true);
  try {
    const image = await opened(header);
    const { data, info } = await image
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .webp({ quality: 82, alphaQuality: 90, effort: 1 })
      .toBuffer({ resolveWithObject: true })
      .catch((error: unknown) => {
        throw damaged(error);
      });
    await writeFile(target, data, { flag: 'wx' }).catch((error: unknown) => {
      throw writeError(error, target);
    });
    return { width: info.width, height: info.height };
  } finally {
    release();
  }
}
