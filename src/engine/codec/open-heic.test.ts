import { describe, expect, it } from 'vitest';
import { fixture, patched, readFixture } from '../../../test/helpers/fixtures.ts';
import { channel, gradient, largestDifference, pixelAt } from '../../../test/helpers/pixels.ts';
import { refusal } from '../../../test/helpers/refusal.ts';
import {
  decodeFile,
  fromPixels,
  save,
  withIccChunk,
} from '../../../test/helpers/source-pictures.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import type { Size } from '../../shared/cutout.ts';
import { decode, readHeader } from './decode.ts';
import { decodeHeicHere } from './heic/decode-heic.ts';
import { sharp } from './image-library.ts';

const tempFolder = useTempFolder();
const size = { width: 66, height: 50 };
const options = { name: 'a.heic', maxPixels: 100e6, lenient: false, heic: decodeHeicHere };

const rgbaOf = (rgb: Buffer, of: Size) => fromPixels(rgb, of, 3).ensureAlpha().raw().toBuffer();
const saved = async (bytes: Buffer) => save(await tempFolder(), 'a.heic', bytes);
/** `irot` and `imir` in the place of `pixi`; both are one byte (ISO/IEC 23008-12, 6.5.10 and 12). */
const transformed = (bytes: Buffer, type: 'irot' | 'imir', value: number) =>
  patched(bytes, 'pixi', 0, [...Buffer.from(type, 'latin1'), value]);

describe('HEIC: pixels', () => {
  it('decodes a photo like its original', async () => {
    const found = await decodeFile(fixture('heic/mug.heic'));
    expect(found).toMatchObject({ width: 600, height: 450, format: 'heic', opaque: true });
    expect(found).toMatchObject({ depth: 8, pages: { count: 1, taken: 1 }, warnings: [] });
    const original = await sharp(fixture('../../samples/mug.jpg'))
      .resize(600)
      .ensureAlpha()
      .raw()
      .toBuffer();
    const sum = original.reduce((total, v, i) => total + Math.abs(v - (found.rgba[i] ?? 0)), 0);
    expect(sum / original.length).toBeLessThan(3);
  });

  it('puts a picture together from its tiles, and cuts off what the last ones have too much', async () => {
    const of = { width: 120, height: 100 };
    const found = await decodeFile(fixture('heic/grid.heic'));
    expect(found).toMatchObject({ ...of, warnings: [] });
    expect(largestDifference(found.rgba, await rgbaOf(gradient(of), of))).toBeLessThan(8);
  });

  it('reads own transparency', async () => {
    const found = await decodeFile(fixture('heic/alpha.heic'));
    expect(found).toMatchObject({ ...size, opaque: false, warnings: [] });
    const alpha = Buffer.from(
      Array.from({ length: 66 * 50 }, (_, i) => Math.round((255 * (i % 66)) / 65)),
    );
    expect(largestDifference(channel(found.rgba, 3), alpha)).toBeLessThan(6);
    expect(largestDifference(channel(found.rgba, 0), channel(gradient(size), 0, 3))).toBeLessThan(
      6,
    );
  });

  it('divides colours that were multiplied by their alpha', async () => {
    const plain = await decodeFile(fixture('heic/alpha.heic'));
    const found = await decodeFile(fixture('heic/premultiplied.heic'));
    const [r = 0, , b = 0, alpha = 1] = pixelAt(plain.rgba, size.width, 40, 10);
    const [divided = 0, , clipped = 0] = pixelAt(found.rgba, size.width, 40, 10);
    expect(Math.abs(divided - Math.round((r * 255) / alpha))).toBeLessThan(3);
    expect(Math.abs(clipped - Math.round((b * 255) / alpha))).toBeLessThan(3);
    expect(divided).toBeGreaterThan(r + 40);
    // Nothing can be known of what alpha 0 hides.
    expect(pixelAt(found.rgba, size.width, 0, 0)).toEqual(pixelAt(plain.rgba, size.width, 0, 0));
  });

  it('takes the upper 8 of 10 bits, and says so', async () => {
    const found = await decodeFile(fixture('heic/ten-bit.heic'));
    expect(found).toMatchObject({ ...size, depth: 10, warnings: ['reduced-to-8-bit'] });
    expect(largestDifference(found.rgba, await rgbaOf(gradient(size), size))).toBeLessThan(6);
  });
});

