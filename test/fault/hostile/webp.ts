import { ascii, patched, placeOf, u16le, u32le, u8 } from '../../helpers/bytes.ts';
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

/** WebP by hand: RFC 9649, sections 2 (container) and 3 (lossless stream). */

const make = makerOf('webp', 'webp');

const chunk = (type: string, data: Buffer): Buffer =>
  Buffer.concat([ascii(type), u32le(data.length), data, Buffer.alloc(data.length % 2)]);

export const riff = (...chunks: readonly Buffer[]): Buffer =>
  chunk('RIFF', Buffer.concat([ascii('WEBP'), ...chunks]));

/** Flags: 2 animated, 4 XMP, 8 EXIF, 16 alpha, 32 colour profile. */
export function extended(flags: number, width: number, height: number): Buffer {
  const size = (value: number) => u32le(value - 1).subarray(0, 3);
  return chunk('VP8X', Buffer.concat([u8(flags, 0, 0, 0), size(width), size(height)]));
}

/** The chunks of a file, its header among them. */
function webpPieces(bytes: Buffer): readonly Piece[] {
  const pieces: Piece[] = [{ label: 'RIFF', start: 0, end: 12 }];
  for (let at = 12; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32LE(at + 4);
    const end = at + 8 + length + (length % 2);
    pieces.push({ label: bytes.toString('latin1', at, at + 4).trim(), start: at, end });
    at = end;
  }
  return pieces;
}

function chunksOf(bytes: Buffer, type: string): readonly Buffer[] {
  return webpPieces(bytes)
    .filter(({ label }) => label === type)
    .map(({ start, end }) => bytes.subarray(start, end));
}

export function webpFiles(seeds: Seeds): readonly HostileFile[] {
  const { webp, losslessWebp, alphaWebp, animatedWebp } = seeds;
  const picture = webp.subarray(12);
  const lossless = losslessWebp.subarray(12);
  const [alpha = Buffer.alloc(0)] = chunksOf(alphaWebp, 'ALPH');
  const [coloured = Buffer.alloc(0)] = chunksOf(alphaWebp, 'VP8');
  const [control = Buffer.alloc(0)] = chunksOf(animatedWebp, 'ANIM');
  const [frame = Buffer.alloc(0)] = chunksOf(animatedWebp, 'ANMF');
  const animation = (...frames: readonly Buffer[]) => riff(extended(2, 96, 72), control, ...frames);
  const vp8 = placeOf(webp, 'VP8 ');
  const vp8l = placeOf(losslessWebp, 'VP8L');
  const lie = (
    name: string,
    at: number,
    by: Buffer,
    expected: HostileFile['expected'],
    why: string,
  ) => make(name, patched(webp, at, by), expected, why);
  return [
    ...truncations(make, 'lossy', webp, webpPieces(webp), { magic: 12 }),
    ...truncations(make, 'lossless', losslessWebp, webpPieces(losslessWebp), { magic: 12 }),
    ...truncations(make, 'alpha', alphaWebp, webpPieces(alphaWebp), {
      magic: 12,
      afterPixels: 'EXIF',
    }),
    ...truncations(make, 'animated', animatedWebp, webpPieces(animatedWebp), {
      magic: 12,
      afterPixels: 'ANMF-2',
    }),
    lie('riff-0', 4, u32le(0), damaged, 'the file says that it is empty'),
    lie('riff-short', 4, u32le(100), damaged, 'the file says that it is shorter'),
    lie('riff-long', 4, u32le(0x7ffffff0), damaged, 'the file says 2 GB'),
    lie('riff-all-ones', 4, u32le(0xffffffff), damaged, 'the file says 4 GB'),
    lie('chunk-0', vp8 + 4, u32le(0), damaged, 'its picture says that it is empty'),
    lie('chunk-long', vp8 + 4, u32le(0xfffffff6), damaged, 'its picture says 4 GB'),
    lie('start-code', vp8 + 11, u8(0, 0, 0), damaged, 'its start code is another'),
    lie('zero-width', vp8 + 14, u16le(0), damaged, 'its width is 0'),
    lie(
      'largest',
      vp8 + 14,
      u16le(0x3fff, 0x3fff),
      ['input-too-large'],
      '268 megapixels in its header',
    ),
    lie('taller', vp8 + 16, u16le(144), damaged, 'the data ends half way down'),
    lie(
      'not-a-key-frame',
      vp8 + 8,
      u8((webp[vp8 + 8] ?? 0) | 1),
      damaged,
      'a frame that needs one before it',
    ),
    lie(
      'partitions',
      vp8 + 9,
      u8(0xff, 0xff),
      damaged,
      'its first partition is longer than the file',
    ),
    make(
      'lossless-signature',
      patched(losslessWebp, vp8l + 8, u8(0)),
      damaged,
      'its signature is another',
    ),
    make(
      'lossless-version',
      patched(losslessWebp, vp8l + 12, u8(0xff)),
      damaged,
      'a version that is none',
    ),
    make(
      'lossless-noise',
      patched(losslessWebp, vp8l + 14, Buffer.alloc(60, 0xa5)),
      damaged,
      'its codes overwritten',
    ),
    make(
      'canvas-bomb',
      riff(extended(0, 2 ** 24, 2 ** 24), picture),
      ['input-too-large', 'input-damaged'],
      'a canvas of 281 terapixels',
    ),
    make(
      'canvas-mismatch',
      riff(extended(0, 500, 500), picture),
      damaged,
      'a canvas of another size than the picture',
    ),
    make('no-picture', riff(extended(0, 96, 72)), damaged, 'a canvas and nothing on it'),
    make(
      'alpha-missing',
      riff(extended(16, 96, 72), coloured),
      doneOrDamaged,
      'transparency is promised, none comes',
    ),
    make('alpha-only', riff(extended(16, 96, 72), alpha), damaged, 'transparency of no picture'),
    make(
      'alpha-noise',
      riff(extended(16, 96, 72), chunk('ALPH', Buffer.alloc(300, 0xdd)), coloured),
      damaged,
      'its transparency overwritten',
    ),
    make(
      'alpha-twice',
      riff(extended(16, 96, 72), alpha, alpha, coloured),
      doneOrDamaged,
      'two transparencies',
    ),
    make('two-pictures', riff(picture, lossless), doneOrDamaged, 'two pictures in one'),
    make(
      'frames-2000',
      animation(...Array<Buffer>(2_000).fill(frame)),
      done,
      'an animation of 2000 frames',
    ),
    make('no-frames', animation(), damaged, 'an animation of no frame'),
    make(
      'frame-outside',
      animation(patched(frame, 8, u8(0xff, 0xff, 0x7f))),
      damaged,
      'a frame beyond the canvas',
    ),
    make(
      'frame-empty',
      animation(chunk('ANMF', Buffer.alloc(16))),
      damaged,
      'a frame without a picture',
    ),
    make(
      'chunks-20000',
      riff(
        extended(0, 96, 72),
        ...Array<Buffer>(20_000).fill(chunk('prVt', Buffer.alloc(0))),
        picture,
      ),
      done,
      '20 000 empty chunks',
    ),
    make('tail', Buffer.concat([webp, Buffer.alloc(50_000, 1)]), done, 'bytes behind its end'),
  ];
}
