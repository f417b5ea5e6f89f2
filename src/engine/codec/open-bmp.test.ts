import { describe, expect, it } from 'vitest';
import { bitmap, bitmapRows, type BitmapParts } from '../../../test/helpers/bitmap.ts';
import { draw, gradient, largestDifference, noise } from '../../../test/helpers/pixels.ts';
import { refusal } from '../../../test/helpers/refusal.ts';
import { decodeFile, fromPixels, save } from '../../../test/helpers/source-pictures.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { decode, readHeader } from './decode.ts';
import { decodeHeicHere } from './heic/decode-heic.ts';
import { sharp } from './image-library.ts';

const tempFolder = useTempFolder();
const size = { width: 5, height: 3 };
const options = { name: 'a.bmp', maxPixels: 100e6, lenient: false, heic: decodeHeicHere };

const saved = async (bytes: Buffer) => save(await tempFolder(), 'a.bmp', bytes);
const decodeBitmap = async (parts: BitmapParts, rest: { lenient?: boolean } = {}) =>
  decodeFile(await saved(bitmap(parts)), rest);

/** Colours of the pixels of a small picture, row by row. */
const colours = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 0],
] as const;
const colourAt = (x: number, y: number) => (x + 2 * y) % 4;
const expected = draw(size, (x, y) => [...(colours[colourAt(x, y)] ?? []), 255]);
const rowsOf = (bytesOf: (x: number, y: number) => readonly number[]) =>
  Array.from({ length: size.height }, (_, y) =>
    Array.from({ length: size.width }, (_, x) => bytesOf(x, y)).flat(),
  );
const bgr = (x: number, y: number) => (colours[colourAt(x, y)] ?? []).toReversed();
/** Rows of indices, packed from the highest bit on. */
const indexRows = (bits: number) =>
  Array.from({ length: size.height }, (_, y) => {
    const packed = new Array<number>(Math.ceil((size.width * bits) / 8)).fill(0);
    for (let x = 0; x < size.width; x++) {
      const bit = x * bits;
      const at = Math.floor(bit / 8);
      packed[at] = (packed[at] ?? 0) | (colourAt(x, y) << (8 - bits - (bit % 8)));
    }
    return packed;
  });

describe('BMP: palettes', () => {
  it.each([2, 4, 8])('%d bits per pixel', async (bits) => {
    const pixels = bitmapRows(indexRows(bits));
    const found = await decodeBitmap({ ...size, bits, palette: colours, colours: 4, pixels });
    expect(found).toMatchObject({ ...size, format: 'bmp', opaque: true, depth: 8, warnings: [] });
    expect(found.rgba.equals(expected)).toBe(true);
  });

  it('1 bit per pixel, wider than a byte', async () => {
    const of = { width: 11, height: 2 };
    const pixels = bitmapRows([
      [0b10110011, 0b01000000],
      [0b00000000, 0b11100000],
    ]);
    const palette = [
      [10, 20, 30],
      [200, 210, 220],
    ] as const;
    const found = await decodeBitmap({ ...of, bits: 1, palette, pixels });
    const bits = ['10110011010', '00000000111'];
    const rgba = draw(of, (x, y) => [...(palette[Number(bits[y]?.[x])] ?? []), 255]);
    expect(found.rgba.equals(rgba)).toBe(true);
  });

  it('of OS/2, three bytes a colour', async () => {
    const pixels = bitmapRows(indexRows(4));
    const palette = Array.from({ length: 16 }, (_, i) => colours[i % 4] ?? colours[0]);
    const found = await decodeBitmap({ ...size, bits: 4, infoBytes: 12, palette, pixels });
    expect(found.rgba.equals(expected)).toBe(true);
  });

  it('claims more colours than there are: black where there is none', async () => {
    const palette = colours.slice(0, 2);
    const pixels = bitmapRows(indexRows(8));
    const found = await decodeBitmap({ ...size, bits: 8, palette, colours: 0x7fffffff, pixels });
    const black = draw(size, (x, y) => [...(palette[colourAt(x, y)] ?? [0, 0, 0]), 255]);
    expect(found.rgba.equals(black)).toBe(true);
  });
});

