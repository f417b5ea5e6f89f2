import zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channel, draw, noise } from '../../../../test/helpers/pixels.ts';
import { fromPixels } from '../../../../test/helpers/source-pictures.ts';
import type { Pixels } from '../../compose/place.ts';
import { sharp } from '../image-library.ts';
import { adler32 } from './adler32.ts';
import { encodePng } from './encode-png.ts';
import { filterRows, filters, packedRows } from './rows.ts';

const encoded = (pixels: Pixels, channels: 'rgba' | 'rgb' | 'alpha' = 'rgba') =>
  encodePng(pixels, channels, {}, undefined);

/** As sharp reads it back, with the checks of its decoder at their strictest. */
const readBack = async (png: Buffer, channels: 'rgba' | 'rgb' | 'alpha') => {
  const picture = sharp(png, { failOn: 'warning' });
  return (channels === 'alpha' ? picture.toColourspace('b-w') : picture).raw().toBuffer();
};

const expected = (rgba: Buffer, channels: 'rgba' | 'rgb' | 'alpha') => {
  if (channels === 'rgba') return rgba;
  return channels === 'alpha' ? channel(rgba, 3) : Buffer.from(rgba.filter((_, i) => i % 4 !== 3));
};

const sharpsOwn = async ({ rgba, ...size }: Pixels) =>
  (await fromPixels(rgba, size, 4).png().toBuffer()).length;

/** A photo's kind of content: smooth, with grain, transparent around a disc. */
const photo = (size: { width: number; height: number }): Pixels => {
  const grain = noise(size.width * size.height, 5);
  return {
    ...size,
    rgba: draw(size, (x, y) => {
      if (Math.hypot(x / size.width - 0.5, y / size.height - 0.5) > 0.4) return [0, 0, 0, 0];
      const g = ((grain[y * size.width + x] ?? 0) & 7) - 4;
      return [120 + x / 9 + g, 90 + y / 9 + g, 60 + (x + y) / 14 + g, 255].map(Math.round);
    }),
  };
};

describe('encodePng', () => {
  it('keeps every pixel, at every width and in every kind of channels', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom('rgba' as const, 'rgb' as const, 'alpha' as const),
        fc.integer({ min: 1 }),
        async (width, height, channels, seed) => {
          const rgba = noise(width * height * 4, seed);
          const png = await encoded({ width, height, rgba }, channels);
          expect(await readBack(png, channels)).toEqual(expected(rgba, channels));
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(['rgba', 'rgb', 'alpha'] as const)('joins strips of %s', async (channels) => {
    const pixels = photo({ width: 1203, height: 1101 });
    const png = await encoded(pixels, channels);
    expect(png.toString('latin1').split('IDAT').length - 1).toBeGreaterThan(1);
    const found = await readBack(png, channels);
    expect(found.equals(expected(pixels.rgba, channels))).toBe(true);
  });

  it('takes pixels at any place in memory', async () => {
    const size = { width: 5, height: 3 };
    for (const offset of [0, 1, 2, 3]) {
      const rgba = noise(100).subarray(offset, offset + 60);
      expect(await readBack(await encoded({ ...size, rgba }), 'rgba')).toEqual(rgba);
    }
  });

  it('is a good deal smaller than an unfiltered file for a photo', async () => {
    const pixels = photo({ width: 700, height: 500 });
    const { length } = await encoded(pixels);
    expect(length).toBeLessThan(0.85 * (await sharpsOwn(pixels)));
  });

  it.each([
    ['noise', (x: number, y: number) => noise(4, x * 613 + y + 1)],
    ['one colour', () => [10, 20, 30, 255]],
    ['stripes', (x: number) => (x % 7 < 3 ? [255, 0, 0, 255] : [0, 0, 255, 255])],
    [
      'a chequered board',
      (x: number, y: number) => (((x >> 3) + (y >> 3)) % 2 ? [9, 9, 9, 255] : [200, 180, 90, 255]),
    ],
    ['a repeated tile', (x: number, y: number) => [...noise(4, (x % 13) * 17 + (y % 11) + 1)]],
  ] as const)('is no larger than sharp makes it for %s, but for a little', async (_, at) => {
    const size = { width: 500, height: 400 };
    const pixels = { ...size, rgba: draw(size, (x, y) => [...at(x, y)]) };
    const { length } = await encoded(pixels);
    expect(length).toBeLessThanOrEqual(1.03 * (await sharpsOwn(pixels)) + 200);
  });

  it('says the density in pixels per metre', async () => {
    const png = await encodePng(photo({ width: 9, height: 9 }), 'rgba', {}, 300);
    expect((await sharp(png).metadata()).density).toBe(300);
    expect((await sharp(png).metadata()).exif).toBeUndefined();
  });
});

describe('filterRows', () => {
  it('names the filter before each row and subtracts the row above, byte by byte', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 23 }), fc.integer({ min: 1 }), (width, seed) => {
        const height = 6;
        const rgba = noise(width * height * 4, seed);
        for (const channels of ['rgba', 'rgb', 'alpha'] as const) {
          const rows = packedRows({ width, height, rgba }, channels);
          const packed = expected(rgba, channels);
          const into = new Uint32Array(Math.ceil((6 * (rows.rowBytes + 1) + 3) / 4));
          for (const [first, end] of [
            [0, 3],
            [3, 6],
          ] as const) {
            for (const filter of Object.values(filters)) {
              const wanted: number[] = [];
              for (let y = first; y < end; y++) {
                wanted.push(filter);
                for (let i = 0; i < rows.rowBytes; i++) {
                  const above = y === 0 ? 0 : (packed[(y - 1) * rows.rowBytes + i] ?? 0);
                  const own = packed[y * rows.rowBytes + i] ?? 0;
                  wanted.push(filter === filters.none ? own : (own - above) & 0xff);
                }
              }
              expect([...filterRows(rows, first, end, filter, into)]).toEqual(wanted);
            }
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('adler32', () => {
  /** The last four bytes of a zlib stream are its checksum. */
  const byZlib = (bytes: Uint8Array) =>
    zlib.deflateSync(bytes).readUInt32BE(zlib.deflateSync(bytes).length - 4);

  it.each([0, 1, 3, 4, 3_799, 3_800, 3_801, 12_345])('of %d bytes', (length) => {
    for (const bytes of [noise(length), Buffer.alloc(length), Buffer.alloc(length, 255)]) {
      const aligned = Uint8Array.from(bytes);
      expect(adler32(aligned)).toBe(byZlib(bytes));
    }
  });

  it('goes on from a sum', () => {
    const bytes = Uint8Array.from(noise(10_000));
    expect(adler32(bytes.slice(4_000), adler32(bytes.slice(0, 4_000)))).toBe(byZlib(bytes));
  });
});
