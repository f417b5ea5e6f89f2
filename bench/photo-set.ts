import { makePicture, type PictureWish } from './pictures.ts';
import type { BenchContext } from './scenario.ts';

/** What a shop's folder holds: camera photos, and pictures that were scaled for the web. */
const kinds: readonly Omit<PictureWish, 'number'>[] = [
  { megapixels: 0.3, format: 'jpeg' },
  { megapixels: 12, format: 'jpeg' },
  { megapixels: 1, format: 'webp' },
  { megapixels: 3, format: 'jpeg' },
  { megapixels: 6, format: 'jpeg' },
  { megapixels: 0.5, format: 'png' },
  { megapixels: 2, format: 'avif' },
  { megapixels: 8, format: 'jpeg' },
  { megapixels: 4, format: 'png' },
  { megapixels: 1.5, format: 'jpeg' },
];

/** Every so many pictures, one of the given photos stands in for a made one. */
const GIVEN_EVERY = 3;

/**
 * Mixed photos of 0.3 to 12 megapixels.
 * @returns their files, in the scenario's folder; given photos are where they are
 */
export async function photoSet(context: BenchContext, count: number): Promise<readonly string[]> {
  const given = [...(context.data?.photos ?? [])];
  const files: string[] = [];
  for (let number = 0; number < count; number++) {
    const photo = number % GIVEN_EVERY === GIVEN_EVERY - 1 ? given.shift() : undefined;
    const kind = kinds[number % kinds.length];
    if (kind === undefined) throw new Error('there are no kinds of pictures');
    files.push(photo ?? (await makePicture(context, { ...kind, number })));
  }
  return files;
}