describe('BMP: colours of their own', () => {
  it.each([12, 16, 40, 52, 56, 64, 108, 124])(
    '24 bits behind a header of %d',
    async (infoBytes) => {
      const found = await decodeBitmap({
        ...size,
        bits: 24,
        infoBytes,
        pixels: bitmapRows(rowsOf(bgr)),
      });
      expect(found).toMatchObject({ ...size, opaque: true, warnings: [] });
      expect(found.rgba.equals(expected)).toBe(true);
    },
  );

  it('the upper row first', async () => {
    const pixels = bitmapRows(rowsOf(bgr).toReversed());
    const found = await decodeBitmap({ ...size, height: -size.height, bits: 24, pixels });
    expect(found).toMatchObject(size);
    expect(found.rgba.equals(expected)).toBe(true);
  });

  it('without the padding of the last row, as some leave it out', async () => {
    const pixels = bitmapRows(rowsOf(bgr));
    const found = await decodeBitmap({ ...size, bits: 24, pixels: pixels.subarray(0, -1) });
    expect(found.rgba.equals(expected)).toBe(true);
  });

  it('of more than one band', async () => {
    const of = { width: 1200, height: 1300 };
    const rgb = noise(of.width * of.height * 3);
    const rows = Array.from({ length: of.height }, (_, y) => {
      const row = Buffer.from(rgb.subarray(y * of.width * 3, (y + 1) * of.width * 3));
      for (let x = 0; x < row.length; x += 3) row.subarray(x, x + 3).reverse();
      return [...row];
    });
    const found = await decodeBitmap({ ...of, bits: 24, pixels: bitmapRows(rows) });
    const whole = await fromPixels(rgb, of, 3).ensureAlpha().raw().toBuffer();
    expect(found.rgba.equals(whole)).toBe(true);
  });

  it('32 bits, the fourth byte ignored', async () => {
    const pixels = bitmapRows(rowsOf((x, y) => [...bgr(x, y), 7]));
    const found = await decodeBitmap({ ...size, bits: 32, pixels });
    expect(found.opaque).toBe(true);
    expect(found.rgba.equals(expected)).toBe(true);
  });

  it('16 bits: 5 for each channel, spread over the whole range', async () => {
    const word = (value: number) => [value & 255, value >> 8];
    const at = (x: number) => x * 7 + 2;
    const pixels = bitmapRows(rowsOf((x, y) => word((at(x) << 10) | (at(y) << 5) | (31 - at(x)))));
    const found = await decodeBitmap({ ...size, bits: 16, pixels });
    const eight = (value: number) => Math.round((value * 255) / 31);
    const rgba = draw(size, (x, y) => [eight(at(x)), eight(at(y)), eight(31 - at(x)), 255]);
    expect(found.rgba.equals(rgba)).toBe(true);
  });

  it('16 bits by masks, 5 6 5', async () => {
    const word = (value: number) => [value & 255, value >> 8];
    const pixels = bitmapRows(rowsOf((x, y) => word((31 << 11) | ((x * 15) << 5) | (y * 15))));
    const masks = [0xf800, 0x07e0, 0x001f];
    const found = await decodeBitmap({ ...size, bits: 16, compression: 3, masks, pixels });
    const rgba = draw(size, (x, y) => [
      255,
      Math.round((x * 15 * 255) / 63),
      Math.round((y * 15 * 255) / 31),
      255,
    ]);
    expect(found.rgba.equals(rgba)).toBe(true);
  });

  it.each([
    ['behind a header of 40', 40, 6],
    ['within a header of 56', 56, 3],
    ['within a header of 108', 108, 3],
    ['within a header of 124', 124, 3],
  ])('32 bits by masks with alpha, %s', async (_, infoBytes, compression) => {
    const masks = [0xff, 0xff00, 0xff0000, 0xff000000];
    const source = noise(size.width * size.height * 4);
    const pixels = bitmapRows(
      rowsOf((x, y) => [
        ...source.subarray((y * size.width + x) * 4, (y * size.width + x) * 4 + 4),
      ]),
    );
    const found = await decodeBitmap({ ...size, bits: 32, infoBytes, compression, masks, pixels });
    expect(found.opaque).toBe(false);
    expect(found.rgba.equals(source)).toBe(true);
  });

  it('shows a picture whose alpha would hide all of it', async () => {
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
    const pixels = bitmapRows(rowsOf((x, y) => [...bgr(x, y), 0]));
    const parts = { ...size, bits: 32, infoBytes: 56, compression: 3, masks, pixels };
    const found = await decodeBitmap(parts);
    expect(found.opaque).toBe(true);
    expect(found.rgba.equals(expected)).toBe(true);
  });

  it('10 bits for each channel, and says that they become 8', async () => {
    const masks = [0x3ff00000, 0x000ffc00, 0x000003ff];
    const at = (x: number, y: number) => (x * 200 + y * 50) & 1023;
    const pixels = Buffer.alloc(size.width * size.height * 4);
    for (let y = 0; y < size.height; y++) {
      for (let x = 0; x < size.width; x++) {
        const place = ((size.height - 1 - y) * size.width + x) * 4;
        pixels.writeUInt32LE(((at(x, y) << 20) | (512 << 10) | 1023) >>> 0, place);
      }
    }
    const found = await decodeBitmap({ ...size, bits: 32, compression: 3, masks, pixels });
    expect(found).toMatchObject({ depth: 10, warnings: ['reduced-to-8-bit'] });
    const rgba = draw(size, (x, y) => [Math.round((at(x, y) * 255) / 1023), 128, 255, 255]);
    expect(found.rgba.equals(rgba)).toBe(true);
  });
});

