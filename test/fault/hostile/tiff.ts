import { noise } from '../../helpers/pixels.ts';
import {
  damaged,
  done,
  doneOrDamaged,
  makerOf,
  truncations,
  type HostileFile,
  type Outcome,
  type Piece,
} from './hostile-file.ts';
import type { Seeds } from './seeds.ts';
import { field, tiff, tiffData, type Field, type TiffParts } from './tiff-writer.ts';

const make = makerOf('tiff', 'tif');
const tags = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  stripOffsets: 273,
  samples: 277,
  rows: 278,
  stripBytes: 279,
  planar: 284,
  colourMap: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
  subDirectories: 330,
  extra: 338,
  sampleFormat: 339,
};

/** 16 x 16 grey pixels in one strip, not compressed; `changes` replace fields of the same tag. */
function fieldsOf(changes: readonly Field[] = [], big = false): readonly Field[] {
  const own = [
    field(tags.width, 3, 16),
    field(tags.height, 3, 16),
    field(tags.bits, 3, 8),
    field(tags.compression, 3, 1),
    field(tags.photometric, 3, 1),
    field(tags.stripOffsets, 4, tiffData(big)),
    field(tags.samples, 3, 1),
    field(tags.rows, 4, 16),
    field(tags.stripBytes, 4, 256),
  ];
  const changed = new Set(changes.map(({ tag }) => tag));
  return [...own.filter(({ tag }) => !changed.has(tag)), ...changes].sort((a, b) => a.tag - b.tag);
}

const grey = (
  changes: readonly Field[] = [],
  parts: Partial<TiffParts> = {},
  bytes = 256,
): Buffer =>
  tiff({ directories: [{ fields: fieldsOf(changes, parts.big) }], data: noise(bytes), ...parts });

/** The header, pixels and directory of a file as libvips writes it, one directory at its end. */
function tiffPieces(bytes: Buffer): readonly Piece[] {
  const big = bytes[2] === 43;
  const header = tiffData(big);
  const start = big ? Number(bytes.readBigUInt64LE(8)) : bytes.readUInt32LE(4);
  const count = big ? Number(bytes.readBigUInt64LE(start)) : bytes.readUInt16LE(start);
  const entries = start + (big ? 8 : 2);
  const end = entries + count * (big ? 20 : 12) + (big ? 8 : 4);
  return [
    { label: 'header', start: 0, end: header },
    ...(start > header ? [{ label: 'data', start: header, end: start }] : []),
    { label: 'directory', start, end: entries },
    { label: 'entries', start: entries, end },
    ...(end < bytes.length ? [{ label: 'rest', start: end, end: bytes.length }] : []),
  ];
}

function loops(): readonly HostileFile[] {
  const data = noise(256);
  const start = tiffData() + data.length;
  const fields = fieldsOf();
  const size = 2 + fields.length * 12 + 4;
  const chain = Array.from({ length: 20_000 }, () => ({ fields: [field(tags.width, 3, 16)] }));
  const sub = (at: number) => fieldsOf([field(tags.subDirectories, 4, at)]);
  return [
    make(
      'loop-itself',
      tiff({ data, directories: [{ fields, next: start }] }),
      doneOrDamaged,
      'a directory that follows itself',
    ),
    make(
      'loop-two',
      tiff({ data, directories: [{ fields }, { fields, next: start }] }),
      doneOrDamaged,
      'two directories that follow each other',
    ),
    make(
      'loop-into',
      tiff({ data, directories: [{ fields, next: start + 2 }] }),
      doneOrDamaged,
      'a directory within a directory',
    ),
    make(
      'sub-loop',
      tiff({ data, directories: [{ fields: sub(start) }] }),
      doneOrDamaged,
      'a directory below itself',
    ),
    make(
      'sub-cycle',
      tiff({ data, directories: [{ fields: sub(start + size + 12) }, { fields: sub(start) }] }),
      doneOrDamaged,
      'two directories below each other',
    ),
    make(
      'sub-outside',
      tiff({ data, directories: [{ fields: sub(0xfffffff0) }] }),
      doneOrDamaged,
      'a sub-directory behind the end',
    ),
    make(
      'next-outside',
      tiff({ data, directories: [{ fields, next: 0x7fffffff }] }),
      doneOrDamaged,
      'the next directory is behind the end',
    ),
    make(
      'next-odd',
      tiff({ data, directories: [{ fields, next: start + 1 }] }),
      doneOrDamaged,
      'the next directory overlaps the first',
    ),
    make(
      'first-outside',
      grey([], { first: 0xfffffffe }),
      damaged,
      'the first directory is behind the end',
    ),
    make('first-0', grey([], { first: 0 }), damaged, 'the first directory is the header'),
    make(
      'directories-20000',
      tiff({ data, directories: [{ fields }, ...chain] }),
      doneOrDamaged,
      '20 000 directories',
    ),
    make(
      'entries-65535',
      tiff({
        data,
        directories: [
          {
            fields: [
              ...fields,
              ...Array.from({ length: 65_535 - fields.length }, (_, i) =>
                field(1_000 + (i % 60_000), 3, 1),
              ),
            ],
          },
        ],
      }),
      doneOrDamaged,
      'a directory of 65535 entries',
    ),
    make(
      'entries-promised',
      Buffer.concat([Buffer.from('II*\0\x08\0\0\0\xff\xff', 'latin1'), Buffer.alloc(40)]),
      damaged,
      '65535 entries are promised, three come',
    ),
    make(
      'no-entries',
      tiff({ data, directories: [{ fields: [] }] }),
      damaged,
      'a directory of no entry',
    ),
    make(
      'big-entries',
      Buffer.concat([
        Buffer.from('II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0', 'latin1'),
        Buffer.alloc(8, 0xff),
      ]),
      damaged,
      '18 quintillion entries are promised',
    ),
  ];
}

