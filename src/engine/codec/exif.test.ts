import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  exifBlock,
  tags,
  valueBytes,
  type Directories,
  type Entry,
} from '../../../test/helpers/exif-block.ts';
import { noise } from '../../../test/helpers/pixels.ts';
import { exifForCutout } from './exif.ts';
import { sharp } from './image-library.ts';

const make: Entry = { tag: tags.make, type: 2, value: 'Maker of cameras' };
const orientation: Entry = { tag: tags.orientation, type: 3, value: [6] };
const copyright: Entry = { tag: tags.copyright, type: 2, value: 'Someone, 2024' };
const taken: Entry = { tag: tags.dateTimeOriginal, type: 2, value: '2024:05:06 07:08:09' };
const latitudeRef: Entry = { tag: tags.gpsLatitudeRef, type: 2, value: 'N' };
const latitude: Entry = { tag: tags.gpsLatitude, type: 5, value: [52, 1, 31, 1, 12_345, 678] };
const thumbnailData = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), noise(300)]);

const full: Directories = {
  main: [make, orientation, copyright],
  exif: [taken],
  gps: [latitudeRef, latitude],
  thumbnail: [{ tag: tags.make, type: 2, value: 'Thumbnail maker' }],
  thumbnailData,
};
const orders = ['II', 'MM'] as const;
const drop = { keepLocation: false };

/** What the result must be for tests that go on with it. */
function cleaned(exif: Buffer, options = drop): Buffer {
  const block = exifForCutout(exif, options);
  if (block === undefined) throw new Error('the block was not understood');
  return block;
}

/** The entries of the main directory: tag and value field. */
function mainEntries(block: Buffer): ReadonlyMap<number, Buffer> {
  const little = block.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number) => (little ? block.readUInt16LE(at) : block.readUInt16BE(at));
  const u32 = (at: number) => (little ? block.readUInt32LE(at) : block.readUInt32BE(at));
  const at = u32(4);
  return new Map(
    Array.from({ length: u16(at) }, (_, i) => {
      const entry = at + 2 + i * 12;
      return [u16(entry), block.subarray(entry + 8, entry + 12)];
    }),
  );
}

describe('exifForCutout, blocks that would take very long', () => {
  const u32 = (...values: readonly number[]) => {
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, i) => bytes.writeUInt32LE(value, i * 4));
    return bytes;
  };
  /** The header of a little-endian block, whose first directory is at byte 8. */
  const head = Buffer.from('49492a0008000000', 'hex');
  /** An entry of one LONG, or of more that stand elsewhere. */
  const entry = (tag: number, count: number, value: number) =>
    Buffer.concat([Buffer.from([tag & 255, tag >> 8, 4, 0]), u32(count, value)]);
  const directory = (entries: readonly Buffer[], next: number) => {
    const count = Buffer.from([entries.length & 255, entries.length >> 8]);
    return Buffer.concat([count, ...entries, u32(next)]);
  };
  const thumbnailOf = (strips: number, stripBytes: number) =>
    Buffer.concat([
      head,
      directory([], 14),
      directory(
        [
          entry(tags.stripOffsets, strips, 44),
          entry(tags.stripByteCounts, strips, 44 + strips * 4),
        ],
        0,
      ),
      Buffer.alloc(strips * 4),
      u32(...Array<number>(strips).fill(stripBytes)),
    ]);

  it('a thumbnail of strips that are all of the block each', () => {
    expect(exifForCutout(thumbnailOf(4_000, 1), drop)).toBeDefined();
    expect(exifForCutout(thumbnailOf(4_000, 32_000), drop)).toBeUndefined();
  });

  it('thousands of location directories', () => {
    const places = (count: number) => {
      const gps = Array<Buffer>(count).fill(entry(tags.gpsDirectory, 1, 8 + 2 + count * 12 + 4));
      return Buffer.concat([head, directory(gps, 0), directory([], 0)]);
    };
    expect(exifForCutout(places(3), drop)).toBeDefined();
    expect(exifForCutout(places(3_000), drop)).toBeUndefined();
  });

  it('a block larger than any camera writes', () => {
    const block = exifBlock('II', { main: [make] });
    const padded = (bytes: number) => Buffer.concat([block, Buffer.alloc(bytes - block.length)]);
    expect(exifForCutout(padded(2 ** 20), drop)).toBeDefined();
    expect(exifForCutout(padded(2 ** 20 + 1), drop)).toBeUndefined();
  });
});

