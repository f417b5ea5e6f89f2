import type { BmpHeader } from './header.ts';

/** What stands behind a count of 0. */
const END_OF_ROW = 0;
const END_OF_PICTURE = 1;
const MOVE = 2;

/**
 * Unpacks BI_RLE8 or BI_RLE4 (Microsoft, "Bitmap compression"). Pixels that are skipped have index
 * 0; what a run holds beyond the row's end is left out.
 * @param lenient takes what there is of pixels that are cut short
 * @returns an index a pixel, rows padded to 4 bytes as in an uncompressed bitmap
 * @throws Error when the pixels end before they say so
 */
export function unpackRle(
  packed: Buffer,
  { width, height }: Pick<BmpHeader, 'width' | 'height'>,
  kind: 'rle8' | 'rle4',
  lenient: boolean,
): Buffer {
  const stride = Math.ceil(width / 4) * 4;
  const indices = Buffer.alloc(stride * height);
  const perByte = kind === 'rle8' ? 1 : 2;
  let x = 0;
  let y = 0;
  let at = 0;

  /** The `i`th index of bytes that start at `from`. */
  const indexAt = (from: number, i: number): number => {
    const byte = packed[from + Math.floor(i / perByte)] ?? 0;
    if (perByte === 1) return byte;
    return i % 2 === 0 ? byte >> 4 : byte & 15;
  };
  const put = (index: number) => {
    if (x < width) indices[y * stride + x] = index;
    x++;
  };

  while (at + 2 <= packed.length && y < height) {
    const count = packed[at] as number;
    const value = packed[at + 1] as number;
    at += 2;
    if (count > 0) {
      for (let i = 0; i < count; i++) put(indexAt(at - 1, i % perByte));
    } else if (value === END_OF_ROW) {
      x = 0;
      y++;
    } else if (value === END_OF_PICTURE) {
      return indices;
    } else if (value === MOVE) {
      x += packed[at] ?? 0;
      y += packed[at + 1] ?? 0;
      at += 2;
    } else {
      if (at + Math.ceil(value / perByte) > packed.length) break;
      for (let i = 0; i < value; i++) put(indexAt(at, i));
      // Runs of single pixels are padded to 16 bits.
      at += Math.ceil(value / perByte / 2) * 2;
    }
  }
  if (y < height && !lenient && !(y === height - 1 && x >= width)) {
    throw new Error('its pixels are cut short');
  }
  return indices;
}
