import zlib from 'node:zlib';
import { ascii, u16be, u32be, u8 } from '../../helpers/bytes.ts';
import { pngChunk } from '../../helpers/png-chunk.ts';
import { done, doneOrDamaged, makerOf, type HostileFile } from './hostile-file.ts';
import { blankPng, pngHeader, pngOf, zeroRows } from './png-picture.ts';

const make = makerOf('png', 'png');

const MB = 2 ** 20;
const ZEROS_MB = 16;

/** Compressed zeros that others may follow. */
const zeros = zlib.deflateRawSync(Buffer.alloc(ZEROS_MB * MB), {
  finishFlush: zlib.constants.Z_FULL_FLUSH,
});

/**
 * A zlib stream of so many MB of zeros, about 1 kB for each: the same blocks over and over
 * (RFC 1950; RFC 1951, section 3.2.3). The checksum of n zeros is 1 and n modulo 65521.
 */
function zeroStream(megabytes: number): Buffer {
  const blocks = Array<Buffer>(Math.ceil(megabytes / ZEROS_MB)).fill(zeros);
  const length = blocks.length * ZEROS_MB * MB;
  return Buffer.concat([u8(0x78, 0x9c), ...blocks, u8(3, 0), u16be(length % 65_521, 1)]);
}

/** Chunks without number, or that inflate without end. */
export function pngBombs(): readonly HostileFile[] {
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
      blankPng(
        { colour: 2 },
        pngChunk('iCCP', Buffer.concat([ascii('icc\0\0'), zeroStream(1024)])),
      ),
      doneOrDamaged,
      'a colour profile that inflates to 1 GB',
    ),
    make(
      'ztxt-bomb',
      blankPng({}, text('zTXt', zipped(1024))),
      doneOrDamaged,
      'a text that inflates to 1 GB',
    ),
    make(
      'ztxt-many',
      blankPng({}, ...many(200, text('zTXt', zipped(16)))),
      doneOrDamaged,
      '200 texts that inflate to 16 MB each',
    ),
    make(
      'itxt-bomb',
      blankPng({}, text('iTXt', Buffer.concat([u8(1, 0, 0, 0), zeroStream(1024)]))),
      doneOrDamaged,
      'an international text that inflates to 1 GB',
    ),
    make(
      'xmp-bomb',
      blankPng({}, xmp(Buffer.concat([u8(1, 0, 0, 0), zeroStream(1024)]))),
      doneOrDamaged,
      'XMP that inflates to 1 GB',
    ),
    make(
      'text-16-mb',
      blankPng({}, text('tEXt', Buffer.alloc(16 * MB, 'a'))),
      doneOrDamaged,
      'a text of 16 MB',
    ),
    make(
      'idat-bomb',
      pngOf(pngHeader({}), pngChunk('IDAT', zeroStream(1024))),
      doneOrDamaged,
      '16 x 16 pixels whose data inflates to 1 GB',
    ),
    make(
      'chunks-20000',
      blankPng({}, ...many(20_000, pngChunk('prVt', Buffer.alloc(0)))),
      done,
      '20 000 empty private chunks',
    ),
    make(
      'text-20000',
      blankPng({}, ...many(20_000, text('tEXt', ascii('x')))),
      doneOrDamaged,
      '20 000 texts of one letter',
    ),
    make(
      'idat-empty-20000',
      pngOf(pngHeader({}), ...many(20_000, pngChunk('IDAT')), zeroRows({})),
      done,
      '20 000 empty pieces of pixel data',
    ),
    make(
      'idat-single-bytes',
      pngOf(pngHeader({}), ...single),
      done,
      'pixel data in pieces of one byte',
    ),
    make(
      'apng-2-billion',
      blankPng({}, pngChunk('acTL', u32be(0x7fffffff, 0))),
      done,
      'an animation of two billion frames',
    ),
    make(
      'apng-frames',
      blankPng(
        {},
        pngChunk('acTL', u32be(5_000, 0)),
        ...many(5_000, pngChunk('fcTL', Buffer.alloc(26))),
      ),
      doneOrDamaged,
      'an animation of 5000 frame headers',
    ),
  ];
}