function lies(): readonly HostileFile[] {
  const lie = (
    name: string,
    expected: readonly Outcome[],
    why: string,
    ...changes: readonly Field[]
  ) => make(name, grey(changes), expected, why);
  const size = (width: number, height: number) => [
    field(tags.width, 4, width),
    field(tags.height, 4, height),
    field(tags.rows, 4, height),
  ];
  const tiles = (width: number, height: number) => [
    field(tags.tileWidth, 4, width),
    field(tags.tileHeight, 4, height),
    field(tags.tileOffsets, 4, tiffData()),
    field(tags.tileBytes, 4, 256),
    field(tags.compression, 3, 8),
  ];
  return [
    lie('0x0', damaged, 'no pixel', ...size(0, 0)),
    lie('0x16', damaged, 'no column', ...size(0, 16)),
    lie('1x1', ['input-too-small'], 'one pixel', ...size(1, 1), field(tags.stripBytes, 4, 1)),
    lie('65535x1', ['input-too-small'], 'one row', ...size(65_535, 1)),
    lie(
      'bomb',
      ['input-too-large', 'input-damaged'],
      '3600 megapixels in its header',
      ...size(60_000, 60_000),
    ),
    lie(
      'largest',
      ['input-too-large', 'input-damaged'],
      'the largest size that can be said',
      ...size(0xffffffff, 0xffffffff),
    ),
    lie('taller', damaged, 'there is data for half of the rows', ...size(16, 32)),
    lie(
      'under-the-limit',
      damaged,
      '81 megapixels are promised, 256 come',
      ...size(9_000, 9_000),
      field(tags.stripBytes, 4, 81_000_000),
    ),
    lie(
      'strip-outside',
      damaged,
      'its strip is behind the end',
      field(tags.stripOffsets, 4, 0x7ffffff0),
    ),
    lie(
      'strip-overflow',
      damaged,
      'the end of its strip is beyond 32 bits',
      field(tags.stripOffsets, 4, 0xfffffff0),
      field(tags.stripBytes, 4, 0xfffffff0),
    ),
    lie('strip-count-huge', damaged, 'it has a billion strips', {
      tag: tags.stripOffsets,
      type: 4,
      values: [8],
      count: 1_000_000_000,
    }),
    lie('strip-bytes-0', doneOrDamaged, 'its strip has no byte', field(tags.stripBytes, 4, 0)),
    lie(
      'strip-bytes-huge',
      doneOrDamaged,
      'its strip has 4 GB',
      field(tags.stripBytes, 4, 0xffffffff),
    ),
    lie(
      'strips-missing',
      damaged,
      'a strip for each row is promised, one comes',
      field(tags.rows, 4, 1),
    ),
    lie('rows-0', doneOrDamaged, 'strips of no row', field(tags.rows, 4, 0)),
    lie('rows-huge', doneOrDamaged, 'strips of four billion rows', field(tags.rows, 4, 0xffffffff)),
    lie('tile-huge', damaged, 'a tile of a gigapixel on 16 x 16 pixels', ...tiles(32_768, 32_768)),
    lie(
      'tile-50-megapixels',
      damaged,
      'a tile of 50 megapixels on 16 x 16 pixels',
      ...tiles(8_192, 6_144),
    ),
    lie('tile-0', damaged, 'a tile of no pixel', ...tiles(0, 0)),
    lie('bits-0', damaged, 'samples of no bits', field(tags.bits, 3, 0)),
    lie('bits-7', damaged, 'samples of 7 bits', field(tags.bits, 3, 7)),
    lie('bits-64', damaged, 'samples of 64 bits', field(tags.bits, 3, 64)),
    lie('samples-0', doneOrDamaged, 'no sample', field(tags.samples, 3, 0)),
    lie(
      'samples-2',
      doneOrDamaged,
      'two samples, as much data as for one',
      field(tags.samples, 3, 2),
      field(tags.extra, 3, 2),
    ),
    lie('samples-65535', damaged, '65535 samples', field(tags.samples, 3, 65_535)),
    lie(
      'compression-9999',
      damaged,
      'a compression that is none',
      field(tags.compression, 3, 9_999),
    ),
    ...[2, 3, 4, 5, 6, 7, 8, 32_773, 34_661, 34_712, 34_925, 50_000, 50_001].map((compression) =>
      lie(
        `compression-${compression}`,
        doneOrDamaged,
        `noise that claims compression ${compression}`,
        field(tags.compression, 3, compression),
      ),
    ),
    lie('photometric-99', damaged, 'colours that are none', field(tags.photometric, 3, 99)),
    lie(
      'palette-missing',
      doneOrDamaged,
      'its palette is missing, so that it may be grey',
      field(tags.photometric, 3, 3),
    ),
    lie(
      'palette-short',
      damaged,
      'its palette is short',
      field(tags.photometric, 3, 3),
      field(tags.colourMap, 3, 1, 2, 3),
    ),
    lie('value-outside', damaged, 'its bits stand behind the end', {
      tag: tags.bits,
      type: 3,
      values: [],
      count: 60,
      at: 0x7fffffff,
    }),
    lie('type-99', damaged, 'a width of an unknown type', {
      tag: tags.width,
      type: 99,
      values: [16],
    }),
    lie('icc-outside', doneOrDamaged, 'its profile stands behind the end', {
      tag: 34_675,
      type: 1,
      values: [],
      count: 5_000_000,
      at: 0x10000000,
    }),
    lie('xmp-2-gb', doneOrDamaged, 'its XMP claims 2 GB', {
      tag: 700,
      type: 1,
      values: [],
      count: 0x7fffffff,
      at: 8,
    }),
  ];
}

