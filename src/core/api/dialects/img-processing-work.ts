import { createReadStream } from 'node:fs';
import type { ApiKey } from '../../../shared/api-key.ts';
import { parseRecipe } from '../../../shared/recipe.ts';
import { ApiFailure } from '../failure.ts';
import type { ImageFormat, StoredImage } from '../store/image-table.ts';
import type { ApiTools } from '../tools.ts';
import { isImageFormat } from '../work/images.ts';
import type { UploadedFile, UploadFolder } from '../work/uploads.ts';

/** Of one picture: https://docs.img-processing.com/api-reference, "Upload image". */
export const MAX_BYTES = 20_000_000;

/** "removing the background from an image counts as two image processing operations" */
export const REMOVAL = 2;
export const OPERATION = 1;

/** Does what costs something; where it fails, it costs nothing. @throws ApiFailure `credits` */
export async function paid<T>(
  { keys }: Pick<ApiTools, 'keys'>,
  key: ApiKey,
  credits: number,
  work: () => Promise<T>,
): Promise<T> {
  const reservation = keys.reserve(key.id, credits);
  try {
    const result = await work();
    reservation.settle();
    return result;
  } finally {
    reservation.release();
  }
}

/**
 * Keeps a picture that was uploaded or fetched, as it is.
 * @param get writes it to the folder of the request, and says what it is to be called
 */
export function keepUpload(
  { uploads, images, engine, limits }: ApiTools,
  key: ApiKey,
  get: (upload: UploadFolder) => Promise<{ readonly name: string; readonly file: UploadedFile }>,
): Promise<StoredImage> {
  return uploads.forRequest(async (upload) => {
    const { name, file } = await get(upload);
    const { kind: format } = file;
    if (!isImageFormat(format)) {
      throw new ApiFailure('not-a-picture', 'image has to be a JPEG, PNG or WebP picture');
    }
    const size = await engine.measure({
      ...{ source: file.path, name: file.name, recipe: parseRecipe({}) },
      ...{ maxPixels: limits.maxPixels, lenient: false },
    });
    const image = await images.take(file.path, { key: key.id, name, format, ...size });
    await upload.remove();
    return image;
  });
}

export interface Derived {
  readonly key: ApiKey;
  readonly source: StoredImage;
  /** Of the new picture. */
  readonly name: string;
}

/** A new picture, with the subject alone. */
export function removeBackground(
  { uploads, images, cutter }: ApiTools,
  { key, source, name }: Derived,
  gone: AbortSignal,
): Promise<StoredImage> {
  return uploads.forRequest(async (upload) => {
    // A copy, as the picture may be deleted meanwhile.
    const picture = await upload.receive('source', createReadStream(images.fileOf(source)), {
      name: `${source.name}.${source.format}`,
      maxBytes: source.bytes,
    });
    const cut = await cutter.cut(
      // It is paid for with what else there is to do.
      { key, upload, picture, recipe: parseRecipe({}), credits: 0 },
      gone,
    );
    try {
      const { width, height } = cut.facts;
      return await images.take(cut.file, { key: key.id, name, format: 'png', width, height });
    } finally {
      cut.dispose();
    }
  });
}

/**
 * A new picture: the same in another format. Transparency is laid on white in a JPEG.
 * @param quality 1-100; it means nothing to a PNG, which loses nothing
 */
export function convert(
  { images, engine, limits: { maxPixels } }: ApiTools,
  { key, source, name }: Derived,
  { format, quality }: { readonly format: ImageFormat; readonly quality: number | undefined },
): Promise<StoredImage> {
  const file = images.fileOf(source);
  return images.add({ key: key.id, name, format }, (target) =>
    engine.preview({
      ...{ source: file, name: file, target, maxPixels, view: 'picture', exact: true, format },
      ...(quality !== undefined && { quality }),
    }),
  );
}
