import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const pairSchema = z.object({
  id: z.string(),
  image: z.string(),
  mask: z.string(),
  /** `binary-labels`: colours stand for objects, one of them for "do not judge". */
  mask_type: z.enum(['binary', 'binary-labels', 'alpha-reference-model']),
});

const manifestSchema = z.object({ pairs: z.array(pairSchema) });

/** A photo and what its matte should be; paths are absolute. */
export interface JudgedPhoto {
  readonly id: string;
  readonly image: string;
  readonly mask: string;
  readonly type: z.output<typeof pairSchema>['mask_type'];
}

/** Photos from outside the repository, which are only ever read. */
export interface DataSet {
  /** The files of its folder `photos`. */
  readonly photos: readonly string[];
  /** The pairs that its `manifest.json` lists. */
  readonly judged: readonly JudgedPhoto[];
}

const isMissing = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** `undefined` when there is no such file or folder. */
async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** @throws Error when the folder has neither photos nor a manifest that can be read */
export async function readDataSet(folder: string): Promise<DataSet> {
  const names = await ifThere(readdir(path.join(folder, 'photos')));
  const text = await ifThere(readFile(path.join(folder, 'manifest.json'), 'utf8'));
  if (names === undefined && text === undefined) {
    throw new Error(`${folder} has no folder photos and no manifest.json`);
  }
  const pairs = text === undefined ? [] : manifestSchema.parse(JSON.parse(text)).pairs;
  return {
    photos: (names ?? [])
      .filter((name) => /\.(jpe?g|png|webp|avif|tiff?)$/i.test(name))
      .sort()
      .map((name) => path.join(folder, 'photos', name)),
    judged: pairs.map(({ id, image, mask, mask_type: type }) => ({
      id,
      image: path.join(folder, image),
      mask: path.join(folder, mask),
      type,
    })),
  };
}