describe.each(orders)('exifForCutout, byte order %s', (order) => {
  const exif = exifBlock(order, full);
  const has = (block: Buffer, entry: Entry) => block.includes(valueBytes(order, entry));

  it('starts from a block that has it all', () => {
    for (const entry of [make, copyright, taken, latitude]) expect(has(exif, entry)).toBe(true);
    expect(exif.includes(thumbnailData)).toBe(true);
    expect(mainEntries(exif).has(tags.gpsDirectory)).toBe(true);
  });

  it('takes the location out, byte for byte, and keeps the rest', () => {
    const block = cleaned(exif);
    expect(has(block, latitude)).toBe(false);
    expect(mainEntries(block).has(tags.gpsDirectory)).toBe(false);
    for (const entry of [make, copyright, taken]) expect(has(block, entry)).toBe(true);
    expect([...mainEntries(block).keys()]).toEqual([
      tags.make,
      tags.orientation,
      tags.copyright,
      tags.exifDirectory,
    ]);
  });

  it('leaves no value of the location, not even short ones', () => {
    const gpsAt = exif.indexOf(valueBytes(order, latitude));
    const block = cleaned(exif);
    const length = valueBytes(order, latitude).length;
    expect(block.subarray(gpsAt, gpsAt + length).equals(Buffer.alloc(length))).toBe(true);
    // The directory right before its values: count, two entries, link.
    const directory = block.subarray(gpsAt - (2 + 24 + 4), gpsAt);
    expect(directory.equals(Buffer.alloc(directory.length))).toBe(true);
  });

  it('keeps the location when asked to', () => {
    const block = cleaned(exif, { keepLocation: true });
    expect(has(block, latitude)).toBe(true);
    expect(mainEntries(block).has(tags.gpsDirectory)).toBe(true);
    expect(block.includes(thumbnailData)).toBe(false);
  });

  it('takes out a second location directory', () => {
    const twice = Buffer.from(exif);
    // The entry of the camera's maker, the first, becomes a second one for the location.
    const gps = [...mainEntries(exif)].findIndex(([tag]) => tag === tags.gpsDirectory);
    twice.copyWithin(10, 10 + gps * 12, 10 + gps * 12 + 12);
    const block = cleaned(twice);
    expect(mainEntries(block).has(tags.gpsDirectory)).toBe(false);
    expect(has(block, latitude)).toBe(false);
  });

  it('sets the orientation to upright', () => {
    const upright = valueBytes(order, { ...orientation, value: [1] });
    const value = mainEntries(cleaned(exif)).get(tags.orientation);
    expect(value?.subarray(0, 2).equals(upright)).toBe(true);
    const long: Entry = { ...orientation, type: 4 };
    const other = cleaned(exifBlock(order, { main: [long] })).subarray(-8, -4);
    expect(other.equals(valueBytes(order, { ...long, value: [1] }))).toBe(true);
  });

  it('takes the thumbnail out: its directory, its link and its picture', () => {
    const block = cleaned(exif);
    expect(block.includes(thumbnailData.subarray(0, 16))).toBe(false);
    expect(block.includes(thumbnailData.subarray(-16))).toBe(false);
    expect(block.includes('Thumbnail maker')).toBe(false);
    const tail = block.subarray(exif.indexOf('Thumbnail maker'));
    expect(tail.equals(Buffer.alloc(tail.length))).toBe(true);
    const link = 8 + 2 + mainEntries(block).size * 12;
    expect(exif.subarray(link + 12, link + 16).equals(Buffer.alloc(4))).toBe(false);
    expect(block.subarray(link, link + 4).equals(Buffer.alloc(4))).toBe(true);
  });

  it('takes out a thumbnail that is not compressed', () => {
    const strips = (first: number): Directories => ({
      main: [make],
      thumbnail: [
        { tag: tags.stripOffsets, type: 4, value: [first, first + 100] },
        { tag: tags.stripByteCounts, type: 3, value: [100, 200] },
      ],
    });
    const start = exifBlock(order, strips(0)).length;
    const strip = noise(300, 7);
    const block = cleaned(Buffer.concat([exifBlock(order, strips(start)), strip]));
    expect(block.subarray(start).equals(Buffer.alloc(300))).toBe(true);
    expect(has(block, make)).toBe(true);
  });

  it('takes out the location that a thumbnail names', () => {
    const parts = (at: number): Directories => ({
      main: [make],
      thumbnail: [{ tag: tags.gpsDirectory, type: 4, value: [at] }],
    });
    const at = exifBlock(order, parts(0)).length;
    const behind = exifBlock(order, { main: [latitude] }).subarray(8);
    // Its values stand where the block of its own would have them.
    const gps = Buffer.from(behind);
    const value = at + 2 + 12 + 4;
    valueBytes(order, { tag: 0, type: 4, value: [value] }).copy(gps, 2 + 8);
    const whole = Buffer.concat([exifBlock(order, parts(at)), gps]);
    expect(has(whole, latitude)).toBe(true);
    expect(has(cleaned(whole), latitude)).toBe(false);
  });

  it('changes nothing else: neither length nor input', () => {
    const before = Buffer.from(exif);
    const block = cleaned(exif);
    expect(exif.equals(before)).toBe(true);
    expect(block.length).toBe(exif.length);
    const plain = exifBlock(order, { main: [make, copyright], exif: [taken] });
    expect(cleaned(plain).equals(plain)).toBe(true);
  });

  it('takes a block with or without its header', () => {
    const prefixed = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]);
    expect(cleaned(prefixed).equals(cleaned(exif))).toBe(true);
  });

  it('does not take a block that is cut short within its directories', () => {
    const plain = exifBlock(order, { main: [make], gps: [latitudeRef] });
    for (const length of [0, 1, 2, 4, 7, 8, 9, 20, plain.length - 1]) {
      expect(exifForCutout(plain.subarray(0, length), drop)).toBeUndefined();
    }
  });

  it('does not take hostile blocks', () => {
    const count = Buffer.from(exif);
    count.fill(0xff, 8, 10);
    expect(exifForCutout(count, drop)).toBeUndefined();
    const beyond = Buffer.from(exif);
    beyond.fill(0xff, 4, 8);
    expect(exifForCutout(beyond, drop)).toBeUndefined();
    const notTiff = Buffer.from(exif);
    notTiff.write('XX', 'latin1');
    expect(exifForCutout(notTiff, drop)).toBeUndefined();
    const magic = Buffer.from(exif);
    magic.fill(0, 2, 4);
    expect(exifForCutout(magic, drop)).toBeUndefined();
    const gpsBeyond = exifBlock(order, {
      main: [{ tag: tags.gpsDirectory, type: 4, value: [100_000] }],
    });
    expect(exifForCutout(gpsBeyond, drop)).toBeUndefined();
  });

  it('ends on links that point at themselves', () => {
    const self = exifBlock(order, { main: [{ tag: tags.gpsDirectory, type: 4, value: [8] }] });
    expect(exifForCutout(self, drop)?.length).toBe(self.length);
    const circle = exifBlock(order, { main: [make], thumbnail: [copyright] });
    const link = 8 + 2 + 12;
    // The main directory's link to itself; then the thumbnail's link back to the main directory.
    for (const at of [link, circle.length - valueBytes(order, copyright).length - 4]) {
      const linked = Buffer.from(circle);
      valueBytes(order, { tag: 0, type: 4, value: [8] }).copy(linked, at);
      expect(exifForCutout(linked, drop)?.length).toBe(linked.length);
    }
  });
});

