import { existsSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { beforeEach, expect, it } from 'vitest';
import { useTempFolder } from '../../test/helpers/temp.ts';
import { packageRoot } from '../core/paths.ts';
import { decodeHeicHere } from './codec/heic/decode-heic.ts';
import { PixelBudget } from './pixel-budget.ts';
import { preview } from './preview.ts';

const newFolder = useTempFolder();
let folder: string;
beforeEach(async () => {
  folder = await newFolder();
});

async function previewed(source: string, { side = 32, maxPixels = 1e6 } = {}) {
  const target = path.join(folder, `preview-of-${path.basename(source)}.webp`);
  const context = { heic: decodeHeicHere, budget: new PixelBudget(1e6) };
  const message = { type: 'preview', id: 1, source, name: source, target } as const;
  const size = await preview({ ...message, side, maxPixels }, context);
  return { size, target, metadata: await sharp(target).metadata() };
}

async function save(name: string, picture: Sharp): Promise<string> {
  const file = path.join(folder, name);
  await picture.toFile(file);
  return file;
}

/** Red above, blue below. */
const twoColours = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#d01010' } }).composite([
    {
      input: { create: { width, height: height / 2, channels: 3, background: '#1010d0' } },
      top: height / 2,
      left: 0,
    },
  ]);

const pixel = async (file: string, left: number, top: number) => [
  ...(await sharp(file).extract({ left, top, width: 1, height: 1 }).raw().toBuffer()),
];

it.each(['a.jpg', 'a.png', 'a.webp', 'a.tif', 'a.avif'])('shows all of %s, small', async (name) => {
  const file = await save(name, twoColours(200, 100));
  const { size, target, metadata } = await previewed(file);
  expect(size).toEqual({ width: 32, height: 16 });
  expect(metadata).toMatchObject({ format: 'webp', width: 32, height: 16 });
  const [red = 0, , blue = 0] = await pixel(target, 16, 3);
  expect(red - blue).toBeGreaterThan(150);
  const [below = 0, , more = 0] = await pixel(target, 16, 13);
  expect(more - below).toBeGreaterThan(150);
});

it('stands upright, and is never larger than the picture', async () => {
  const turned = twoColours(20, 10).withMetadata({ orientation: 6 }).jpeg({ quality: 95 });
  const { size, target } = await previewed(await save('turned.jpg', turned));
  expect(size).toEqual({ width: 10, height: 20 });
  // What was below is left after a quarter turn clockwise.
  const [red = 0, , blue = 0] = await pixel(target, 1, 10);
  expect(blue - red).toBeGreaterThan(100);
});

it('keeps transparency', async () => {
  const clear = { r: 200, g: 30, b: 30, alpha: 0.5 };
  const create = { width: 100, height: 100, channels: 4, background: clear } as const;
  const { target, metadata } = await previewed(await save('a.png', sharp({ create })));
  expect(metadata.hasAlpha).toBe(true);
  const [, , , alpha = 0] = await pixel(target, 5, 5);
  expect(Math.abs(alpha - 128)).toBeLessThan(4);
});

it('shows HEIC, and a damaged picture as far as it goes', async () => {
  const heic = path.join(folder, 'a.heic');
  await copyFile(path.join(packageRoot(), 'test/fixtures/heic/mug.heic'), heic);
  expect((await previewed(heic)).metadata.format).toBe('webp');
  const whole = await twoColours(400, 400).jpeg().toBuffer();
  const half = path.join(folder, 'half.jpg');
  await writeFile(half, whole.subarray(0, whole.length * 0.7));
  expect((await previewed(half)).size).toEqual({ width: 32, height: 32 });
});

it('refuses what is no picture, is too large, or would write over something', async () => {
  const text = path.join(folder, 'a.jpg');
  await writeFile(text, 'no picture');
  await expect(previewed(text)).rejects.toMatchObject({ code: 'input-not-an-image' });
  const large = await save('large.png', twoColours(100, 100));
  await expect(previewed(large, { maxPixels: 9999 })).rejects.toMatchObject({
    code: 'input-too-large',
  });
  const { target } = await previewed(large);
  await expect(previewed(large)).rejects.toMatchObject({ code: 'output-unwritable' });
  expect(existsSync(target)).toBe(true);
});
