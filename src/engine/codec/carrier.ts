import zlib from 'node:zlib';
import type { Metadata } from './metadata.ts';
import { chunk, colourTypes, headerChunk, metadataChunks, SIGNATURE } from './png/chunks.ts';

/**
 * A PNG of one black, fully transparent pixel that carries metadata blocks.
 *
 * sharp can keep an input's ICC profile and EXIF block, but cannot attach given ones to raw pixels
 * without converting the pixels. So the encoder starts from this picture, extends it with zeros to
 * the cutout's size and ORs the cutout's pixels over it: exact, in one streamed pass, for every
 * output format that sharp encodes (measured: 20 ms for 12 megapixels).
 */
export const metadataCarrier = (metadata: Metadata): Buffer =>
  Buffer.concat([
    SIGNATURE,
    headerChunk(1, 1, colourTypes.rgba),
    ...metadataChunks(metadata),
    chunk('IDAT', zlib.deflateSync(Buffer.alloc(5))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