describe('HEIC: orientation', () => {
  const upright = { width: 64, height: 48 };

  it('is not taken from EXIF', async () => {
    const bytes = await readFixture('heic/turned.heic');
    const found = await decodeFile(await saved(bytes));
    expect(found).toMatchObject({ width: 48, height: 64 });
    // The block says 6 all the same, as those of phones do.
    const exif = found.metadata.exif ?? Buffer.of();
    const entry = exif.indexOf(Buffer.from([0x12, 0x01, 3, 0, 1, 0, 0, 0]));
    expect(exif[entry + 8]).toBe(6);
  });

  it('is applied once where EXIF repeats what the file says', async () => {
    const bytes = transformed(await readFixture('heic/turned.heic'), 'irot', 3);
    const found = await decodeFile(await saved(bytes));
    expect(found).toMatchObject(upright);
    expect(
      largestDifference(found.rgba, await rgbaOf(gradient(upright), upright)),
    ).toBeLessThanOrEqual(8);
  });

  it.each([
    ['a half turn', 'irot', 2, (image: ReturnType<typeof sharp>) => image.rotate(180)],
    [
      'a quarter turn to the left',
      'irot',
      1,
      (image: ReturnType<typeof sharp>) => image.rotate(270),
    ],
    ['mirrored, upside down', 'imir', 0, (image: ReturnType<typeof sharp>) => image.flip()],
    ['mirrored, left to right', 'imir', 1, (image: ReturnType<typeof sharp>) => image.flop()],
  ] as const)('%s', async (_, type, value, expected) => {
    const bytes = await readFixture('heic/turned.heic');
    const stored = await decodeFile(await saved(bytes));
    const found = await decodeFile(await saved(transformed(bytes, type, value)));
    const turned = await expected(fromPixels(stored.rgba, stored, 4))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(found).toMatchObject({ width: turned.info.width, height: turned.info.height });
    expect(largestDifference(found.rgba, turned.data)).toBeLessThanOrEqual(1);
  });
});

describe('HEIC: what comes with the pixels', () => {
  it('hands on profile, EXIF and XMP as they are', async () => {
    const { metadata, warnings, rgba } = await decodeFile(fixture('heic/metadata.heic'));
    expect(warnings).toEqual([]);
    expect(metadata.icc?.toString('latin1', 36, 40)).toBe('acsp');
    expect(metadata.exif?.toString('latin1', 0, 2)).toBe('II');
    expect(metadata.exif?.includes('Camera')).toBe(true);
    expect(metadata.xmp?.toString()).toContain('xmpmeta');
    expect(rgba.length).toBe(size.width * size.height * 4);
  });

  it('is converted by its profile where sRGB is asked for', async () => {
    const header = await readHeader(fixture('heic/metadata.heic'), options);
    const own = await decode(header);
    const srgb = await decode(header, 'srgb');
    expect(srgb.metadata.icc).toBeUndefined();
    const { icc } = own.metadata;
    if (icc === undefined) throw new Error('no profile');
    const png = await fromPixels(own.rgba, size, 4).png().toBuffer();
    const expected = await sharp(withIccChunk(png, icc)).raw().toBuffer();
    expect(largestDifference(srgb.rgba, expected)).toBeLessThanOrEqual(1);
    expect(largestDifference(srgb.rgba, own.rgba)).toBeGreaterThan(8);
  });

  it.each([
    ['sRGB', 1, 13, []],
    ['unspecified', 2, 2, []],
    ['Display P3', 12, 13, ['colours-taken-for-srgb']],
    ['HDR (PQ)', 1, 16, ['colours-taken-for-srgb']],
    ['HDR (HLG)', 9, 18, ['colours-taken-for-srgb']],
  ])('colours coded as %s', async (_, primaries, transfer, warnings) => {
    const grid = await readFixture('heic/grid.heic');
    const bytes = patched(grid, 'nclx', 4, [0, primaries, 0, transfer]);
    expect((await decodeFile(await saved(bytes))).warnings).toEqual(warnings);
  });

  it('is told by its content whatever its name says', async () => {
    const found = await decodeFile(fixture('heic/two.heic'), { name: 'IMG_0001.JPG' });
    expect(found.warnings).toEqual(['extension-mismatch', 'first-frame-only']);
  });
});

