import { ascii, patched, repeated, u16le, u8 } from '../../helpers/bytes.ts';
import {
  damaged,
  doneOrDamaged,
  makerOf,
  truncations,
  type HostileFile,
  type Piece,
} from './hostile-file.ts';
import type { Seeds } from './seeds.ts';

/** GIF by hand: GIF89a specification, sections 18-26. */

const make = makerOf('gif', 'gif');
const TRAILER = u8(0x3b);

/** Global palette of two colours, unless told otherwise. */
const screen = (width: number, height: number, flags = 0x80): Buffer =>
  Buffer.concat([
    ascii('GIF89a'),
    u16le(width, height),
    u8(flags, 0, 0),
    Buffer.alloc(flags & 0x80 ? 6 : 0, 99),
  ]);

/** An image of one pixel and its data: clear, colour 0, end, in codes of 3 bits. */
const pixel = Buffer.concat([u8(0x2c), u16le(0, 0, 1, 1), u8(0, 2, 2, 0x44, 0x01, 0)]);

function image(width: number, height: number, codeSize: number, data: Buffer): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < data.length; at += 255) {
    const block = data.subarray(at, at + 255);
    blocks.push(u8(block.length), block);
  }
  return Buffer.concat([u8(0x2c), u16le(0, 0, width, height), u8(0, codeSize), ...blocks, u8(0)]);
}

/** Where a chain of sub-blocks that begins at `at` ends. */
function behindBlocks(bytes: Buffer, at: number): number {
  let next = at;
  while ((bytes[next] ?? 0) !== 0) next += 1 + (bytes[next] ?? 0);
  return next + 1;
}

function gifPieces(bytes: Buffer): readonly Piece[] {
  const flags = bytes[10] ?? 0;
  const palette = flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
  const pieces: Piece[] = [
    { label: 'signature', start: 0, end: 6 },
    { label: 'screen', start: 6, end: 13 },
  ];
  if (palette > 0) pieces.push({ label: 'palette', start: 13, end: 13 + palette });
  for (let at = 13 + palette; at < bytes.length;) {
    const kind = bytes[at];
    if (kind === 0x21) {
      const end = behindBlocks(bytes, at + 2);
      pieces.push({ label: `extension-${bytes[at + 1]?.toString(16)}`, start: at, end });
      at = end;
    } else if (kind === 0x2c) {
      const local = bytes[at + 9] ?? 0;
      const data = at + 10 + (local & 0x80 ? 3 * 2 ** ((local & 7) + 1) : 0);
      const end = behindBlocks(bytes, data + 1);
      pieces.push(
        { label: 'descriptor', start: at, end: data },
        { label: 'image', start: data, end },
      );
      at = end;
    } else {
      pieces.push({ label: 'trailer', start: at, end: at + 1 });
      break;
    }
  }
  return pieces;
}

export function gifFiles({ gif, animatedGif }: Seeds): readonly HostileFile[] {
  const animation = gifPieces(animatedGif);
  const images = animation.filter(({ label }) => label === 'image');
  const [first, second] = images;
  const whole = (...parts: readonly Buffer[]) => Buffer.concat([...parts, TRAILER]);
  const comments = repeated(Buffer.concat([u8(0x21, 0xfe, 1), ascii('x'), u8(0)]), 20_000);
  const longComment = Buffer.concat([
    u8(0x21, 0xfe),
    repeated(Buffer.concat([u8(255), Buffer.alloc(255, 'a')]), 30_000),
    u8(0),
  ]);
  const noise = Buffer.alloc(400, 0x5a);
  return [
    ...truncations(make, 'still', gif, gifPieces(gif), { magic: 6, afterPixels: 'trailer' }),
    make(
      'animated-cut-frame-1',
      animatedGif.subarray(0, (first?.start ?? 0) + 200),
      damaged,
      'its first frame is cut',
    ),
    make(
      'animated-cut-frame-2',
      animatedGif.subarray(0, (second?.start ?? 0) + 200),
      doneOrDamaged,
      'its second frame is cut',
    ),
    make(
      'screen-0x0',
      whole(screen(0, 0), pixel),
      ['input-too-small', 'input-damaged'],
      'a screen of no pixel',
    ),
    make(
      'screen-bomb',
      whole(screen(65_535, 65_535), pixel),
      ['input-too-large', 'input-too-small'],
      'a screen of 4295 megapixels',
    ),
    make('screen-only', whole(screen(40, 40)), damaged, 'a screen without an image'),
    make(
      'screen-larger',
      whole(screen(2_000, 2_000), pixel),
      doneOrDamaged,
      'one pixel on a screen of four megapixels',
    ),
    make(
      'frame-outside',
      whole(screen(40, 40), patched(pixel, 1, u16le(60_000, 60_000))),
      ['input-damaged', 'input-too-large'],
      'an image beyond the screen',
    ),
    make(
      'frame-bomb',
      whole(screen(40, 40), image(65_535, 65_535, 2, noise)),
      ['input-too-large', 'input-damaged'],
      'an image of 4295 megapixels',
    ),
    make(
      'frame-0x0',
      whole(screen(40, 40), image(0, 0, 2, noise)),
      doneOrDamaged,
      'an image of no pixel',
    ),
    // GIF has no checksum, and its decoders take codes of any size below 12 bits.
    ...[0, 1, 12, 255].map((size) =>
      make(
        `code-size-${size}`,
        whole(screen(40, 40), image(40, 40, size, noise)),
        size < 12 ? doneOrDamaged : damaged,
        `codes of ${size} bits`,
      ),
    ),
    make(
      'noise',
      whole(screen(40, 40), image(40, 40, 2, noise)),
      damaged,
      'codes that mean nothing',
    ),
    make(
      'no-data',
      whole(screen(40, 40), image(40, 40, 2, Buffer.alloc(0))),
      doneOrDamaged,
      'an image that says no pixel, so that the background is seen',
    ),
    make('no-palette', whole(screen(40, 40, 0), image(40, 40, 2, noise)), damaged, 'no palette'),
    make(
      'frames-50000',
      whole(screen(40, 40), repeated(pixel, 50_000)),
      doneOrDamaged,
      '50 000 images of one pixel',
    ),
    make(
      'comments',
      Buffer.concat([
        gif.subarray(0, 13 + 3 * 2 ** (((gif[10] ?? 0) & 7) + 1)),
        comments,
        gif.subarray(13 + 3 * 2 ** (((gif[10] ?? 0) & 7) + 1)),
      ]),
      doneOrDamaged,
      '20 000 comments',
    ),
    make(
      'long-comment',
      whole(screen(40, 40), longComment, pixel),
      doneOrDamaged,
      'a comment of 8 MB',
    ),
    make(
      'unknown-block',
      whole(screen(40, 40), u8(0x99), pixel),
      doneOrDamaged,
      'a block of no known kind',
    ),
    make(
      'endless-extension',
      Buffer.concat([screen(40, 40), u8(0x21, 0xf9), repeated(u8(1), 5_000)]),
      damaged,
      'an extension that does not end',
    ),
  ];
}
