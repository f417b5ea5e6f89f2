import zlib from 'node:zlib';
import { PNG_SIGNATURE, pngChunk } from '../../helpers/png-chunk.ts';
import { ascii, patched, u16be, u32be, u8 } from '../../helpers/bytes.ts';
import {
  damaged,
  done,
  doneOrDamaged,
  makerOf,
  truncations,
  type HostileFile,
  type Piece,
} from './hostile-file.ts';
import type { Seeds } from './seeds.ts';

/** PNG by hand: PNG specification, third edition, sections 5 (structure) and 11 (chunks). */

const make = makerOf('png', 'png');
const too = { large: ['input-too-large'], small: ['input-too-small'] } as const;

function pngPieces(bytes: Buffer): readonly Piece[] {
  const pieces: Piece[] = [{ label: 'signature', start: 0, end: 8 }];
  for (let at = 8; at < bytes.length;) {
    const end = at + 12 + bytes.readUInt32BE(at);
    pieces.push({ label: bytes.toString('latin1', at + 4, at + 8), start: at, end });
    at = end;
  }
  return pieces;
}

interface Header {
  readonly width?: number;
  readonly height?: number;
  readonly depth?: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA. */
  readonly colour?: number;
  readonly compression?: number;
  readonly filter?: number;
  readonly interlace?: number;
}

const channels: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

function header(parts: Header): Buffer {
  const { width = 16, height = 16, depth = 8, colour = 0 } = parts;
  const { compression = 0, filter = 0, interlace = 0 } = parts;
  return pngChunk(
    'IHDR',
    Buffer.concat([u32be(width, height), u8(depth, colour, compression, filter, interlace)]),
  );
}

const MB = 2 ** 20;

/**
 * A zlib stream of so many MB of zeros, about 1 kB for each: compressed blocks of 16 MB, one after
 * another (RFC 1950; RFC 1951, section 3.2.3). The checksum of n zeros is 1 and n modulo 65521.
 */
export function zeroStream(megabytes: number): Buffer {
  const block = zlib.deflateRawSync(Buffer.alloc(16 * MB), {
    finishFlush: zlib.constants.Z_FULL_FLUSH,
  });
  const blocks = Array<Buffer>(Math.ceil(megabytes / 16)).fill(block);
  const length = blocks.length * 16 * MB;
  return Buffer.concat([u8(0x78, 0x9c), ...blocks, u8(3, 0), u16be(length % 65_521, 1)]);
}

/** What stands behind the signature, then the end. */
const pngOf = (...chunks: readonly Buffer[]): Buffer =>
  Buffer.concat([PNG_SIGNATURE, ...chunks, pngChunk('IEND')]);

/** Rows of zeros, each with its filter byte; not interlaced. */
function zeroRows(parts: Header): Buffer {
  const { width = 16, height = 16, depth = 8, colour = 0 } = parts;
  const row = 1 + Math.ceil((width * depth * (channels[colour] ?? 1)) / 8);
  return pngChunk('IDAT', zlib.deflateSync(Buffer.alloc(row * height)));
}

const blank = (parts: Header, ...between: readonly Buffer[]): Buffer =>
  pngOf(header(parts), ...between, zeroRows(parts));

/** The chunk of that type with its checksum off by one bit. */
function wrongChecksum(png: Buffer, type: string): Buffer {
  const found = pngPieces(png).find(({ label }) => label === type);
  if (found === undefined) throw new Error(`the picture has no ${type}`);
  return patched(png, found.end - 1, u8((png[found.end - 1] ?? 0) ^ 1));
}

