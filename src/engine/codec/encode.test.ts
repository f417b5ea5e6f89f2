import { describe, expect, it } from 'vitest';
import { exifBlock, tags, valueBytes, type Entry } from '../../../test/helpers/exif-block.ts';
import { channel, draw, gradient, largestDifference, noise } from '../../../test/helpers/pixels.ts';
import { refusal } from '../../../test/helpers/refusal.ts';
import { fromPixels } from '../../../test/helpers/source-pictures.ts';
import { parseRecipe, type Recipe, type RecipeInput } from '../../shared/recipe.ts';
import { encode, refuseTooLarge } from './encode.ts';
import { sharp } from './image-library.ts';

type Output = NonNullable<RecipeInput['output']>;
const outputOf = (output: Output): Recipe['output'] => parseRecipe({ output }).output;

const formats = ['png', 'webp', 'jpeg', 'avif', 'tiff'] as const;
const size = { width: 37, height: 23 };
const random = { ...size, rgba: noise(size.width * size.height * 4) };
/** Smooth colours; transparent at the left, half in the middle, opaque at the right. */
const smooth = {
  ...size,
  rgba: draw(size, (x, y) => {
    const [r = 0, g = 0, b = 0] = gradient(size).subarray((y * size.width + x) * 3);
    return [r, g, b, x < 12 ? 0 : x < 24 ? 128 : 255];
  }),
};

const latitude: Entry = { tag: tags.gpsLatitude, type: 5, value: [52, 1, 31, 1, 12_345, 678] };
const exif = exifBlock('II', {
  main: [
    { tag: tags.make, type: 2, value: 'Camera' },
    { tag: tags.orientation, type: 3, value: [6] },
  ],
  gps: [{ tag: tags.gpsLatitudeRef, type: 2, value: 'N' }, latitude],
});
const xmp = Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/">text</x:xmpmeta>');
const profile = async (): Promise<Buffer> => {
  const png = await fromPixels(gradient(size), size, 3).withIccProfile('p3').png().toBuffer();
  return (await sharp(png).metadata()).icc ?? Buffer.of();
};
const raw = (bytes: Buffer) => sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
/** Without this, sharp spreads one channel over three. */
const rawGrey = (bytes: Buffer) => sharp(bytes).toColourspace('b-w').raw().toBuffer();

