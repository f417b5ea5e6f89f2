import type { ReadAt } from '../read-at.ts';
import type { BmpHeader } from './header.ts';
import { unpackRle } from './rle.ts';

/** Bytes that are read and spread at a time, so that the engine answers in between. */
const BAND_BYTES = 2 ** 22;

/** Writes one row of a picture, R G B A, from where it starts in both. */
type SpreadRow = (row: Buffer, from: number, rgba: Buffer, to: number) => void;

/** Rows of indices into a palette; a colour that the palette does not have is black. */
function spreadIndices({ width, bitsPerPixel, palette }: BmpHeader): SpreadRow {
  const colours = new Uint8Array(256 * 3);
  colours.set(palette.subarray(0, colours.length));
  const perByte = 8 / bitsPerPixel;
  const mask = 2 ** bitsPerPixel - 1;
  return (row, from, rgba, to) => {
    for (let x = 0; x < width; x++) {
      const byte = row[from + Math.floor(x / perByte)] as number;
      const index = (byte >> (8 - bitsPerPixel * ((x % perByte) + 1))) & mask;
      const at = to + x * 4;
      rgba[at] = colours[index * 3] as number;
      rgba[at + 1] = colours[index * 3 + 1] as number;
      rgba[at + 2] = colours[index * 3 + 2] as number;
      rgba[at + 3] = 255;
    }
  };
}

function spreadBgr({ width }: BmpHeader): SpreadRow {
  return (row, from, rgba, to) => {
    for (let x = 0; x < width; x++) {
      const at = to + x * 4;
      rgba[at] = row[from + x * 3 + 2] as number;
      rgba[at + 1] = row[from + x * 3 + 1] as number;
      rgba[at + 2] = row[from + x * 3] as number;
      rgba[at + 3] = 255;
    }
  };
}

/** A channel's value of 0 to 255 from a pixel's bits; `absent` for a channel without any. */
function channelOf(mask: number, absent: number): (pixel: number) => number {
  if (mask === 0) return () => absent;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  if (most === 255) return (pixel) => (pixel >>> shift) & 255;
  return (pixel) => Math.round((((pixel & mask) >>> shift) * 255) / most);
}

function spreadMasked({ width, bitsPerPixel, masks }: BmpHeader): SpreadRow {
  const r = channelOf(masks.r, 0);
  const g = channelOf(masks.g, 0);
  const b = channelOf(masks.b, 0);
  const a = channelOf(masks.a, 255);
  return (row, from, rgba, to) => {
    for (let x = 0; x < width; x++) {
      const pixel =
        bitsPerPixel === 16 ? row.readUInt16LE(from + x * 2) : row.readUInt32LE(from + x * 4);
      const at = to + x * 4;
      rgba[at] = r(pixel);
      rgba[at + 1] = g(pixel);
      rgba[at + 2] = b(pixel);
      rgba[at + 3] = a(pixel);
    }
  };
}

function spreaderFor(header: BmpHeader): SpreadRow {
  if (header.bitsPerPixel <= 8) return spreadIndices(header);
  return header.bitsPerPixel === 24 ? spreadBgr(header) : spreadMasked(header);
}

const rowBytesOf = ({ width, bitsPerPixel }: BmpHeader) =>
  Math.ceil((width * bitsPerPixel) / 32) * 4;

/** Alpha that hides everything was meant by nobody: a writer left the byte empty. */
function showIfHidden(rgba: Buffer): void {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 0) return;
  for (let at = 3; at < rgba.length; at += 4) rgba[at] = 255;
}

/** Rows as an uncompressed bitmap of 8 bits per pixel has them, however they are stored. */
interface Rows {
  readonly header: BmpHeader;
  readonly read: ReadAt;
}

async function unpacked(header: BmpHeader, read: ReadAt, lenient: boolean): Promise<Rows> {
  const { width, height, bitsPerPixel, compression, pixelsAt } = header;
  if (compression === 'none') {
    // The last row's padding is left out by some.
    const last = rowBytesOf(header) * (height - 1) + Math.ceil((width * bitsPerPixel) / 8) - 1;
    const whole = (await read(pixelsAt + last, 1)).length === 1;
    if (!whole && !lenient) throw new Error('its pixels are cut short');
    return { header, read: (at, length) => read(pixelsAt + at, length) };
  }
  // Two bytes for each pixel are the most that an encoder needs, and some more to end the rows.
  const packed = await read(pixelsAt, width * height * 2 + height * 4 + 2);
  const indices = unpackRle(packed, header, compression, lenient);
  const flat: BmpHeader = { ...header, bitsPerPixel: 8, compression: 'none' };
  return { header: flat, read: (at, length) => Promise.resolve(indices.subarray(at, at + length)) };
}

/**
 * A bitmap's pixels, upright.
 * @param lenient leaves black what is not in the file
 * @returns R G B A, not premultiplied
 * @throws Error when the pixels end before the picture does
 */
export async function readBmpPixels(
  header: BmpHeader,
  read: ReadAt,
  lenient: boolean,
): Promise<Buffer> {
  const rows = await unpacked(header, read, lenient);
  const { width, height, topDown } = rows.header;
  const rowBytes = rowBytesOf(rows.header);
  const spread = spreaderFor(rows.header);
  const rgba = Buffer.alloc(width * height * 4);
  const bandRows = Math.max(1, Math.floor(BAND_BYTES / rowBytes));
  for (let start = 0; start < height; start += bandRows) {
    const wanted = Math.min(bandRows, height - start);
    const found = await rows.read(start * rowBytes, wanted * rowBytes);
    const band = Buffer.alloc(wanted * rowBytes);
    found.copy(band);
    for (let i = 0; i < wanted; i++) {
      const y = topDown ? start + i : height - 1 - start - i;
      spread(band, i * rowBytes, rgba, y * width * 4);
    }
  }
  if (header.masks.a !== 0) showIfHidden(rgba);
  return rgba;
}