describe('BMP: run lengths', () => {
  const palette = [[9, 9, 9], ...colours] as const;
  /** The colours of rows of digits, the upper row first. */
  const shown = (...rows: readonly string[]) =>
    draw({ width: rows[0]?.length ?? 0, height: rows.length }, (x, y) => [
      ...(palette[Number(rows[y]?.[x])] ?? []),
      255,
    ]);
  const rle = (compression: 1 | 2, of: { width: number; height: number }, ...bytes: number[]) => ({
    ...of,
    bits: compression === 1 ? 8 : 4,
    compression,
    palette,
    colours: palette.length,
    pixels: Buffer.from(bytes),
  });
  const of = { width: 6, height: 3 };

  it('RLE8: runs, single pixels with padding, ends of rows and a move', async () => {
    const bytes = [
      ...[4, 1, 2, 2, 0, 0], // the lowest row: 1 1 1 1 2 2
      ...[0, 3, 3, 4, 1, 0, 0, 2, 1, 1, 1, 2], // 3 4 1, padded; one on and one up: a 2
      ...[0, 1],
    ];
    const found = await decodeBitmap(rle(1, of, ...bytes));
    expect(found.rgba.equals(shown('000020', '341000', '111122'))).toBe(true);
  });

  it('RLE4: runs of two colours, and single pixels', async () => {
    const bytes = [5, 0x12, 0, 0, 0, 5, 0x12, 0x34, 0x10, 0, 0, 0, 6, 0x33, 0, 1];
    const found = await decodeBitmap(rle(2, of, ...bytes));
    expect(found.rgba.equals(shown('333333', '123410', '121210'))).toBe(true);
  });

  it('leaves out what a run has beyond its row', async () => {
    const found = await decodeBitmap(rle(1, of, 255, 1, 0, 0, 6, 2, 0, 0, 6, 3, 0, 1));
    expect(found.rgba.equals(shown('333333', '222222', '111111'))).toBe(true);
  });

  it('needs no last word behind the last pixel', async () => {
    const found = await decodeBitmap(rle(1, of, 6, 1, 0, 0, 6, 2, 0, 0, 6, 3));
    expect(found.rgba.equals(shown('333333', '222222', '111111'))).toBe(true);
  });

  it('cut short, unless lenient', async () => {
    const parts = rle(1, of, 6, 1, 0, 0, 6, 2, 0, 0, 3, 3);
    expect((await refusal(() => decodeBitmap(parts))).code).toBe('input-damaged');
    const found = await decodeBitmap(parts, { lenient: true });
    expect(found.warnings).toEqual(['damaged-source']);
    expect(found.rgba.equals(shown('333000', '222222', '111111'))).toBe(true);
  });

  it('moves off the picture without harm', async () => {
    const found = await decodeBitmap(rle(1, of, 6, 1, 0, 2, 255, 255, 6, 1));
    expect(found.rgba.equals(shown('000000', '000000', '111111'))).toBe(true);
  });
});

describe('BMP: what comes with the pixels', () => {
  const p3 = async () => {
    const png = await fromPixels(gradient(size), size, 3).withIccProfile('p3').png().toBuffer();
    const { icc } = await sharp(png).metadata();
    if (icc === undefined) throw new Error('no profile');
    return icc;
  };
  const parts = { ...size, bits: 24, infoBytes: 124, pixels: bitmapRows(rowsOf(bgr)) };

  it('keeps its profile, or is converted by it', async () => {
    const icc = await p3();
    const header = await readHeader(await saved(bitmap({ ...parts, icc })), options);
    const own = await decode(header);
    expect(own.metadata.icc?.equals(icc)).toBe(true);
    expect(own.rgba.equals(expected)).toBe(true);
    const srgb = await decode(header, 'srgb');
    expect(srgb.metadata.icc).toBeUndefined();
    // Display P3's own red is clipped to 255.
    expect(largestDifference(srgb.rgba, expected)).toBeLessThan(4);
    const grey = bitmapRows(rowsOf(() => [40, 120, 200]));
    const other = await readHeader(await saved(bitmap({ ...parts, pixels: grey, icc })), options);
    expect((await decode(other, 'srgb')).rgba[0]).toBeGreaterThan(205);
  });

  it('drops a profile that is none', async () => {
    const icc = Buffer.alloc(200, 1);
    expect((await decodeBitmap({ ...parts, icc })).metadata.icc).toBeUndefined();
  });

  it('tells its density', async () => {
    expect((await decodeBitmap({ ...parts, perMetre: 11_811 })).density).toBe(300);
    expect((await decodeBitmap(parts)).density).toBeUndefined();
  });
});

