import { existsSync } from 'node:fs';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { useTempFolder } from '../../test/helpers/temp.ts';
import { packageRoot } from '../core/paths.ts';
import type { PreviewMessage } from '../shared/engine-protocol.ts';
import { OffcutError } from '../shared/errors.ts';
import { parseRecipe, type Recipe } from '../shared/recipe.ts';
import { decodeHeicHere } from './codec/heic/decode-heic.ts';
import { encode } from './codec/encode.ts';
import { spread } from './compose/samples.ts';
import { PixelBudget } from './pixel-budget.ts';
import { preview } from './preview.ts';

const newFolder = useTempFolder();
let folder: string;
beforeEach(async () => {
  folder = await newFolder();
});

async function previewed(
  source: string,
  {
    side = 32,
    maxPixels = 1e6,
    view = 'picture',
    exact = false,
    ...more
  }: Partial<PreviewMessage> = {},
  checkCancelled: () => void = () => undefined,
) {
  const target = path.join(folder, `${view}-of-${path.basename(source)}-${exact}.webp`);
  const context = { heic: decodeHeicHere, budget: new PixelBudget(1e6), checkCancelled };
  const message = { type: 'preview', id: 1, source, name: source, target } as const;
  const size = await preview({ ...message, side, maxPixels, view, exact, ...more }, context);
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

it('stops between two steps when nobody waits for it', async () => {
  const file = await save('a.png', twoColours(100, 100));
  const stopped = previewed(file, {}, () => {
    throw new OffcutError('cancelled');
  });
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
  expect(existsSync(path.join(folder, 'picture-of-a.png-false.webp'))).toBe(false);
});

it('is exact where it is to be looked at closely', async () => {
  const noise = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, at) => (at * 37) % 256));
  const file = await save('a.png', sharp(noise, { raw: { width: 64, height: 64, channels: 3 } }));
  const [small, exact] = [
    await previewed(file),
    await previewed(file, { side: 16383, exact: true }),
  ];
  expect([small.size.width, exact.size.width]).toEqual([32, 64]);
  const strip = await save('strip.png', twoColours(16_400, 4));
  expect((await previewed(strip, { side: 16_383, exact: true })).size).toEqual({
    width: 16_383,
    height: 4,
  });
});

describe('in another format', () => {
  const halfClear = { r: 200, g: 30, b: 30, alpha: 0.5 };
  const create = { width: 100, height: 50, channels: 4, background: halfClear } as const;
  const converted = async (source: string, more: Partial<PreviewMessage>) => {
    const target = path.join(folder, `${JSON.stringify(more).replace(/\W/g, '')}.out`);
    const context = {
      heic: decodeHeicHere,
      budget: new PixelBudget(1e6),
      checkCancelled: () => undefined,
    };
    const message = { type: 'preview', id: 1, source, name: source, target } as const;
    const how = { maxPixels: 1e6, view: 'picture', exact: true } as const;
    const size = await preview({ ...message, ...how, ...more }, context);
    const bytes = await readFile(target);
    return { size, bytes, target, metadata: await sharp(bytes).metadata() };
  };

  it.each(['png', 'webp', 'jpeg'] as const)('is as large as it was: %s', async (format) => {
    const { size, metadata } = await converted(await save('a.png', sharp({ create })), { format });
    expect(size).toEqual({ width: 100, height: 50 });
    expect(metadata).toMatchObject({ format, ...size, hasAlpha: format !== 'jpeg' });
  });

  it('lies on white as a JPEG', async () => {
    const { target } = await converted(await save('a.png', sharp({ create })), { format: 'jpeg' });
    const [red = 0, green = 0] = await pixel(target, 50, 25);
    expect(Math.abs(red - 228)).toBeLessThan(4);
    expect(Math.abs(green - 142)).toBeLessThan(4);
  });

  it.each(['webp', 'jpeg'] as const)('is as good as is asked for: %s', async (format) => {
    const noise = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, at) => (at * 7919) % 251));
    const raw = { width: 64, height: 64, channels: 3 } as const;
    const file = await save('noise.png', sharp(noise, { raw }));
    const bytes = async (more: Partial<PreviewMessage>) =>
      (await converted(file, { format, ...more })).bytes.length;
    const [poor, good, usual] = [
      await bytes({ quality: 10 }),
      await bytes({ quality: 90 }),
      await bytes({}),
    ];
    expect(poor).toBeLessThan(good);
    expect(good).toBeLessThan(usual);
  });

  it('is refused where the format cannot hold it', async () => {
    const strip = await save('strip.png', twoColours(16_400, 4));
    expect((await converted(strip, { format: 'jpeg' })).size.width).toBe(16_400);
    await expect(converted(strip, { format: 'webp' })).rejects.toMatchObject({
      code: 'output-too-large',
    });
  });
});