describe('exifForCutout on any bytes', () => {
  const safe = (bytes: Buffer, keepLocation: boolean) => {
    const block = exifForCutout(bytes, { keepLocation });
    if (block !== undefined) expect(block.length).toBeLessThanOrEqual(bytes.length);
  };

  it('never throws on random bytes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          '',
          'II*\0',
          'MM\0*',
          'II*\0\x08\0\0\0',
          'MM\0*\0\0\0\x08',
          'Exif\0\0II*\0',
        ),
        fc.uint8Array({ maxLength: 200 }),
        fc.boolean(),
        (start, random, keep) => {
          safe(Buffer.concat([Buffer.from(start, 'latin1'), random]), keep);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('never throws on damaged blocks', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...orders),
        fc.array(fc.tuple(fc.nat({ max: 700 }), fc.constantFrom(0, 1, 8, 127, 255)), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.nat({ max: 700 }),
        fc.boolean(),
        (order, mutations, length, keep) => {
          const block = exifBlock(order, full);
          for (const [at, value] of mutations) block[at % block.length] = value;
          safe(block.subarray(0, Math.max(length, 300)), keep);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('exifForCutout on a block that libexif wrote', () => {
  it('takes the location out, and a reader still understands the rest', async () => {
    const create = { width: 8, height: 8, channels: 3, background: 'red' } as const;
    const place = { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 12345/678' };
    const jpeg = sharp({ create })
      .jpeg()
      .withExif({
        IFD0: { Make: 'Camera', Copyright: 'Someone', Orientation: '6' },
        IFD2: { DateTimeOriginal: '2024:05:06 07:08:09' },
        IFD3: place,
      });
    const { exif } = await sharp(await jpeg.toBuffer()).metadata();
    if (exif === undefined) throw new Error('sharp wrote no EXIF block');
    const order = exif.toString('latin1', 6, 8) === 'II' ? 'II' : 'MM';
    const coordinates = valueBytes(order, latitude);
    expect(exif.includes(coordinates)).toBe(true);
    expect(cleaned(exif, { keepLocation: true }).includes(coordinates)).toBe(true);

    const block = cleaned(exif);
    expect(block.includes(coordinates)).toBe(false);
    for (const text of ['Camera', 'Someone', '2024:05:06 07:08:09']) {
      expect(block.includes(text)).toBe(true);
    }
    expect(mainEntries(block).has(tags.gpsDirectory)).toBe(false);
  });
});
