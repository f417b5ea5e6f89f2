import { describe, expect, it } from 'vitest';
import { greyProfile } from '../../../test/helpers/icc-profile.ts';
import { channel, gradient, largestDifference, noise } from '../../../test/helpers/pixels.ts';
import {
  decodeFile,
  fromPixels,
  fromSamples,
  save,
  withIccChunk,
} from '../../../test/helpers/source-pictures.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { sharp } from './image-library.ts';

const tempFolder = useTempFolder();
const size = { width: 32, height: 20 };
const count = size.width * size.height;
const picture = () => fromPixels(gradient(size), size, 3);

/** Samples over the whole 16-bit range. */
const samples = (channels: number) =>
  Uint16Array.from({ length: count * channels }, (_, i) => (i * 40_503) & 0xffff);
const to8 = (sample: number) => sample >> 8;

describe('decode: CMYK', () => {
  it.each(['jpeg', 'tiff'] as const)('converts a CMYK %s to sRGB', async (format) => {
    const cmyk = picture()
      .toColourspace('cmyk')
      .toFormat(format, format === 'jpeg' ? { quality: 100 } : { compression: 'lzw' });
    const file = await save(await tempFolder(), `a.${format}`, cmyk);
    expect((await sharp(file).metadata()).space).toBe('cmyk');
    const found = await decodeFile(file);
    expect(found).toMatchObject({ ...size, opaque: true, warnings: ['converted-to-srgb'] });
    expect(found.metadata.icc).toBeUndefined();
    // Cyan, magenta and yellow cannot show every sRGB colour: near, and not inverted.
    const colours = Buffer.from(found.rgba.filter((_, i) => i % 4 !== 3));
    const average = colours.reduce((sum, v, i) => sum + Math.abs(v - (gradient(size)[i] ?? 0)), 0);
    expect(average / colours.length).toBeLessThan(25);
  });

  it('drops the CMYK profile, which no longer describes the pixels', async () => {
    const cmyk = picture().toColourspace('cmyk').withIccProfile('cmyk').jpeg();
    const file = await save(await tempFolder(), 'a.jpg', cmyk);
    expect((await sharp(file).metadata()).icc).toBeInstanceOf(Buffer);
    const found = await decodeFile(file);
    expect(found.metadata.icc).toBeUndefined();
    expect(found.warnings).toEqual(['converted-to-srgb']);
  });
});

describe('decode: 16 bits', () => {
  it.each([
    ['RGB', 3],
    ['RGBA', 4],
  ] as const)('takes the upper 8 bits of %s', async (_, channels) => {
    const values = samples(channels);
    const file = await save(await tempFolder(), 'a.png', fromSamples(values, size, channels).png());
    expect((await sharp(file).metadata()).depth).toBe('ushort');
    const found = await decodeFile(file);
    expect(found.warnings).toEqual(['reduced-to-8-bit']);
    expect(found.opaque).toBe(channels === 3);
    for (let c = 0; c < channels; c++) {
      const expected = Buffer.from(values.filter((_, i) => i % channels === c).map(to8));
      expect(channel(found.rgba, c).equals(expected)).toBe(true);
    }
  });

  it.each([
    ['grey', 1],
    ['grey with alpha', 2],
  ] as const)('takes the upper 8 bits of %s', async (_, channels) => {
    const values = samples(channels);
    const file = await save(await tempFolder(), 'a.png', fromSamples(values, size, channels).png());
    expect((await sharp(file).metadata()).space).toBe('grey16');
    const found = await decodeFile(file);
    expect(found.warnings).toEqual(['reduced-to-8-bit']);
    const grey = Buffer.from(values.filter((_, i) => i % channels === 0).map(to8));
    for (const c of [0, 1, 2]) {
      expect(largestDifference(channel(found.rgba, c), grey)).toBeLessThanOrEqual(1);
    }
    expect(found.opaque).toBe(channels === 1);
  });

  it('keeps the profile of 16-bit RGB and does not convert by it', async () => {
    const values = samples(3);
    const png = await fromSamples(values, size, 3).png().toBuffer();
    const p3 = (await sharp(await picture().withIccProfile('p3').png().toBuffer()).metadata()).icc;
    if (p3 === undefined) throw new Error('no profile');
    const found = await decodeFile(await save(await tempFolder(), 'a.png', withIccChunk(png, p3)));
    expect(found.metadata.icc?.equals(p3)).toBe(true);
    const red = Buffer.from(values.filter((_, i) => i % 3 === 0).map(to8));
    expect(channel(found.rgba, 0).equals(red)).toBe(true);
  });
});

