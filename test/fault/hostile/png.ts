import zlib from 'node:zlib';
import { pngChunk } from '../../helpers/png-chunk.ts';
import { ascii, patched, u32be, u8 } from '../../helpers/bytes.ts';
import {
  damaged,
  done,
  doneOrDamaged,
  makerOf,
  truncations,
  type HostileFile,
  type Piece,
} from './hostile-file.ts';
import { pngBombs } from './png-bombs.ts';
import { blankPng, pngHeader, pngOf, zeroRows } from './png-picture.ts';
import type { Seeds } from './seeds.ts';

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
    make('0x0', blankPng({ width: 0, height: 0 }), damaged, 'no pixel'),
    make('0x16', blankPng({ width: 0 }), damaged, 'no column'),
    make('16x0', blankPng({ height: 0 }), damaged, 'no row'),
    make('1x1', blankPng({ width: 1, height: 1 }), too.small, 'one pixel'),
    make('1x300', blankPng({ width: 1, height: 300 }), too.small, 'one column'),
    make('65535x1', blankPng({ width: 65_535, height: 1 }), too.small, 'one row'),
    make('2x65535', blankPng({ width: 2, height: 65_535 }), done, 'two columns'),
    make(
      'largest',
      pngOf(pngHeader({ width: 0x7fffffff, height: 0x7fffffff })),
      [...too.large, 'input-damaged'],
      'the largest size that can be said',
    ),
    make(
      'negative',
      pngOf(pngHeader({ width: 0xffffffff, height: 0xffffffff })),
      damaged,
      'a size beyond the largest',
    ),
    make(
      'bomb',
      blankPng({ width: 30_000, height: 30_000, depth: 1 }),
      too.large,
      '900 megapixels in 110 kB',
    ),
    make(
      'under-the-limit',
      blankPng({ width: 6_000, height: 4_000, depth: 1 }),
      done,
      '24 megapixels in 3 kB',
    ),
    make(
      'taller',
      pngOf(pngHeader({ height: 32 }), zeroRows({})),
      damaged,
      'the data ends half way down',
    ),
    make(
      'shorter',
      pngOf(pngHeader({ height: 8 }), zeroRows({})),
      doneOrDamaged,
      'there is data for twice the rows',
    ),
    make('depth-3', blankPng({ depth: 3 }), damaged, 'it claims 3 bits a sample'),
    make(
      'depth-16-palette',
      pngOf(pngHeader({ colour: 3, depth: 16 }), palette(4), zeroRows({})),
      damaged,
      'a palette of 65536',
    ),
    make('colour-5', blankPng({ colour: 5 }), damaged, 'a colour type that is none'),
    make('compression-1', blankPng({ compression: 1 }), damaged, 'a compression that is none'),
    make('filter-64', blankPng({ filter: 64 }), damaged, "MNG's filter in a PNG"),
    make('interlace-2', blankPng({ interlace: 2 }), damaged, 'an interlacing that is none'),
    make(
      'interlaced-short',
      pngOf(pngHeader({ interlace: 1, width: 64, height: 64 }), zeroRows({})),
      damaged,
      'its last passes are missing',
    ),
    make(
      'row-filter-9',
      pngOf(pngHeader({}), pngChunk('IDAT', zlib.deflateSync(Buffer.alloc(17 * 16, 9)))),
      damaged,
      'rows of a filter that is none',
    ),
    make('no-palette', pngOf(pngHeader(indexed), zeroRows({})), damaged, 'its palette is missing'),
    make(
      'short-palette',
      pngOf(pngHeader(indexed), palette(2), pixels(200)),
      doneOrDamaged,
      'pixels beyond its palette',
    ),
    make(
      'odd-palette',
      pngOf(pngHeader(indexed), pngChunk('PLTE', Buffer.alloc(7)), zeroRows({})),
      damaged,
      'a palette of two colours and a third',
    ),
    make(
      'empty-palette',
      pngOf(pngHeader(indexed), palette(0), zeroRows({})),
      damaged,
      'a palette of no colour',
    ),
    make(
      'long-trns',
      pngOf(pngHeader(indexed), palette(2), pngChunk('tRNS', Buffer.alloc(256)), zeroRows({})),
      doneOrDamaged,
      'more transparencies than colours',
    ),
    make(
      'palette-trns',
      pngOf(pngHeader(indexed), palette(2), pngChunk('tRNS', u8(0, 255)), pixels(1)),
      done,
      'a palette with transparency, sound',
    ),
    make('no-idat', pngOf(pngHeader({})), damaged, 'no pixel data'),
    make(
      'not-deflate',
      pngOf(pngHeader({}), pngChunk('IDAT', Buffer.alloc(400, 0xaa))),
      damaged,
      'pixel data that is not compressed',
    ),
    make('16-bit-rgba', blankPng({ colour: 6, depth: 16 }), done, '16 bits, four channels, sound'),
    make('grey-1-bit', blankPng({ depth: 1 }), done, 'one bit a pixel, sound'),
    make('grey-alpha', blankPng({ colour: 4 }), done, 'grey with transparency, sound'),
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
    make('two-headers', insert(pngHeader({ width: 9, height: 9 })), damaged, 'two headers'),
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
    ...pngBombs(),
  ];
}
