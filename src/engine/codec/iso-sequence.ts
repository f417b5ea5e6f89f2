import { withFile } from './read-at.ts';

/** A film's index is larger, and no film is wanted here. */
const LARGEST_INDEX = 16 * 2 ** 20;
const MOST_BOXES = 1000;
/** Where the table of sample sizes lies (ISO/IEC 14496-12, 8.7.3). */
const pathToSizes = ['trak', 'mdia', 'minf', 'stbl', 'stsz'];
/** In `stsz`: version and flags, one size for all, then the count. */
const COUNT_AT = 8;

/** The contents of the boxes of one type that lie side by side in `boxes`. */
function contentsOf(boxes: Buffer, type: string): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at + 8 <= boxes.length;) {
    const size = boxes.readUInt32BE(at);
    if (size < 8) break;
    if (boxes.toString('latin1', at + 4, at + 8) === type) {
      found.push(boxes.subarray(at + 8, at + size));
    }
    at += size;
  }
  return found;
}

/**
 * How many frames the longest track of an image sequence has, AVIF or HEIF; 1 in a file without
 * one. libheif reads such a file's still image and does not tell of its tracks.
 */
export const countSequenceFrames = (file: string): Promise<number> =>
  withFile(file, async (read) => {
    let at = 0;
    for (let i = 0; i < MOST_BOXES; i++) {
      const head = await read(at, 8);
      if (head.length < 8) break;
      const size = head.readUInt32BE(0);
      if (size < 8) break;
      if (head.toString('latin1', 4) === 'moov') {
        const index = await read(at + 8, Math.min(size, LARGEST_INDEX) - 8);
        const tables = pathToSizes.reduce(
          (boxes, type) => boxes.flatMap((box) => contentsOf(box, type)),
          [index],
        );
        const counts = tables.map((table) =>
          table.length < COUNT_AT + 4 ? 1 : table.readUInt32BE(COUNT_AT),
        );
        return Math.max(1, ...counts);
      }
      at += size;
    }
    return 1;
  });