describe('decode: grey and palettes', () => {
  it.each(['png', 'jpeg', 'tiff'] as const)('spreads a grey %s over R, G and B', async (format) => {
    const grey = Buffer.from(Array.from({ length: count }, (_, i) => (i * 255) / count));
    const options = { png: {}, jpeg: { quality: 100 }, tiff: { compression: 'lzw' } } as const;
    const source = fromPixels(grey, size, 1).toColourspace('b-w').toFormat(format, options[format]);
    const file = await save(await tempFolder(), `a.${format}`, source);
    expect((await sharp(file).metadata()).channels).toBe(1);
    const found = await decodeFile(file);
    expect(found).toMatchObject({ opaque: true, warnings: [] });
    for (const c of [0, 1, 2]) {
      expect(largestDifference(channel(found.rgba, c), grey)).toBeLessThanOrEqual(
        format === 'jpeg' ? 3 : 0,
      );
    }
  });

  it('reads grey with alpha', async () => {
    const pixels = noise(count * 2);
    const source = fromPixels(pixels, size, 2).toColourspace('b-w').png();
    const file = await save(await tempFolder(), 'a.png', source);
    expect((await sharp(file).metadata()).channels).toBe(2);
    const found = await decodeFile(file);
    expect(found).toMatchObject({ opaque: false, warnings: [] });
    for (const c of [0, 1, 2]) {
      expect(channel(found.rgba, c).equals(channel(pixels, 0, 2))).toBe(true);
    }
    expect(channel(found.rgba, 3).equals(channel(pixels, 1, 2))).toBe(true);
  });

  it('converts grey by its profile, which it then drops', async () => {
    const png = await fromPixels(Buffer.alloc(count, 128), size, 1)
      .toColourspace('b-w')
      .png()
      .toBuffer();
    const linear = withIccChunk(png, greyProfile(1));
    const found = await decodeFile(await save(await tempFolder(), 'a.png', linear));
    expect(found.warnings).toEqual(['converted-to-srgb']);
    expect(found.metadata.icc).toBeUndefined();
    // 128 / 255 of full light is sRGB's 188.
    expect(largestDifference(channel(found.rgba, 0), Buffer.alloc(count, 188))).toBeLessThan(2);
  });

  it('reads a palette, opaque or with transparency', async () => {
    const folder = await tempFolder();
    const opaque = Buffer.from(
      Array.from({ length: count }, (_, i) => (i % 2 === 0 ? [255, 0, 0] : [0, 0, 255])).flat(),
    );
    const file = await save(folder, 'a.png', fromPixels(opaque, size, 3).png({ palette: true }));
    expect((await sharp(file).metadata()).isPalette).toBe(true);
    const found = await decodeFile(file);
    expect(found).toMatchObject({ opaque: true, warnings: [] });
    expect(found.rgba.subarray(0, 8)).toEqual(Buffer.from([255, 0, 0, 255, 0, 0, 255, 255]));

    const transparent = Buffer.from(
      Array.from({ length: count }, (_, i) =>
        i % 2 === 0 ? [255, 0, 0, 255] : [0, 0, 0, 0],
      ).flat(),
    );
    const other = await save(
      folder,
      'b.png',
      fromPixels(transparent, size, 4).png({ palette: true }),
    );
    expect((await sharp(other).metadata()).isPalette).toBe(true);
    const seeThrough = await decodeFile(other);
    expect(seeThrough.opaque).toBe(false);
    expect(channel(seeThrough.rgba, 3).subarray(0, 4)).toEqual(Buffer.from([255, 0, 255, 0]));
  });
});

describe('decode: RGB with a profile', () => {
  it.each(['png', 'tiff', 'jpeg', 'webp', 'avif'] as const)(
    'takes the RGB bytes of a %s as stored and keeps its P3 profile',
    async (format) => {
      const source = picture()
        .withIccProfile('p3')
        .toFormat(format, format === 'tiff' ? { compression: 'lzw' } : {});
      const file = await save(await tempFolder(), `a.${format}`, source);
      const stored = await sharp(file, { ignoreIcc: true }).ensureAlpha().raw().toBuffer();
      const converted = await sharp(file).ensureAlpha().raw().toBuffer();
      // Only then is there a difference to be seen.
      expect(largestDifference(stored, converted)).toBeGreaterThan(8);

      const found = await decodeFile(file);
      expect(found.rgba.equals(stored)).toBe(true);
      expect(found.metadata.icc?.equals((await sharp(file).metadata()).icc ?? Buffer.of())).toBe(
        true,
      );
      expect(found.warnings).toEqual([]);
    },
  );

  it('lives with a profile that makes no sense', async () => {
    const jpeg = await picture().withIccProfile('p3').jpeg().toBuffer();
    const at = jpeg.indexOf('ICC_PROFILE');
    const file = await save(
      await tempFolder(),
      'a.jpg',
      Buffer.from(jpeg.fill(7, at + 14, at + 214)),
    );
    expect(await decodeFile(file)).toMatchObject(size);
  });
});
