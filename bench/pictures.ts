import { readdir } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { addNoise } from './noise.ts';
import type { BenchContext } from './scenario.ts';

export type SourceFormat = 'jpeg' | 'png' | 'webp' | 'avif';

export interface PictureWish {
  readonly megapixels: number;
  readonly format: SourceFormat;
  /** Which sample it is made of, counted round and round, and the seed of its noise. */
  readonly number: number;
}

function encoded(image: Sharp, format: SourceFormat): Sharp {
  switch (format) {
    case 'jpeg':
      return image.jpeg({ quality: 92 });
    case 'png':
      return image.png({ compressionLevel: 6 });
    case 'webp':
      return image.webp({ quality: 88, effort: 2 });
    case 'avif':
      return image.avif({ quality: 60, effort: 2 });
  }
}

async function samples(root: string): Promise<readonly string[]> {
  const folder = path.join(root, 'samples');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.jpg')).sort();
  return files.map((file) => path.join(folder, file));
}

/**
 * Makes a photo of a wished size out of one of the repository's samples: enlarged or shrunk to
 * 4:3, with a camera's noise. The same wish gives the same pixels.
 * @returns its file, in the scenario's folder
 */
export async function makePicture(
  { root, folder }: Pick<BenchContext, 'root' | 'folder'>,
  { megapixels, format, number }: PictureWish,
): Promise<string> {
  const all = await samples(root);
  const sample = all[number % all.length];
  if (sample === undefined) throw new Error('samples/ has no pictures');
  const { width: from, height: to } = await sharp(sample).metadata();
  const long = Math.round(Math.sqrt((megapixels * 1e6 * 4) / 3));
  const short = Math.round((long * 3) / 4);
  const [width, height] = from >= to ? [long, short] : [short, long];
  const { data } = await sharp(sample)
    .resize(width, height, { fit: 'fill' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  addNoise(data, number + 1);
  const name = `${String(number).padStart(2, '0')}-${path.parse(sample).name}-${megapixels}mp`;
  const file = path.join(folder, `${name}.${format === 'jpeg' ? 'jpg' : format}`);
  await encoded(sharp(data, { raw: { width, height, channels: 3 } }), format).toFile(file);
  return file;
}
