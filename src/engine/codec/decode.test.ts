import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { gradient, largestDifference, noise, pixelAt } from '../../../test/helpers/pixels.ts';
import { refusal } from '../../../test/helpers/refusal.ts';
import { decodeFile, fromPixels, save } from '../../../test/helpers/source-pictures.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { readHeader } from './decode.ts';
import { decodeHeicHere } from './heic/decode-heic.ts';
import { sharp } from './image-library.ts';

const tempFolder = useTempFolder();
const size = { width: 40, height: 24 };
const picture = () => fromPixels(gradient(size), size, 3);
const withAlpha = (rgb: Buffer) => fromPixels(rgb, size, 3).ensureAlpha().raw().toBuffer();
const options = { name: 'a', maxPixels: 100e6, lenient: false, heic: decodeHeicHere };
/** Options for each format that keep the most of a picture. */
const best = {
  png: {},
  tiff: { compression: 'lzw' },
  webp: { quality: 95 },
  jpeg: { quality: 100, chromaSubsampling: '4:4:4' },
  avif: { quality: 95 },
  gif: {},
} as const;

describe('decode: formats', () => {
  it.each([
    ['png', 0],
    ['tiff', 0],
    ['webp', 24],
    ['jpeg', 24],
    ['avif', 24],
    ['gif', 48],
  ] as const)('reads %s, upright R G B A (within %d)', async (format, tolerance) => {
    const source = picture().toFormat(format, best[format]);
    const file = await save(await tempFolder(), `a.${format}`, source);
    const found = await decodeFile(file);
    expect(found).toMatchObject({ ...size, format, opaque: true, warnings: [] });
    expect(largestDifference(found.rgba, await withAlpha(gradient(size)))).toBeLessThanOrEqual(
      tolerance,
    );
  });

  it.each(['png', 'webp', 'tiff'] as const)('reads the transparency of %s', async (format) => {
    const pixels = noise(size.width * size.height * 4);
    const lossless = format === 'webp' ? { lossless: true, exact: true } : best[format];
    const source = fromPixels(pixels, size, 4).toFormat(format, lossless);
    const found = await decodeFile(await save(await tempFolder(), `a.${format}`, source));
    expect(found.opaque).toBe(false);
    expect(found.rgba.equals(pixels)).toBe(true);
  });

  it('reads the transparency of AVIF', async () => {
    const half = Buffer.alloc(size.width * size.height * 4, 128);
    const source = fromPixels(half, size, 4).avif({ quality: 90 });
    const found = await decodeFile(await save(await tempFolder(), 'a.avif', source));
    expect(found.opaque).toBe(false);
    expect(Math.abs((pixelAt(found.rgba, size.width, 3, 3)[3] ?? 0) - 128)).toBeLessThan(4);
  });

  it.each(['gif', 'webp'] as const)('takes the first frame of an animated %s', async (format) => {
    const frame = (background: string) =>
      sharp({ create: { ...size, channels: 3, background } })
        .png()
        .toBuffer();
    const frames = [await frame('#ff0000'), await frame('#00ff00'), await frame('#0000ff')];
    const animation = sharp(frames, { join: { animated: true } }).toFormat(format);
    const found = await decodeFile(await save(await tempFolder(), `a.${format}`, animation));
    expect(found).toMatchObject({ ...size, format, warnings: ['first-frame-only'] });
    expect(found.pages).toEqual({ count: 3, taken: 1 });
    const [r = 0, g = 255, b = 255] = pixelAt(found.rgba, size.width, 20, 12);
    expect([r > 240, g < 15, b < 15]).toEqual([true, true, true]);
  });

  it('tells opaque from transparent by the pixels, not by the channels', async () => {
    const folder = await tempFolder();
    const pixels = Buffer.alloc(size.width * size.height * 4, 255);
    const opaque = await save(folder, 'opaque.png', fromPixels(pixels, size, 4).png());
    expect((await readHeader(opaque, { ...options, maxPixels: 1e6 })).hasAlpha).toBe(true);
    expect((await decodeFile(opaque)).opaque).toBe(true);
    pixels[pixels.length - 1] = 254;
    const last = await save(folder, 'last.png', fromPixels(pixels, size, 4).png());
    expect((await decodeFile(last)).opaque).toBe(false);
  });

  it('tells the density, and hands on EXIF and XMP as they are', async () => {
    const source = picture()
      .jpeg()
      .withExif({ IFD0: { Make: 'Camera' } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
      .withDensity(300);
    const found = await decodeFile(await save(await tempFolder(), 'a.jpg', source));
    expect(found.density).toBe(300);
    expect(found.metadata.exif?.includes('Camera')).toBe(true);
    expect(found.metadata.xmp?.toString()).toContain('xmpmeta');
    expect(found.metadata.icc).toBeUndefined();
  });
});

describe('decode: orientation', () => {
  /**
   * How EXIF orientations 1-8 store an upright picture (Exif 2.32, tag 0x0112): from the upright
   * place of a pixel to its stored place.
   */
  const storedAt: Readonly<Record<number, (x: number, y: number) => readonly [number, number]>> = {
    1: (x, y) => [x, y],
    2: (x, y) => [size.width - 1 - x, y],
    3: (x, y) => [size.width - 1 - x, size.height - 1 - y],
    4: (x, y) => [x, size.height - 1 - y],
    5: (x, y) => [y, x],
    6: (x, y) => [y, size.width - 1 - x],
    7: (x, y) => [size.height - 1 - y, size.width - 1 - x],
    8: (x, y) => [size.height - 1 - y, x],
  };
  const upright = gradient(size);

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns orientation %d upright', async (orientation) => {
    const stored = orientation < 5 ? size : { width: size.height, height: size.width };
    const pixels = Buffer.alloc(upright.length);
    for (let y = 0; y < size.height; y++) {
      for (let x = 0; x < size.width; x++) {
        const [toX, toY] = storedAt[orientation]?.(x, y) ?? [0, 0];
        Buffer.from(pixelAt(upright, size.width, x, y, 3)).copy(
          pixels,
          (toY * stored.width + toX) * 3,
        );
      }
    }
    const folder = await tempFolder();
    for (const format of ['png', 'tiff', 'jpeg'] as const) {
      const source = fromPixels(pixels, stored, 3)
        .toFormat(format, best[format])
        .withMetadata({ orientation });
      const file = await save(folder, `a.${format}`, source);
      expect((await sharp(file).metadata()).orientation).toBe(orientation);
      const found = await decodeFile(file);
      expect(found).toMatchObject(size);
      expect(largestDifference(found.rgba, await withAlpha(upright))).toBeLessThanOrEqual(
        format === 'jpeg' ? 6 : 0,
      );
    }
  });
});