/** Sound pictures of kinds that few programs write. */
function odd(): readonly HostileFile[] {
  const kind = (
    name: string,
    samples: number,
    bits: number,
    photometric: number,
    why: string,
    ...more: readonly Field[]
  ) => {
    const bytes = 32 * Math.ceil((16 * samples * bits) / 8);
    const changes = [
      field(tags.height, 3, 32),
      field(tags.rows, 4, 32),
      field(tags.samples, 3, samples),
      field(tags.bits, 3, ...Array<number>(samples).fill(bits)),
      field(tags.photometric, 3, photometric),
      field(tags.stripBytes, 4, bytes),
      ...more,
    ];
    return make(
      name,
      grey(changes, {}, bytes),
      [...doneOrDamaged, 'input-format-unsupported'],
      why,
    );
  };
  const extras = (count: number) => field(tags.extra, 3, ...Array<number>(count).fill(0));
  return [
    kind('2-channels', 2, 8, 1, 'grey and something', extras(1)),
    kind('5-channels', 5, 8, 2, 'RGB and two more', extras(2)),
    kind('8-channels', 8, 8, 2, 'RGB and five more', extras(5)),
    kind('cmyk', 4, 8, 5, 'CMYK'),
    kind('cmyka', 5, 8, 5, 'CMYK with transparency', extras(1)),
    kind('lab', 3, 8, 8, 'CIE Lab'),
    kind('1-bit', 1, 1, 0, 'one bit, white is 0'),
    kind('4-bit', 1, 4, 1, 'four bits'),
    kind('16-bit', 3, 16, 2, '16 bits, RGB'),
    kind('32-bit-integers', 1, 32, 1, '32-bit integers'),
    kind(
      'float',
      3,
      32,
      2,
      '32-bit floats, whatever they are',
      field(tags.sampleFormat, 3, 3, 3, 3),
    ),
    kind('double', 1, 64, 1, '64-bit floats, whatever they are', field(tags.sampleFormat, 3, 3)),
    kind('complex', 1, 64, 1, 'complex floats', field(tags.sampleFormat, 3, 6)),
    kind('separate-planes', 3, 8, 2, 'planes are promised, one comes', field(tags.planar, 3, 2)),
    make('big', grey([], { big: true }), done, 'BigTIFF, sound'),
    make('big-endian', grey([], { order: 'MM' }), done, 'big-endian, sound'),
  ];
}

export function tiffFiles({ stripTiff, tiledTiff, bigTiff }: Seeds): readonly HostileFile[] {
  return [
    ...truncations(make, 'strips', stripTiff, tiffPieces(stripTiff), { magic: 4 }),
    ...truncations(make, 'tiles', tiledTiff, tiffPieces(tiledTiff), { magic: 4 }),
    ...truncations(make, 'big', bigTiff, tiffPieces(bigTiff), { magic: 4 }),
    ...loops(),
    ...lies(),
    ...odd(),
  ];
}
