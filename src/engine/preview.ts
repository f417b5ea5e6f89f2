import { writeFile } from 'node:fs/promises';
import type { Sharp } from 'sharp';
import { assertNever } from '../shared/assert.ts';
import type { Size } from '../shared/cutout.ts';
import type { PreviewMessage } from '../shared/engine-protocol.ts';
import { writeError } from '../shared/write-error.ts';
import { damaged } from './codec/damaged.ts';
import { refuseTooLarge } from './codec/encode.ts';
import { decode, readHeader, type DecodeOptions } from './codec/decode.ts';
import { sharp } from './codec/image-library.ts';
import type { PictureHeader } from './codec/picture.ts';
import { bandOf, matteIn } from './matte-view.ts';
import type { PixelBudget } from './pixel-budget.ts';

export interface PreviewContext extends Pick<DecodeOptions, 'heic'> {
  readonly budget: Pick<PixelBudget, 'acquire'>;
  /** Throws when nobody waits for it any more. */
  readonly checkCancelled: () => void;
}

/** The size of a picture whose longer side is `side` px at most. */
export function sizeWithin({ width, height }: Size, side: number): Size {
  const scale = Math.min(1, side / Math.max(width, height));
  const scaled = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: scaled(width), height: scaled(height) };
}

const raw = (data: Buffer, { width, height }: Size, channels: 1 | 4): Sharp =>
  sharp(data, { raw: { width, height, channels }, limitInputPixels: false });

/**
 * The picture, to be made small. libjpeg leaves out detail while it decodes, so that the preview of
 * a JPEG costs a fraction of its decoding; whatever else there is is decoded as for a cutout.
 */
async function opened(header: PictureHeader): Promise<Sharp> {
  const { format, file, options } = header;
  if (format === 'jpeg') {
    return sharp(file, { failOn: 'none', limitInputPixels: options.maxPixels }).autoOrient();
  }
  return raw((await decode(header, 'srgb')).rgba, header, 4);
}

/** What is to be seen, in its size. */
async function viewed(
  header: PictureHeader,
  { view, side = Infinity, format = 'webp' }: PreviewMessage,
): Promise<Sharp> {
  const size = sizeWithin(header, side);
  refuseTooLarge(size, format);
  const shrunk = (image: Sharp) => image.resize({ ...size, fit: 'fill' });
  switch (view) {
    case 'picture':
      return shrunk(await opened(header)).toColourspace('srgb');
    case 'matte':
      return shrunk(raw(await matteIn(header), header, 1));
    case 'edge':
      return raw(bandOf(await matteIn(header), header, size), size, 4);
    default:
      return assertNever(view);
  }
}

/** Mattes and bands are flat, and small without any loss; photos are not. */
function asWebp(image: Sharp, { view, exact, quality }: PreviewMessage): Sharp {
  if (view === 'edge' || (view === 'matte' && exact)) {
    return image.webp({ lossless: true, effort: 0 });
  }
  return exact
    ? image.webp({ quality: quality ?? 95, alphaQuality: 100, smartSubsample: true, effort: 1 })
    : image.webp({ quality: quality ?? 82, alphaQuality: 90, effort: 1 });
}

function encoded(image: Sharp, message: PreviewMessage): Sharp {
  const { format = 'webp', exact, quality } = message;
  switch (format) {
    case 'webp':
      return asWebp(image, message);
    case 'png':
      return image.png({ compressionLevel: 1 });
    case 'jpeg':
      return image
        .flatten({ background: '#ffffff' })
        .jpeg({ quality: quality ?? (exact ? 95 : 82), chromaSubsampling: '4:4:4' });
    default:
      return assertNever(format);
  }
}

/**
 * Writes a picture of a picture or of its matte, in sRGB and upright, with its transparency but in a
 * JPEG.
 * A damaged picture is shown as far as it can be read.
 * @returns its size in px
 * @throws OffcutError of `readHeader`, `output-too-large`, `input-damaged`, `matte-not-kept`, and
 *   `output-unwritable` and its like
 */
export async function preview(
  message: PreviewMessage,
  { heic, budget, checkCancelled }: PreviewContext,
): Promise<Size> {
  const { source, name, target, maxPixels } = message;
  const header = await readHeader(source, { name, maxPixels, lenient: true, heic });
  // Somebody waits for it.
  const release = await budget.acquire(header.width * header.height, true);
  try {
    checkCancelled();
    const image = await viewed(header, message);
    checkCancelled();
    const { data, info } = await encoded(image, message)
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