describe('HEIC: several pictures', () => {
  it('takes the first when it is the main one', async () => {
    const found = await decodeFile(fixture('heic/two.heic'));
    expect(found).toMatchObject({ ...size, pages: { count: 2, taken: 1 } });
    expect(found.warnings).toEqual(['first-frame-only']);
  });

  it('takes the main one wherever it is', async () => {
    const bytes = patched(await readFixture('heic/two.heic'), 'pitm', 8, [0, 4]);
    const found = await decodeFile(await saved(bytes));
    expect(found).toMatchObject({ width: 40, height: 30, pages: { count: 2, taken: 2 } });
    expect(found.warnings).toEqual(['main-picture-only']);
    const [r = 0, g = 0, b = 0] = pixelAt(found.rgba, 40, 20, 15);
    expect(Math.max(Math.abs(r - 0x30), Math.abs(g - 0x60), Math.abs(b - 0xc0))).toBeLessThan(4);
  });
});

describe('HEIC: refusals', () => {
  it('more pixels than the limit, before any is decoded', async () => {
    const heic = () => Promise.reject(new Error('it was decoded'));
    const error = await refusal(() =>
      readHeader(fixture('heic/mug.heic'), { ...options, heic, maxPixels: 600 * 450 - 1 }),
    );
    expect(error).toMatchObject({ code: 'input-too-large', params: { megapixels: 0.3 } });
  });

  it('more pixels than the header said', async () => {
    // `ispe`, the container's word for the size, against what is in the tiles.
    const grid = await readFixture('heic/grid.heic');
    const at = grid.lastIndexOf('ispe', undefined, 'latin1');
    grid.writeUInt32BE(8, at + 8);
    grid.writeUInt32BE(8, at + 12);
    const file = await saved(grid);
    expect((await refusal(() => decodeFile(file))).code).toBe('input-damaged');
  });

  it.each([0.1, 0.3, 0.6, 0.95])('cut at %d of its length', async (share) => {
    const whole = await readFixture('heic/mug.heic');
    const file = await saved(whole.subarray(0, Math.floor(whole.length * share)));
    const error = await refusal(() => decodeFile(file));
    expect(error.code).toBe('input-damaged');
    expect(error.params['reason']).toMatch(/^[^\n]+[^:\s]$/);
  });

  it('cut short, unless lenient: what came before the cut is there', async () => {
    const whole = await readFixture('heic/mug.heic');
    const file = await saved(whole.subarray(0, Math.floor(whole.length * 0.7)));
    const found = await decodeFile(file, { lenient: true });
    expect(found).toMatchObject({ width: 600, height: 450, warnings: ['damaged-source'] });
    const complete = await decodeFile(fixture('heic/mug.heic'));
    const upper = 600 * 4 * 150;
    expect(found.rgba.subarray(0, upper).equals(complete.rgba.subarray(0, upper))).toBe(true);
    expect(found.rgba.equals(complete.rgba)).toBe(false);
  });

  it('a HEIF file whose picture is not HEVC', async () => {
    const avif = await sharp({ create: { ...size, channels: 3, background: 'red' } })
      .avif()
      .toBuffer();
    const bytes = Buffer.from(avif.toString('latin1').replaceAll('avif', 'mif1'), 'latin1');
    const file = await saved(bytes);
    const error = await refusal(() => decodeFile(file));
    expect(error).toMatchObject({
      code: 'input-format-unsupported',
      params: { format: 'HEIF without HEVC' },
    });
  });
});
