import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { noise } from '../../test/helpers/pixels.ts';
import { refusal } from '../../test/helpers/refusal.ts';
import { fromPixels, save } from '../../test/helpers/source-pictures.ts';
import { useTempFolder } from '../../test/helpers/temp.ts';
import type { UploadMessage } from '../shared/engine-protocol.ts';
import { OffcutError } from '../shared/errors.ts';
import { parseRecipe } from '../shared/recipe.ts';
import { decodeHeicHere } from './codec/heic/decode-heic.ts';
import { PixelBudget } from './pixel-budget.ts';
import { sizeOfPixels, upload } from './upload.ts';

const newFolder = useTempFolder();
let folder: string;
beforeEach(async () => {
  folder = await newFolder();
});

const generous = { pixels: 1e6, bytes: 1e7 };

async function uploaded(
  source: string,
  rest: Partial<UploadMessage> = {},
  checkCancelled: () => void = () => undefined,
) {
  const { target = path.join(folder, 'upload.jpg') } = rest;
  const context = { heic: decodeHeicHere, budget: new PixelBudget(1e6), checkCancelled };
  const message: UploadMessage = {
    ...{ type: 'upload', id: 1, source, name: source, recipe: parseRecipe({}) },
    ...{ maxPixels: 1e6, lenient: false, limits: generous },
    ...rest,
    target,
  };
  const facts = await upload(message, context);
  return { facts, target };
}

const flat = (rgba: string) => ({
  create: { width: 40, height: 30, channels: 4 as const, background: rgba },
});

/** The colour in the middle of a picture. */
async function middle(file: string): Promise<readonly number[]> {
  const { data, info } = await sharp(file, { ignoreIcc: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * 3;
  return [...data.subarray(at, at + 3)];
}

describe('upload', () => {
  it('writes the upright picture, and not a word of metadata', async () => {
    const picture = fromPixels(noise(40 * 30 * 3), { width: 40, height: 30 }, 3)
      .withMetadata({ orientation: 6 })
      .withExifMerge({ IFD0: { Artist: 'Somebody' }, IFD3: { GPSLatitudeRef: 'N' } })
      .jpeg();
    const source = await save(folder, 'holiday.jpg', picture);
    expect((await sharp(source).metadata()).exif?.includes('Somebody')).toBe(true);
    const { facts, target } = await uploaded(source);
    const found = await sharp(target).metadata();
    expect(facts).toEqual({
      ...{ width: 30, height: 40, type: 'image/jpeg' },
      bytes: (await stat(target)).size,
    });
    expect(found).toMatchObject({ format: 'jpeg', width: 30, height: 40, channels: 3 });
    for (const block of ['exif', 'icc', 'xmp', 'iptc', 'comments', 'orientation'] as const) {
      expect(found[block], block).toBeUndefined();
    }
    if (process.platform !== 'win32') expect((await stat(target)).mode & 0o777).toBe(0o600);
  });

  it('converts to sRGB, which is what a picture without a profile is', async () => {
    const red = sharp({
      create: { width: 40, height: 30, channels: 3, background: { r: 255, g: 0, b: 0 } },
    });
    const source = path.join(folder, 'wide.png');
    await red.withIccProfile('p3').png().toFile(source);
    expect((await middle(source))[1]).toBeGreaterThan(30);
    const [r = 0, g = 255] = await middle((await uploaded(source)).target);
    expect([r > 250, g < 5]).toEqual([true, true]);
  });

  it('shows transparent parts over white, or their hidden colours where alpha is discarded', async () => {
    const source = await save(folder, 'clear.png', sharp(flat('rgba(200, 10, 10, 0)')).png());
    const over = await uploaded(source);
    expect(await middle(over.target)).toEqual([255, 255, 255]);
    const discarding = { recipe: parseRecipe({ transparency: 'discard-alpha' }) };
    const hidden = await uploaded(source, { ...discarding, target: path.join(folder, 'b.jpg') });
    const [red = 0, green = 255] = await middle(hidden.target);
    expect([red > 180, green < 40]).toEqual([true, true]);
  });

  it('writes nothing of a picture that brings its own matte', async () => {
    const own = { recipe: parseRecipe({ transparency: 'return-input-if-not-opaque' }) };
    const clear = await save(folder, 'clear.png', sharp(flat('rgba(200, 10, 10, 0.5)')).png());
    expect((await uploaded(clear, own)).facts).toBeNull();
    expect(await readdir(folder)).not.toContain('upload.jpg');
    const opaque = await save(folder, 'opaque.png', sharp(flat('rgba(200, 10, 10, 1)')).png());
    expect((await uploaded(opaque, own)).facts).toMatchObject({ width: 40, height: 30 });
  });

  it('makes it as small as the provider wants, in pixels and in bytes', async () => {
    const source = await save(
      folder,
      'noise.png',
      fromPixels(noise(200 * 100 * 3), { width: 200, height: 100 }, 3).png(),
    );
    const whole = await uploaded(source);
    expect(whole.facts).toMatchObject({ width: 200, height: 100 });
    const fewer = await uploaded(source, {
      limits: { ...generous, pixels: 5000 },
      target: path.join(folder, 'fewer.jpg'),
    });
    expect(fewer.facts).toMatchObject({ width: 100, height: 50 });
    const bytes = Math.round((whole.facts?.bytes ?? 0) / 10);
    const target = path.join(folder, 'smaller.jpg');
    const smaller = await uploaded(source, { limits: { ...generous, bytes }, target });
    expect((await readFile(target)).length).toBeLessThanOrEqual(bytes);
    const { width = 0, height = 0 } = smaller.facts ?? {};
    expect([width < 200, width > 20]).toEqual([true, true]);
    expect(width / height).toBeCloseTo(2, 0);
    // Quality is spent before pixels are: three quarters of the bytes need none fewer.
    const enough = Math.round((whole.facts?.bytes ?? 0) * 0.75);
    const third = path.join(folder, 'third.jpg');
    const same = await uploaded(source, { limits: { ...generous, bytes: enough }, target: third });
    expect(same.facts).toMatchObject({ width: 200, height: 100 });
  });

  it('refuses what it cannot read, writes over nothing, and leaves when nobody waits', async () => {
    const broken = await save(folder, 'broken.png', Buffer.from('no picture'));
    expect(await refusal(() => uploaded(broken))).toMatchObject({ code: 'input-not-an-image' });
    const source = await save(folder, 'a.png', sharp(flat('rgba(1, 2, 3, 1)')).png());
    const cancelled = () => {
      throw new OffcutError('cancelled');
    };
    expect(await refusal(() => uploaded(source, {}, cancelled))).toMatchObject({
      code: 'cancelled',
    });
    await uploaded(source);
    expect(await refusal(() => uploaded(source))).toMatchObject({ code: 'output-unwritable' });
  });
});

describe('sizeOfPixels', () => {
  it.each([
    [{ width: 100, height: 50 }, 5000, { width: 100, height: 50 }],
    [{ width: 100, height: 50 }, 1250, { width: 50, height: 25 }],
    [{ width: 1, height: 100_000 }, 1e9, { width: 1, height: 65_500 }],
    [{ width: 3, height: 3 }, 1, { width: 1, height: 1 }],
  ])('%o in %d pixels is %o', (size, pixels, expected) => {
    expect(sizeOfPixels(size, pixels)).toEqual(expected);
  });
});
