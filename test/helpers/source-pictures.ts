import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import zlib from 'node:zlib';
import type { Sharp } from 'sharp';
import { decodeHeicHere } from '../../src/engine/codec/heic/decode-heic.ts';
import type { Size } from '../../src/shared/cutout.ts';
import { pngChunk } from './png-chunk.ts';
import { sharp } from '../../src/engine/codec/image-library.ts';
import {
  decode,
  readHeader,
  type DecodeOptions,
  type Picture,
} from '../../src/engine/codec/decode.ts';

/** Decodes a picture file as the engine does, under its own name unless told otherwise. */
export async function decodeFile(
  file: string,
  options: Partial<DecodeOptions> = {},
  depth: 8 | 16 = 8,
): Promise<Picture> {
  const defaults = {
    name: path.basename(file),
    maxPixels: 100e6,
    lenient: false,
    heic: decodeHeicHere,
  };
  return decode(await readHeader(file, { ...defaults, ...options }), 'own', depth);
}

/** Writes a picture beneath `folder` and returns its path. */
export async function save(folder: string, name: string, picture: Sharp | Buffer): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, Buffer.isBuffer(picture) ? picture : await picture.toBuffer());
  return file;
}

/** A picture of raw 8-bit pixels. */
export const fromPixels = (
  pixels: Buffer,
  { width, height }: Size,
  channels: 1 | 2 | 3 | 4,
): Sharp => sharp(pixels, { raw: { width, height, channels } });

/** A picture of raw 16-bit samples; a Buffer would be taken for 8-bit ones. */
export const fromSamples = (
  samples: Uint16Array,
  { width, height }: Size,
  channels: 1 | 2 | 3 | 4,
): Sharp =>
  sharp(samples, { raw: { width, height, channels } }).toColourspace(
    channels < 3 ? 'grey16' : 'rgb16',
  );

/** A PNG with one more chunk right behind its header. */
export function withPngChunk(png: Buffer, type: string, data: Buffer): Buffer {
  const endOfHeader = 8 + 12 + 13;
  return Buffer.concat([
    png.subarray(0, endOfHeader),
    pngChunk(type, data),
    png.subarray(endOfHeader),
  ]);
}

/** A PNG with an embedded ICC profile, pixels untouched. */
export const withIccChunk = (png: Buffer, icc: Buffer): Buffer =>
  withPngChunk(
    png,
    'iCCP',
    Buffer.concat([Buffer.from('icc\0\0', 'latin1'), zlib.deflateSync(icc)]),
  );