describe('encode: pixels', () => {
  it.each(formats)('%s has its format, size and channels', async (format) => {
    for (const channels of ['rgba', 'rgb', 'alpha'] as const) {
      const output = outputOf({ format, channels });
      const { bytes, warnings } = await encode(smooth, channels, output, {}, undefined);
      expect(warnings).toEqual([]);
      const found = await sharp(bytes).metadata();
      expect(found).toMatchObject({ ...size, format: format === 'avif' ? 'heif' : format });
      expect(found.hasAlpha).toBe(channels === 'rgba' && format !== 'jpeg');
    }
  });

  it.each(['png', 'tiff'] as const)('%s keeps every pixel', async (format) => {
    const icc = await profile();
    for (const metadata of [{}, { icc }, { icc, exif, xmp }]) {
      const rgba = await encode(random, 'rgba', outputOf({ format }), metadata, 300);
      expect((await raw(rgba.bytes)).equals(random.rgba)).toBe(true);

      const rgb = await encode(random, 'rgb', outputOf({ format, channels: 'rgb' }), metadata, 300);
      const colours = Buffer.from(random.rgba.filter((_, i) => i % 4 !== 3));
      expect((await raw(rgb.bytes)).equals(colours)).toBe(true);

      const output = outputOf({ format, channels: 'alpha' });
      const alpha = await encode(random, 'alpha', output, metadata, 300);
      expect((await rawGrey(alpha.bytes)).equals(channel(random.rgba, 3))).toBe(true);
    }
  });

  it.each(['png', 'tiff', 'jpeg'] as const)(
    '%s writes the alpha as one grey channel',
    async (format) => {
      const output = outputOf({ format, channels: 'alpha' });
      const { bytes } = await encode(smooth, 'alpha', output, { icc: await profile() }, undefined);
      const found = await sharp(bytes).metadata();
      expect(found).toMatchObject({ channels: 1, space: 'b-w' });
      // A profile of R G B does not describe it.
      expect(found.icc).toBeUndefined();
      expect(largestDifference(await rawGrey(bytes), channel(smooth.rgba, 3))).toBeLessThan(30);
    },
  );

  it.each(['webp', 'avif'] as const)('%s writes the alpha as grey', async (format) => {
    const output = outputOf({ format, channels: 'alpha', quality: 95 });
    const { bytes } = await encode(smooth, 'alpha', output, { icc: await profile() }, undefined);
    const found = await sharp(bytes).metadata();
    expect(found.hasAlpha).toBe(false);
    expect(found.icc).toBeUndefined();
    expect(largestDifference(await rawGrey(bytes), channel(smooth.rgba, 3))).toBeLessThan(30);
  });

  it('webp and avif keep the alpha: webp exactly, avif nearly', async () => {
    for (const [format, tolerance] of [
      ['webp', 0],
      ['avif', 24],
    ] as const) {
      const { bytes } = await encode(smooth, 'rgba', outputOf({ format }), {}, undefined);
      const alpha = channel(await raw(bytes), 3);
      expect(largestDifference(alpha, channel(smooth.rgba, 3))).toBeLessThanOrEqual(tolerance);
    }
  });

  it.each(['webp', 'jpeg', 'avif'] as const)('%s stays near the colours', async (format) => {
    const output = outputOf({ format, quality: 95, channels: 'rgb' });
    const { bytes } = await encode(smooth, 'rgb', output, {}, undefined);
    expect(largestDifference(await raw(bytes), gradient(size))).toBeLessThan(24);
  });

  it('takes a cutout of a single pixel', async () => {
    for (const format of formats) {
      const one = { width: 1, height: 1, rgba: Buffer.from([10, 20, 30, 255]) };
      const { bytes } = await encode(one, 'rgb', outputOf({ format }), {}, undefined);
      expect(await sharp(bytes).metadata()).toMatchObject({ width: 1, height: 1 });
    }
  });

  it.each(['webp', 'jpeg', 'avif'] as const)('%s heeds the quality', async (format) => {
    const sizes: number[] = [];
    for (const quality of [20, 60, 95]) {
      const output = outputOf({ format, quality });
      sizes.push((await encode(random, 'rgb', output, {}, undefined)).bytes.length);
    }
    const [low = 0, middle = 0, high = 0] = sizes;
    expect(low).toBeLessThan(middle);
    expect(middle).toBeLessThan(high);
  });

  it('jpeg and avif keep full chroma', async () => {
    for (const format of ['jpeg', 'avif'] as const) {
      const { bytes } = await encode(smooth, 'rgb', outputOf({ format }), {}, undefined);
      expect((await sharp(bytes).metadata()).chromaSubsampling ?? '4:4:4').toBe('4:4:4');
    }
  });
});

describe('encode: limits', () => {
  it.each([
    ['webp', 16_383, 16_384],
    ['avif', 16_384, 16_385],
    ['jpeg', 65_535, 65_536],
    ['png', 2 ** 30, 2 ** 30 + 1],
    ['tiff', 2 ** 30, 2 ** 30 + 1],
  ] as const)('%s is at most %d px long', (format, most, tooMany) => {
    for (const turn of [false, true]) {
      const sized = (side: number) =>
        turn ? { width: 1, height: side } : { width: side, height: 1 };
      expect(() => {
        refuseTooLarge(sized(most), format);
      }).not.toThrow();
      expect(() => {
        refuseTooLarge(sized(tooMany), format);
      }).toThrow(expect.objectContaining({ code: 'output-too-large' }) as Error);
    }
  });

  it('refuses more pixels than memory can hold', () => {
    expect(() => {
      refuseTooLarge({ width: 32_768, height: 32_768 }, 'png');
    }).not.toThrow();
    expect(() => {
      refuseTooLarge({ width: 32_768, height: 32_769 }, 'png');
    }).toThrow(expect.objectContaining({ code: 'output-too-large' }) as Error);
  });

  it('refuses to encode WebP 16384 wide, and writes it one narrower', async () => {
    const wide = (width: number) => ({ width, height: 1, rgba: Buffer.alloc(width * 4, 255) });
    const output = outputOf({ format: 'webp' });
    const error = await refusal(() => encode(wide(16_384), 'rgba', output, {}, undefined));
    expect(error).toMatchObject({
      code: 'output-too-large',
      params: { width: 16_384, height: 1, format: 'webp' },
    });
    const { bytes } = await encode(wide(16_383), 'rgba', output, {}, undefined);
    expect((await sharp(bytes).metadata()).width).toBe(16_383);
  });
});