function lies(): readonly HostileFile[] {
  const palette = (colours: number) => pngChunk('PLTE', Buffer.alloc(3 * colours, 99));
  const indexed = { colour: 3 };
  const pixels = (value: number) =>
    pngChunk(
      'IDAT',
      zlib.deflateSync(
        Buffer.concat(Array<Buffer>(16).fill(Buffer.concat([u8(0), Buffer.alloc(16, value)]))),
      ),
    );
  return [
    make('0x0', blank({ width: 0, height: 0 }), damaged, 'no pixel'),
    make('0x16', blank({ width: 0 }), damaged, 'no column'),
    make('16x0', blank({ height: 0 }), damaged, 'no row'),
    make('1x1', blank({ width: 1, height: 1 }), too.small, 'one pixel'),
    make('1x300', blank({ width: 1, height: 300 }), too.small, 'one column'),
    make('65535x1', blank({ width: 65_535, height: 1 }), too.small, 'one row'),
    make('2x65535', blank({ width: 2, height: 65_535 }), done, 'two columns'),
    make(
      'largest',
      pngOf(header({ width: 0x7fffffff, height: 0x7fffffff })),
      [...too.large, 'input-damaged'],
      'the largest size that can be said',
    ),
    make(
      'negative',
      pngOf(header({ width: 0xffffffff, height: 0xffffffff })),
      damaged,
      'a size beyond the largest',
    ),
    make(
      'bomb',
      blank({ width: 30_000, height: 30_000, depth: 1 }),
      too.large,
      '900 megapixels in 110 kB',
    ),
    make(
      'under-the-limit',
      blank({ width: 6_000, height: 4_000, depth: 1 }),
      done,
      '24 megapixels in 3 kB',
    ),
    make(
      'taller',
      pngOf(header({ height: 32 }), zeroRows({})),
      damaged,
      'the data ends half way down',
    ),
    make(
      'shorter',
      pngOf(header({ height: 8 }), zeroRows({})),
      doneOrDamaged,
      'there is data for twice the rows',
    ),
    make('depth-3', blank({ depth: 3 }), damaged, 'it claims 3 bits a sample'),
    make(
      'depth-16-palette',
      pngOf(header({ colour: 3, depth: 16 }), palette(4), zeroRows({})),
      damaged,
      'a palette of 65536',
    ),
    make('colour-5', blank({ colour: 5 }), damaged, 'a colour type that is none'),
    make('compression-1', blank({ compression: 1 }), damaged, 'a compression that is none'),
    make('filter-64', blank({ filter: 64 }), damaged, "MNG's filter in a PNG"),
    make('interlace-2', blank({ interlace: 2 }), damaged, 'an interlacing that is none'),
    make(
      'interlaced-short',
      pngOf(header({ interlace: 1, width: 64, height: 64 }), zeroRows({})),
      damaged,
      'its last passes are missing',
    ),
    make(
      'row-filter-9',
      pngOf(header({}), pngChunk('IDAT', zlib.deflateSync(Buffer.alloc(17 * 16, 9)))),
      damaged,
      'rows of a filter that is none',
    ),
    make('no-palette', pngOf(header(indexed), zeroRows({})), damaged, 'its palette is missing'),
    make(
      'short-palette',
      pngOf(header(indexed), palette(2), pixels(200)),
      doneOrDamaged,
      'pixels beyond its palette',
    ),
    make(
      'odd-palette',
      pngOf(header(indexed), pngChunk('PLTE', Buffer.alloc(7)), zeroRows({})),
      damaged,
      'a palette of two colours and a third',
    ),
    make(
      'empty-palette',
      pngOf(header(indexed), palette(0), zeroRows({})),
      damaged,
      'a palette of no colour',
    ),
    make(
      'long-trns',
      pngOf(header(indexed), palette(2), pngChunk('tRNS', Buffer.alloc(256)), zeroRows({})),
      doneOrDamaged,
      'more transparencies than colours',
    ),
    make(
      'palette-trns',
      pngOf(header(indexed), palette(2), pngChunk('tRNS', u8(0, 255)), pixels(1)),
      done,
      'a palette with transparency, sound',
    ),
    make('no-idat', pngOf(header({})), damaged, 'no pixel data'),
    make(
      'not-deflate',
      pngOf(header({}), pngChunk('IDAT', Buffer.alloc(400, 0xaa))),
      damaged,
      'pixel data that is not compressed',
    ),
    make('16-bit-rgba', blank({ colour: 6, depth: 16 }), done, '16 bits, four channels, sound'),
    make('grey-1-bit', blank({ depth: 1 }), done, 'one bit a pixel, sound'),
    make('grey-alpha', blank({ colour: 4 }), done, 'grey with transparency, sound'),
  ];
}

