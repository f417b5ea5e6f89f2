import zlib from 'node:zlib';
import { u32be, u8 } from '../../helpers/bytes.ts';
import { PNG_SIGNATURE, pngChunk } from '../../helpers/png-chunk.ts';

/** PNG by hand: PNG specification, third edition, sections 5 (structure) and 11 (chunks). */

export interface Header {
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

export function pngHeader(parts: Header): Buffer {
  const { width = 16, height = 16, depth = 8, colour = 0 } = parts;
  const { compression = 0, filter = 0, interlace = 0 } = parts;
  return pngChunk(
    'IHDR',
    Buffer.concat([u32be(width, height), u8(depth, colour, compression, filter, interlace)]),
  );
}

/** What stands behind the signature, then the end. */
export const pngOf = (...chunks: readonly Buffer[]): Buffer =>
  Buffer.concat([PNG_SIGNATURE, ...chunks, pngChunk('IEND')]);

/** Rows of zeros, each with its filter byte; not interlaced. */
export function zeroRows(parts: Header): Buffer {
  const { width = 16, height = 16, depth = 8, colour = 0 } = parts;
  const row = 1 + Math.ceil((width * depth * (channels[colour] ?? 1)) / 8);
  return pngChunk('IDAT', zlib.deflateSync(Buffer.alloc(row * height)));
}

export const blankPng = (parts: Header, ...between: readonly Buffer[]): Buffer =>
  pngOf(pngHeader(parts), ...between, zeroRows(parts));
