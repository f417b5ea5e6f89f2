import { OffcutError } from '../../../shared/errors.ts';
import type { ReadAt } from '../read-at.ts';

/**
 * The header of a Windows or OS/2 bitmap: BITMAPFILEHEADER, then one of BITMAPCOREHEADER (12
 * bytes), BITMAPINFOHEADER (40; 52 and 56 with masks), OS/2 2.x (16 to 64), BITMAPV4HEADER (108)
 * and BITMAPV5HEADER (124), as Microsoft documents them in wingdi.h.
 */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Whether the first row in the file is the upper one. */
  readonly topDown: boolean;
  readonly bitsPerPixel: 1 | 2 | 4 | 8 | 16 | 24 | 32;
  readonly compression: 'none' | 'rle8' | 'rle4';
  /** Which bits of a pixel of 16 or 32 bits are which channel; alpha is 0 where there is none. */
  readonly masks: {
    readonly r: number;
    readonly g: number;
    readonly b: number;
    readonly a: number;
  };
  /** R G B of each colour; empty where pixels have colours of their own. */
  readonly palette: Uint8Array;
  /** Where the pixels begin, in bytes from the start of the file. */
  readonly pixelsAt: number;
  readonly icc: Buffer | undefined;
  /** Pixels per inch. */
  readonly density: number | undefined;
}

const FILE_HEADER_BYTES = 14;
const LONGEST_HEADER = 124;
const HEADER_WITH_ALPHA = 56;
/** A profile that is larger is a lie. */
const MOST_PROFILE_BYTES = 16 * 2 ** 20;
const METRES_PER_INCH = 0.0254;
/** The colour space `PROFILE_EMBEDDED`, `MBED`. */
const EMBEDDED_PROFILE = 0x4d424544;

const compressions = { none: 0, rle8: 1, rle4: 2, bitFields: 3, alphaBitFields: 6 } as const;
const otherCompressions: Readonly<Record<number, string>> = { 4: 'JPEG', 5: 'PNG' };

const damaged = (reason: string) => new OffcutError('input-damaged', { reason });
const unsupported = (what: string) =>
  new OffcutError('input-format-unsupported', { format: `BMP (${what})` });

function bitsOf(bits: number): BmpHeader['bitsPerPixel'] {
  switch (bits) {
    case 1:
    case 2:
    case 4:
    case 8:
    case 16:
    case 24:
    case 32:
      return bits;
    default:
      throw unsupported(`${bits} bits per pixel`);
  }
}

/** The fields of an info header, with 0 where a shorter one has none. */
function fieldsOf(info: Buffer) {
  const u32 = (at: number) => (at + 4 <= info.length ? info.readUInt32LE(at) : 0);
  if (info.length === 12) {
    const [width, height, bits] = [4, 6, 10].map((at) => info.readUInt16LE(at));
    return { width, height, bits, compression: 0, perMetre: 0, colours: 0, u32 };
  }
  return {
    width: info.readInt32LE(4),
    height: info.readInt32LE(8),
    bits: info.readUInt16LE(14),
    compression: u32(16),
    perMetre: info.length < 40 ? 0 : info.readInt32LE(24),
    colours: u32(32),
    u32,
  };
}

/** OS/2 2.x has compressions of its own under numbers that Windows gave to others. */
function compressionOf(code: number, bits: number, infoBytes: number) {
  const known = Object.entries(compressions).find(([, number]) => number === code)?.[0] as
    keyof typeof compressions | undefined;
  if (infoBytes === 64 && code >= 3) throw unsupported(code === 4 ? 'RLE24' : 'Huffman');
  if (known === undefined) throw unsupported(otherCompressions[code] ?? `compression ${code}`);
  if (known === 'rle8' && bits !== 8) throw damaged(`RLE8 of ${bits} bits per pixel`);
  if (known === 'rle4' && bits !== 4) throw damaged(`RLE4 of ${bits} bits per pixel`);
  const byFields = known === 'bitFields' || known === 'alphaBitFields';
  if (byFields && bits !== 16 && bits !== 32) throw damaged(`masks of ${bits} bits per pixel`);
  return known;
}

/** Masks must be runs of bits within the pixel that do not overlap. */
function checkMasks(masks: BmpHeader['masks'], bits: number): BmpHeader['masks'] {
  let taken = 0;
  for (const mask of Object.values(masks)) {
    const run = mask === 0 ? 0 : mask >>> (31 - Math.clz32(mask & -mask));
    const contiguous = (run & (run + 1)) === 0;
    const outside = bits === 16 && mask > 0xffff;
    if (!contiguous || outside || (taken & mask) !== 0)
      throw damaged('its channel masks are wrong');
    taken |= mask;
  }
  if ((masks.r | masks.g | masks.b) === 0) throw damaged('its channel masks are empty');
  return masks;
}

