import { withFile } from './read-at.ts';

const SIGNATURE_BYTES = 8;
/** A chunk's length and type, and as much of its data as `acTL` has. */
const CHUNK_HEAD_BYTES = 16;
/** Length, type and checksum. */
const CHUNK_FRAME_BYTES = 12;
/** No encoder writes as many before the pixels; a hostile file shall not keep us reading. */
const MOST_CHUNKS = 1000;

/**
 * How many frames an animated PNG has; 1 for a still one. libvips reads the first and does not know
 * of the others. PNG specification, third edition, 11.3.6.1: `acTL` comes before the pixels.
 */
export const countPngFrames = (file: string): Promise<number> =>
  withFile(file, async (read) => {
    let at = SIGNATURE_BYTES;
    for (let i = 0; i < MOST_CHUNKS; i++) {
      const head = await read(at, CHUNK_HEAD_BYTES);
      const type = head.toString('latin1', 4, 8);
      if (head.length < CHUNK_HEAD_BYTES || type === 'IDAT') return 1;
      if (type === 'acTL') return Math.max(1, head.readUInt32BE(8));
      at += CHUNK_FRAME_BYTES + head.readUInt32BE(0);
    }
    return 1;
  });