function chunkBombs(): readonly HostileFile[] {
  const text = (type: string, rest: Buffer) =>
    pngChunk(type, Buffer.concat([ascii('Comment\0'), rest]));
  const zipped = (megabytes: number) => Buffer.concat([u8(0), zeroStream(megabytes)]);
  const xmp = (rest: Buffer) =>
    pngChunk('iTXt', Buffer.concat([ascii('XML:com.adobe.xmp\0'), rest]));
  const many = (count: number, chunk: Buffer) => Array<Buffer>(count).fill(chunk);
  const rows = zlib.deflateSync(Buffer.alloc(17 * 16));
  const single = [...rows].map((byte) => pngChunk('IDAT', u8(byte)));
  return [
    make(
      'iccp-bomb',
      blank({ colour: 2 }, pngChunk('iCCP', Buffer.concat([ascii('icc\0\0'), zeroStream(1024)]))),
      doneOrDamaged,
      'a colour profile that inflates to 1 GB',
    ),
    make(
      'ztxt-bomb',
      blank({}, text('zTXt', zipped(1024))),
      doneOrDamaged,
      'a text that inflates to 1 GB',
    ),
    make(
      'ztxt-many',
      blank({}, ...many(200, text('zTXt', zipped(16)))),
      doneOrDamaged,
      '200 texts that inflate to 16 MB each',
    ),
    make(
      'itxt-bomb',
      blank({}, text('iTXt', Buffer.concat([u8(1, 0, 0, 0), zeroStream(1024)]))),
      doneOrDamaged,
      'an international text that inflates to 1 GB',
    ),
    make(
      'xmp-bomb',
      blank({}, xmp(Buffer.concat([u8(1, 0, 0, 0), zeroStream(1024)]))),
      doneOrDamaged,
      'XMP that inflates to 1 GB',
    ),
    make(
      'text-16-mb',
      blank({}, text('tEXt', Buffer.alloc(16 * MB, 'a'))),
      doneOrDamaged,
      'a text of 16 MB',
    ),
    make(
      'idat-bomb',
      pngOf(header({}), pngChunk('IDAT', zeroStream(1024))),
      doneOrDamaged,
      '16 x 16 pixels whose data inflates to 1 GB',
    ),
    make(
      'chunks-20000',
      blank({}, ...many(20_000, pngChunk('prVt', Buffer.alloc(0)))),
      done,
      '20 000 empty private chunks',
    ),
    make(
      'text-20000',
      blank({}, ...many(20_000, text('tEXt', ascii('x')))),
      doneOrDamaged,
      '20 000 texts of one letter',
    ),
    make(
      'idat-empty-20000',
      pngOf(header({}), ...many(20_000, pngChunk('IDAT')), zeroRows({})),
      done,
      '20 000 empty pieces of pixel data',
    ),
    make(
      'idat-single-bytes',
      pngOf(header({}), ...single),
      done,
      'pixel data in pieces of one byte',
    ),
    make(
      'apng-2-billion',
      blank({}, pngChunk('acTL', u32be(0x7fffffff, 0))),
      done,
      'an animation of two billion frames',
    ),
    make(
      'apng-frames',
      blank(
        {},
        pngChunk('acTL', u32be(5_000, 0)),
        ...many(5_000, pngChunk('fcTL', Buffer.alloc(26))),
      ),
      doneOrDamaged,
      'an animation of 5000 frame headers',
    ),
  ];
}

export function pngFiles({ png, palettePng }: Seeds): readonly HostileFile[] {
  const [, ihdr] = pngPieces(png);
  const idat = pngPieces(png).find(({ label }) => label === 'IDAT');
  if (ihdr === undefined || idat === undefined) throw new Error('no PNG to start from');
  const insert = (chunk: Buffer) =>
    Buffer.concat([png.subarray(0, ihdr.end), chunk, png.subarray(ihdr.end)]);
  const lengthOf = (length: number) => patched(png, idat.start, u32be(length));
  return [
    ...truncations(make, 'rgba', png, pngPieces(png), { magic: 8, afterPixels: 'IEND' }),
    make(
      'palette-cut',
      palettePng.subarray(0, palettePng.length / 2),
      damaged,
      'a palette picture, cut in half',
    ),
    ...['IHDR', 'IDAT'].map((type) =>
      make(
        `checksum-${type}`,
        wrongChecksum(png, type),
        damaged,
        `the checksum of ${type} is wrong`,
      ),
    ),
    make(
      'checksum-PLTE',
      wrongChecksum(palettePng, 'PLTE'),
      damaged,
      'the checksum of its palette is wrong',
    ),
    ...['iCCP', 'IEND'].map((type) =>
      make(
        `checksum-${type}`,
        wrongChecksum(png, type),
        doneOrDamaged,
        `the checksum of ${type} is wrong`,
      ),
    ),
    make('length-short', lengthOf(100), damaged, 'its pixel data is longer than it says'),
    make('length-long', lengthOf(0x7fffffff), damaged, 'its pixel data says 2 GB'),
    make('length-negative', lengthOf(0xffffffff), damaged, 'its pixel data says 4 GB'),
    make('two-headers', insert(header({ width: 9, height: 9 })), damaged, 'two headers'),
    make(
      'unknown-critical',
      insert(pngChunk('ABCD', ascii('x'))),
      doneOrDamaged,
      'a critical chunk that nobody knows',
    ),
    make(
      'apple',
      insert(Buffer.alloc(0)).fill(pngChunk('CgBI', u8(0x50, 0, 0x20, 2)), 8, 24),
      damaged,
      "Apple's own PNG, whose data is another",
    ),
    make('tail', Buffer.concat([png, Buffer.alloc(100_000, 7)]), done, 'bytes behind its end'),
    ...lies(),
    ...chunkBombs(),
  ];
}