async function readPalette(
  read: ReadAt,
  at: number,
  colours: number,
  bytesPerColour: 3 | 4,
): Promise<Uint8Array> {
  const bytes = await read(at, colours * bytesPerColour);
  const found = Math.floor(bytes.length / bytesPerColour);
  const palette = new Uint8Array(found * 3);
  for (let i = 0; i < found; i++) {
    for (const c of [0, 1, 2]) palette[i * 3 + c] = bytes[i * bytesPerColour + 2 - c] as number;
  }
  return palette;
}

async function readProfile(read: ReadAt, u32: (at: number) => number): Promise<Buffer | undefined> {
  const size = u32(116);
  if (u32(56) !== EMBEDDED_PROFILE || size < 128 || size > MOST_PROFILE_BYTES) return undefined;
  const icc = await read(FILE_HEADER_BYTES + u32(112), size);
  // Whole, and of a colour space that the pixels can be in (ICC.1, 7.2).
  const sound = icc.length === size && icc.toString('latin1', 36, 40) === 'acsp';
  return sound && icc.toString('latin1', 16, 20) === 'RGB ' ? icc : undefined;
}

/**
 * Reads a bitmap's header, its palette and its profile: a few kilobytes, whatever it claims.
 * @throws OffcutError `input-damaged`, `input-format-unsupported`
 */
export async function readBmpHeader(read: ReadAt): Promise<BmpHeader> {
  const head = await read(0, FILE_HEADER_BYTES + LONGEST_HEADER + 16);
  const infoBytes = head.length < 18 ? 0 : head.readUInt32LE(FILE_HEADER_BYTES);
  const known = infoBytes === 12 || (infoBytes >= 16 && infoBytes <= LONGEST_HEADER);
  if (!known || head.length < FILE_HEADER_BYTES + infoBytes)
    throw damaged('its header is cut short');
  const info = head.subarray(FILE_HEADER_BYTES, FILE_HEADER_BYTES + infoBytes);
  const { width = 0, height = 0, bits = 0, u32, ...fields } = fieldsOf(info);
  if (width <= 0 || height === 0) throw damaged(`it claims ${width} x ${height} pixels`);

  const code = compressionOf(fields.compression, bits, infoBytes);
  const bitsPerPixel = bitsOf(bits);
  const byFields = code === 'bitFields' || code === 'alphaBitFields';
  // With the shortest header that can have masks, they stand behind it.
  const masksBehind = byFields && infoBytes === 40;
  const maskBytes = !masksBehind ? 0 : code === 'alphaBitFields' ? 16 : 12;
  const maskAt = (i: number) => {
    const at = FILE_HEADER_BYTES + 40 + 4 * i;
    return at + 4 <= head.length ? head.readUInt32LE(at) : 0;
  };
  const withAlpha = infoBytes >= HEADER_WITH_ALPHA || code === 'alphaBitFields';
  const masks = byFields
    ? { r: maskAt(0), g: maskAt(1), b: maskAt(2), a: withAlpha ? maskAt(3) : 0 }
    : bitsPerPixel === 16
      ? { r: 0x7c00, g: 0x03e0, b: 0x001f, a: 0 }
      : { r: 0xff0000, g: 0xff00, b: 0xff, a: 0 };

  const pixelsAt = head.readUInt32LE(10);
  const paletteAt = FILE_HEADER_BYTES + infoBytes + maskBytes;
  const mostColours = bitsPerPixel > 8 ? 0 : 2 ** bitsPerPixel;
  const claimed = fields.colours === 0 ? mostColours : Math.min(fields.colours, mostColours);
  const bytesPerColour = infoBytes === 12 ? 3 : 4;
  const room = Math.max(0, Math.floor((pixelsAt - paletteAt) / bytesPerColour));
  const palette = await readPalette(read, paletteAt, Math.min(claimed, room), bytesPerColour);
  if (mostColours > 0 && palette.length === 0) throw damaged('it has no palette');
  if (pixelsAt < paletteAt) throw damaged('its pixels begin within its header');

  return {
    width,
    height: Math.abs(height),
    topDown: height < 0,
    bitsPerPixel,
    compression: code === 'rle8' || code === 'rle4' ? code : 'none',
    masks: checkMasks(masks, bits),
    palette,
    pixelsAt,
    icc: infoBytes === LONGEST_HEADER ? await readProfile(read, u32) : undefined,
    density: fields.perMetre > 0 ? Math.round(fields.perMetre * METRES_PER_INCH) : undefined,
  };
}
