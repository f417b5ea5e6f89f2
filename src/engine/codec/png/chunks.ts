import zlib from 'node:zlib';
import type { Metadata } from '../metadata.ts';

/** The eight bytes that every PNG starts with. */
export const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const XMP_HEADER = Buffer.from('XML:com.adobe.xmp\0\0\0\0\0', 'latin1');
const ICC_HEADER = Buffer.from('icc\0\0', 'latin1');

/** A chunk of a PNG: length, type, data, checksum (PNG specification, third edition, 5.3). */
export function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(zlib.crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}

/** How the pixels of a PNG are stored, by its colour type (11.2.1): grey, R G B, R G B A. */
export const colourTypes = { alpha: 0, rgb: 2, rgba: 6 } as const;

/** `IHDR` (11.2.1), not interlaced. */
export function headerChunk(
  width: number,
  height: number,
  colourType: (typeof colourTypes)[keyof typeof colourTypes],
  depth: 8 | 16 = 8,
): Buffer {
  const data = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, depth, colourType, 0, 0, 0]);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  return chunk('IHDR', data);
}

/** `iCCP` (11.3.2.3), `eXIf` (11.3.5.1) and `iTXt` (11.3.4.3), as far as there is something to say. */
export function metadataChunks({ icc, exif, xmp }: Metadata): readonly Buffer[] {
  return [
    ...(icc ? [chunk('iCCP', Buffer.concat([ICC_HEADER, zlib.deflateSync(icc)]))] : []),
    ...(exif ? [chunk('eXIf', exif)] : []),
    ...(xmp ? [chunk('iTXt', Buffer.concat([XMP_HEADER, xmp]))] : []),
  ];
}

/** `pHYs` (11.3.4.3), which counts pixels per metre. @param density pixels per inch */
export function densityChunk(density: number): Buffer {
  const data = Buffer.alloc(9, 1);
  const perMetre = Math.round(density / 0.0254);
  data.writeUInt32BE(perMetre, 0);
  data.writeUInt32BE(perMetre, 4);
  return chunk('pHYs', data);
}