describe('decode: refusals', () => {
  it('a missing file', async () => {
    const file = path.join(await tempFolder(), 'missing.png');
    const error = await refusal(() => readHeader(file, options));
    expect(error).toMatchObject({ code: 'input-not-found', params: { path: file } });
  });

  it('a folder', async () => {
    const file = path.join(await tempFolder(), 'folder.png');
    await mkdir(file);
    const error = await refusal(() => readHeader(file, options));
    expect(error).toMatchObject({
      code: 'input-unreadable',
      params: { path: file, reason: 'EISDIR' },
    });
  });

  it.each([
    ['an empty file', '', 'input-empty'],
    ['text', 'Hello, this is a letter and no picture.', 'input-not-an-image'],
    ['one byte', 'x', 'input-not-an-image'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'input-format-unsupported'],
    ['a GIF that is only its name', 'GIF89a', 'input-damaged'],
  ])('%s', async (_, content, code) => {
    const file = path.join(await tempFolder(), 'a.png');
    await writeFile(file, content);
    expect((await refusal(() => readHeader(file, options))).code).toBe(code);
  });

  it('a picture under 2 x 2', async () => {
    const folder = await tempFolder();
    for (const [width, height] of [
      [1, 1],
      [1, 5],
      [5, 1],
    ] as const) {
      const create = { width, height, channels: 3, background: 'red' } as const;
      const file = await save(folder, 'a.png', sharp({ create }).png());
      const error = await refusal(() => readHeader(file, options));
      expect(error).toMatchObject({ code: 'input-too-small', params: { width, height } });
    }
    const create = { width: 2, height: 2, channels: 3, background: 'red' } as const;
    const file = await save(folder, 'b.png', sharp({ create }).png());
    expect(await decodeFile(file)).toMatchObject({ width: 2, height: 2 });
  });

  it('more pixels than the limit, counted exactly', async () => {
    const file = await save(await tempFolder(), 'a.png', picture().png());
    const pixels = size.width * size.height;
    expect(await decodeFile(file, { maxPixels: pixels })).toMatchObject(size);
    const error = await refusal(() => readHeader(file, { ...options, maxPixels: pixels - 1 }));
    expect(error.code).toBe('input-too-large');
  });

  it('a small file of 256 megapixels, by its header alone', async () => {
    const create = { width: 16_000, height: 16_000, channels: 3, background: 'red' } as const;
    const png = sharp({ create, limitInputPixels: false }).png({ compressionLevel: 1 });
    const file = await save(await tempFolder(), 'bomb.png', png);
    // What is left of the file holds no pixel, so a decoder would say that it is damaged.
    await writeFile(file, (await readFile(file)).subarray(0, 120));
    for (const lenient of [false, true]) {
      const error = await refusal(() => readHeader(file, { ...options, lenient }));
      expect(error).toMatchObject({
        code: 'input-too-large',
        params: { megapixels: 256, limit: 100 },
      });
    }
  });

  it.each([
    ['jpeg', 0.5],
    ['jpeg', 0.9],
    ['png', 0.5],
    ['png', 0.9],
    ['gif', 0.7],
  ] as const)('a %s cut at %d of its length, unless lenient', async (format, share) => {
    const big = { width: 300, height: 300 };
    const whole = await fromPixels(noise(300 * 300 * 3), big, 3)
      .toFormat(format)
      .toBuffer();
    const part = whole.subarray(0, Math.floor(whole.length * share));
    const file = await save(await tempFolder(), `a.${format}`, part);
    const error = await refusal(() => decodeFile(file));
    expect(error.code).toBe('input-damaged');
    expect(error.params['reason']).toMatch(/^[^\n]+[^:\s]$/);

    const found = await decodeFile(file, { lenient: true });
    expect(found).toMatchObject({ ...big, warnings: ['damaged-source'] });
    const complete = await decodeFile(await save(await tempFolder(), `a.${format}`, whole));
    // What came before the cut is there, but for a few rows that a decoder had in hand.
    const readableBytes = big.width * 4 * Math.floor(big.height * share * 0.9);
    expect(
      found.rgba.subarray(0, readableBytes).equals(complete.rgba.subarray(0, readableBytes)),
    ).toBe(true);
    expect(found.rgba.equals(complete.rgba)).toBe(false);
  });

  it('a sound picture is not called damaged when lenient', async () => {
    const file = await save(await tempFolder(), 'a.jpg', picture().jpeg());
    expect((await decodeFile(file, { lenient: true })).warnings).toEqual([]);
  });

  it('a header that cannot be read, even when lenient', async () => {
    const whole = await picture().png().toBuffer();
    const file = await save(await tempFolder(), 'a.png', whole.subarray(0, 20));
    for (const lenient of [false, true]) {
      const error = await refusal(() => decodeFile(file, { lenient }));
      expect(error.code).toBe('input-damaged');
      expect(error.message).not.toContain(':)');
    }
  });
});

describe('decode: names', () => {
  it.each([
    ['a.jpg', ['extension-mismatch']],
    ['a.png', []],
    ['a', []],
    ['a.data', []],
    ['.jpg', []],
  ])('a PNG named %j', async (name, warnings) => {
    const file = await save(await tempFolder(), 'source.jpg', picture().png());
    const found = await decodeFile(file, { name });
    expect(found).toMatchObject({ format: 'png', warnings });
  });
});