describe('the matte of a cutout', () => {
  /** Red; alpha from 0 at the left to 255 at the right, in 256 columns; as an output of ours. */
  async function cutout(
    name: string,
    output: Partial<Recipe['output']>,
    alphaOf = (x: number) => x,
  ): Promise<string> {
    const rgba = Buffer.alloc(256 * 64 * 4);
    for (let i = 0; i < 256 * 64; i++) rgba.set([200, 10, 10, alphaOf(i % 256)], i * 4);
    const all = { ...parseRecipe({}).output, ...output };
    const pixels = { width: 256, height: 64, rgba: all.depth === 16 ? spread(rgba) : rgba };
    const channels = all.channels === 'alpha' ? 'alpha' : 'rgba';
    const none = { icc: undefined, exif: undefined, xmp: undefined };
    const { bytes } = await encode(pixels, channels, all, none, undefined);
    const file = path.join(folder, name);
    await writeFile(file, bytes);
    return file;
  }
  const greys = async (file: string) => sharp(file).extractChannel(0).raw().toBuffer();

  it.each([
    ['a.png', { format: 'png' }, 0],
    ['a.webp', { format: 'webp' }, 0],
    ['a.avif', { format: 'avif' }, 6],
    ['a.tif', { format: 'tiff' }, 0],
    ['deep.png', { format: 'png', depth: 16 }, 0],
    ['deep.tif', { format: 'tiff', depth: 16 }, 0],
    ['matte.png', { format: 'png', channels: 'alpha' }, 0],
    ['matte.tif', { format: 'tiff', channels: 'alpha' }, 0],
    ['deep-matte.tif', { format: 'tiff', depth: 16, channels: 'alpha' }, 0],
  ] as const)('is its alpha as grey: %s', async (name, output, off) => {
    const file = await cutout(name, output);
    const { size, target, metadata } = await previewed(file, {
      side: 16_383,
      view: 'matte',
      exact: true,
    });
    expect(size).toEqual({ width: 256, height: 64 });
    expect(metadata.hasAlpha).toBe(false);
    for (const [at, grey] of (await greys(target)).entries()) {
      expect(Math.abs(grey - (at % 256))).toBeLessThanOrEqual(off);
    }
    const small = await previewed(file, { view: 'matte' });
    expect(small.size).toEqual({ width: 32, height: 8 });
    const row = (await greys(small.target)).subarray(0, 32);
    expect(row[0]).toBeLessThan(16);
    expect(Math.abs((row[16] ?? 0) - 132)).toBeLessThan(16);
    expect(row[31]).toBeGreaterThan(240);
  });

  it('has a band that is neither clearly in nor clearly out, to be a mask', async () => {
    const file = await cutout('a.png', {});
    const { target, metadata } = await previewed(file, { side: 256, view: 'edge' });
    expect(metadata).toMatchObject({ width: 256, height: 64, hasAlpha: true });
    const alphas = await sharp(target).extractChannel(3).raw().toBuffer();
    expect([25, 26, 229, 230].map((x) => alphas[x])).toEqual([0, 255, 255, 0]);
    const [red, green, blue] = await sharp(target)
      .raw()
      .toBuffer()
      .then((all) => [...all.subarray(26 * 4)]);
    expect([red, green, blue]).toEqual([255, 255, 255]);
  });

  it('keeps a band of one pixel in view when it is shrunk', async () => {
    const file = await cutout('a.png', {}, (x) => (x < 127 ? 0 : x === 127 ? 128 : 255));
    const { target } = await previewed(file, { view: 'edge' });
    const row = (await sharp(target).extractChannel(3).raw().toBuffer()).subarray(0, 32);
    expect([...row].map((alpha) => alpha === 255)).toEqual(
      Array.from({ length: 32 }, (_, x) => x === 15),
    );
  });

  it.each(['matte', 'edge'] as const)('is not kept without alpha: %s', async (view) => {
    const file = await save('a.jpg', twoColours(100, 100));
    await expect(previewed(file, { view })).rejects.toMatchObject({ code: 'matte-not-kept' });
    const flat = await save('flat.png', twoColours(100, 100));
    await expect(previewed(flat, { view })).rejects.toMatchObject({ code: 'matte-not-kept' });
  });
});
