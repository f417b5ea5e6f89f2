import { writeFile } from 'node:fs/promises';
import type { Size } from '../shared/cutout.ts';
import type { Upload, UploadMessage } from '../shared/engine-protocol.ts';
import { writeError } from '../shared/write-error.ts';
import { decode, readHeader, type DecodeOptions, type Picture } from './codec/decode.ts';
import { sharp } from './codec/image-library.ts';
import { bringsItsMatte, isOverWhite } from './matte/matted.ts';
import { shrinkTo } from './matte/preprocess.ts';
import type { PixelBudget } from './pixel-budget.ts';

export interface UploadContext extends Pick<DecodeOptions, 'heic'> {
  readonly budget: Pick<PixelBudget, 'acquire'>;
  /** Throws when nobody waits for it any more. */
  readonly checkCancelled: () => void;
}

/** The longest side of a JPEG, in px. */
const LONGEST = 65_500;
/**
 * Where a picture is too many bytes, it first loses what a matte does not need: at 75, an edge is
 * still where it was. Only then does it lose pixels.
 */
const QUALITIES = [95, 88, 75] as const;
/** What of the size that is just small enough is aimed at: bytes do not shrink quite as pixels do. */
const MARGIN = 0.9;

/** The size of a picture that has so many pixels at most. */
export function sizeOfPixels({ width, height }: Size, pixels: number): Size {
  const scale = Math.min(
    1,
    Math.sqrt(pixels / (width * height)),
    LONGEST / Math.max(width, height),
  );
  const scaled = (length: number) => Math.max(1, Math.floor(length * scale));
  return { width: scaled(width), height: scaled(height) };
}

/** The picture in so many bytes at most, as many of its pixels as fit. */
async function encodeWithin(
  picture: Picture,
  overWhite: boolean,
  limits: UploadMessage['limits'],
  checkCancelled: () => void,
): Promise<{ readonly size: Size; readonly jpeg: Buffer }> {
  let size = sizeOfPixels(picture, limits.pixels);
  for (;;) {
    const rgb = await shrinkTo(picture, { ...size, kernel: 'lanczos3' }, overWhite);
    const raw = { ...size, channels: 3 } as const;
    let bytes = 0;
    for (const quality of QUALITIES) {
      checkCancelled();
      const jpeg = await sharp(rgb, { raw, limitInputPixels: false })
        .jpeg({ quality, chromaSubsampling: '4:4:4' })
        .toBuffer();
      if (jpeg.length <= limits.bytes) return { size, jpeg };
      bytes = jpeg.length;
    }
    // A header alone has some hundred bytes: with less, nobody can be served.
    if (size.width * size.height <= 16) throw new Error(`${limits.bytes} bytes hold no picture`);
    size = sizeOfPixels(size, (size.width * size.height * limits.bytes * MARGIN) / bytes);
  }
}

/**
 * Writes the picture that a provider is shown: what of it is seen, over white, or with the hidden
 * colours where the recipe discards its alpha. Its pixels are all there is in the file: no EXIF, no
 * profile, no name.
 * @returns null: nothing is written, for the source brings its own matte
 * @throws OffcutError of `readHeader` and `decode`; `output-unwritable` and its like
 */
export async function upload(
  message: UploadMessage,
  { heic, budget, checkCancelled }: UploadContext,
): Promise<Upload | null> {
  const { source, name, target, recipe, maxPixels, lenient, limits, urgent } = message;
  const header = await readHeader(source, { name, maxPixels, lenient, heic });
  const release = await budget.acquire(header.width * header.height, urgent);
  try {
    checkCancelled();
    const picture = await decode(header, 'srgb');
    if (bringsItsMatte(picture, recipe)) return null;
    const { size, jpeg } = await encodeWithin(picture, isOverWhite(recipe), limits, checkCancelled);
    await writeFile(target, jpeg, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
      throw writeError(error, target);
    });
    return { ...size, bytes: jpeg.length, type: 'image/jpeg' };
  } finally {
    release();
  }
}