describe('BMP: refusals', () => {
  const good: BitmapParts = { ...size, bits: 24, pixels: bitmapRows(rowsOf(bgr)) };

  it.each([
    ['no width', { width: 0 }],
    ['a width below 0', { width: -5 }],
    ['no height', { height: 0 }],
    ['pixels that are cut short', { pixels: Buffer.alloc(20) }],
    ['pixels behind the end of the file', { pixelsMoved: 1e9 }],
    ['pixels within the header', { pixelsMoved: -20 }],
    ['a palette that is not there', { bits: 8 }],
    ['RLE8 of 24 bits', { compression: 1 }],
    ['RLE4 of 8 bits', { bits: 8, palette: colours, compression: 2 }],
    ['masks of 24 bits', { compression: 3, masks: [255, 0xff00, 0xff0000] }],
    ['masks that overlap', { bits: 32, compression: 3, masks: [0xff, 0xff, 0xff00] }],
    ['a mask with a hole', { bits: 32, compression: 3, masks: [0xf0f, 0xff0000, 0] }],
    ['a mask beyond 16 bits', { bits: 16, compression: 3, masks: [0xff0000, 0xf0, 0xf] }],
    ['no mask at all', { bits: 32, compression: 3, masks: [0, 0, 0] }],
  ] as const)('%s', async (_, wrong) => {
    const error = await refusal(() => decodeBitmap({ ...good, ...wrong }));
    expect(error.code).toBe('input-damaged');
  });

  it.each([
    ['64 bits', { bits: 64 }, 'BMP (64 bits per pixel)'],
    ['embedded JPEG', { bits: 0, compression: 4 }, 'BMP (JPEG)'],
    ['embedded PNG', { compression: 5 }, 'BMP (PNG)'],
    ['a compression of its own', { compression: 9 }, 'BMP (compression 9)'],
    ["OS/2's RLE24", { infoBytes: 64, compression: 4 }, 'BMP (RLE24)'],
    ["OS/2's Huffman coding", { infoBytes: 64, bits: 1, compression: 3 }, 'BMP (Huffman)'],
  ] as const)('%s', async (_, wrong, format) => {
    const error = await refusal(() => decodeBitmap({ ...good, ...wrong }));
    expect(error).toMatchObject({ code: 'input-format-unsupported', params: { format } });
  });

  it.each([
    ['a header that claims the most', 0x7fffffff, 0x7fffffff],
    ['a height of the least', 4, -0x80000000],
  ])('%s, before memory is taken', async (_, width, height) => {
    const file = await saved(bitmap({ ...good, width, height }));
    for (const lenient of [false, true]) {
      const error = await refusal(() => readHeader(file, { ...options, lenient }));
      expect(error.code).toBe('input-too-large');
    }
  });

  it('a picture within the limit whose pixels are missing, before memory is taken', async () => {
    const file = await saved(bitmap({ ...good, width: 100_000, height: 100_000 }));
    const header = await readHeader(file, { ...options, maxPixels: 1e10 });
    // No buffer holds 40 GB, and to ask for one would have another reason.
    const { code, params } = await refusal(() => decode(header));
    expect([code, params['reason']]).toEqual(['input-damaged', 'its pixels are cut short']);
  });

  it.each([14, 17, 20, 30, 53])('cut after %d bytes', async (length) => {
    const file = await saved(bitmap(good).subarray(0, length));
    const error = await refusal(() => readHeader(file, options));
    expect(error.code).toBe('input-damaged');
  });

  it('takes what there is when lenient', async () => {
    const pixels = bitmapRows(rowsOf(bgr)).subarray(0, 32);
    const found = await decodeBitmap({ ...good, pixels }, { lenient: true });
    expect(found.warnings).toEqual(['damaged-source']);
    const lower = size.width * 4;
    expect(found.rgba.subarray(lower).equals(expected.subarray(lower))).toBe(true);
    expect(found.rgba.subarray(0, 4)).toEqual(Buffer.from([0, 0, 0, 255]));
  });
});