describe('encode: metadata', () => {
  it.each(formats)('%s keeps the profile, or drops it', async (format) => {
    const icc = await profile();
    const kept = await encode(smooth, 'rgb', outputOf({ format }), { icc }, undefined);
    expect((await sharp(kept.bytes).metadata()).icc?.equals(icc)).toBe(true);
    const output = outputOf({ format, keepIcc: false });
    const dropped = await encode(smooth, 'rgb', output, { icc }, undefined);
    expect((await sharp(dropped.bytes).metadata()).icc).toBeUndefined();
    // The profile comes and goes without the pixels being converted.
    expect((await raw(dropped.bytes)).equals(await raw(kept.bytes))).toBe(true);
  });

  it('leaves out a profile that makes no sense', async () => {
    for (const format of formats) {
      const icc = Buffer.alloc(200, 7);
      const { bytes } = await encode(smooth, 'rgb', outputOf({ format }), { icc }, undefined);
      expect(await sharp(bytes).metadata()).toMatchObject(size);
    }
  });

  const coordinates = valueBytes('II', latitude);
  /** The coordinates' bytes in a block of either order. */
  const namesPlace = (block: Buffer) =>
    block.includes(coordinates) || block.includes(valueBytes('MM', latitude));

  it.each(['png', 'webp', 'jpeg', 'avif'] as const)('%s heeds the EXIF policy', async (format) => {
    const written = async (policy: Recipe['output']['exif']) => {
      const output = outputOf({ format, exif: policy });
      const { bytes, warnings } = await encode(smooth, 'rgb', output, { exif, xmp }, 300);
      expect(warnings).toEqual([]);
      return { bytes, found: await sharp(bytes).metadata() };
    };
    const kept = await written('keep');
    expect(kept.found.exif?.includes('Camera')).toBe(true);
    expect(namesPlace(kept.bytes)).toBe(true);
    expect(kept.found.xmp?.equals(xmp)).toBe(true);
    expect(kept.found.orientation ?? 1).toBe(1);

    const placeless = await written('without-location');
    expect(placeless.found.exif?.includes('Camera')).toBe(true);
    expect(namesPlace(placeless.bytes)).toBe(false);
    expect(placeless.found.xmp).toBeUndefined();
    expect(placeless.found.orientation ?? 1).toBe(1);

    const stripped = await written('strip');
    expect(stripped.found.exif).toBeUndefined();
    expect(stripped.found.xmp).toBeUndefined();
    expect(stripped.bytes.includes('Camera')).toBe(false);
    expect(namesPlace(stripped.bytes)).toBe(false);
  });

  it('tiff cannot carry EXIF and says so when there was any to carry', async () => {
    const warningsFor = async (output: Output, metadata: object) =>
      (await encode(smooth, 'rgb', outputOf({ format: 'tiff', ...output }), metadata, undefined))
        .warnings;
    expect(await warningsFor({ exif: 'keep' }, { exif })).toEqual(['exif-not-carried']);
    expect(await warningsFor({}, { exif })).toEqual(['exif-not-carried']);
    expect(await warningsFor({ exif: 'strip' }, { exif })).toEqual([]);
    expect(await warningsFor({}, {})).toEqual([]);
  });

  it('drops an EXIF block that it does not understand, and says so', async () => {
    const broken = exif.subarray(0, 30);
    // libvips itself refuses to write as much.
    const huge = Buffer.concat([exif, Buffer.alloc(9 * 2 ** 20)]);
    for (const source of [broken, huge]) {
      const dropped = await encode(smooth, 'rgb', outputOf({}), { exif: source }, undefined);
      expect(dropped.warnings).toEqual(['exif-left-out']);
      expect((await sharp(dropped.bytes).metadata()).exif).toBeUndefined();
      const output = outputOf({ exif: 'strip' });
      const stripped = await encode(smooth, 'rgb', output, { exif: source }, undefined);
      expect(stripped.warnings).toEqual([]);
    }
  });

  it.each(['png', 'jpeg', 'tiff'] as const)('%s keeps the density', async (format) => {
    for (const density of [72, 96, 300, 1200]) {
      const { bytes } = await encode(smooth, 'rgb', outputOf({ format }), {}, density);
      expect((await sharp(bytes).metadata()).density).toBe(density);
    }
  });
});
