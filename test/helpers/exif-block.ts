/** Builds EXIF blocks by hand, so that a test knows every byte. */

export type ByteOrder = 'II' | 'MM';

export interface Entry {
  readonly tag: number;
  /** 2 ASCII, 3 SHORT, 4 LONG, 5 RATIONAL. */
  readonly type: 2 | 3 | 4 | 5;
  /** Text for ASCII, else numbers; a RATIONAL takes two. */
  readonly value: string | readonly number[];
}

export interface Directories {
  readonly main: readonly Entry[];
  readonly exif?: readonly Entry[];
  readonly gps?: readonly Entry[];
  readonly thumbnail?: readonly Entry[];
  /** The thumbnail's JPEG stream. */
  readonly thumbnailData?: Buffer;
}

export const tags = {
  make: 0x010f,
  orientation: 0x0112,
  copyright: 0x8298,
  exifDirectory: 0x8769,
  gpsDirectory: 0x8825,
  dateTimeOriginal: 0x9003,
  gpsLatitudeRef: 0x0001,
  gpsLatitude: 0x0002,
  stripOffsets: 0x0111,
  stripByteCounts: 0x0117,
  thumbnailOffset: 0x0201,
  thumbnailLength: 0x0202,
} as const;

const u16 = (order: ByteOrder, value: number) => {
  const bytes = Buffer.alloc(2);
  if (order === 'II') bytes.writeUInt16LE(value);
  else bytes.writeUInt16BE(value);
  return bytes;
};

const u32 = (order: ByteOrder, value: number) => {
  const bytes = Buffer.alloc(4);
  if (order === 'II') bytes.writeUInt32LE(value);
  else bytes.writeUInt32BE(value);
  return bytes;
};

/** An entry's value as bytes, in the block's byte order. */
export function valueBytes(order: ByteOrder, { type, value }: Entry): Buffer {
  if (typeof value === 'string') return Buffer.from(`${value}\0`, 'latin1');
  return Buffer.concat(value.map((number) => (type === 3 ? u16 : u32)(order, number)));
}

const countOf = ({ type, value }: Entry) =>
  typeof value === 'string' ? value.length + 1 : value.length / (type === 5 ? 2 : 1);

/** A directory at `at`, its link, and its values right behind it. */
function directory(order: ByteOrder, at: number, entries: readonly Entry[], link: number): Buffer {
  const heads: Buffer[] = [u16(order, entries.length)];
  const values: Buffer[] = [];
  let valueAt = at + 2 + entries.length * 12 + 4;
  for (const entry of entries) {
    const bytes = valueBytes(order, entry);
    heads.push(u16(order, entry.tag), u16(order, entry.type), u32(order, countOf(entry)));
    if (bytes.length <= 4) {
      heads.push(Buffer.concat([bytes, Buffer.alloc(4 - bytes.length)]));
    } else {
      heads.push(u32(order, valueAt));
      values.push(bytes);
      valueAt += bytes.length;
    }
  }
  return Buffer.concat([...heads, u32(order, link), ...values]);
}

const pointer = (tag: number, at: number): Entry => ({ tag, type: 4, value: [at] });

/** An EXIF block, starting with the TIFF header. */
export function exifBlock(order: ByteOrder, parts: Directories): Buffer {
  const { main, exif, gps, thumbnail, thumbnailData } = parts;
  const length = (entries: readonly Entry[]) => directory(order, 0, entries, 0).length;
  const withPointers = (exifAt: number, gpsAt: number) => [
    ...main,
    ...(exif ? [pointer(tags.exifDirectory, exifAt)] : []),
    ...(gps ? [pointer(tags.gpsDirectory, gpsAt)] : []),
  ];
  const exifAt = 8 + length(withPointers(0, 0));
  const gpsAt = exifAt + (exif ? length(exif) : 0);
  const thumbnailAt = gpsAt + (gps ? length(gps) : 0);
  const thumbnailEntries = (at: number) => [
    ...(thumbnail ?? []),
    ...(thumbnailData
      ? [pointer(tags.thumbnailOffset, at), pointer(tags.thumbnailLength, thumbnailData.length)]
      : []),
  ];
  const dataAt = thumbnailAt + length(thumbnailEntries(0));
  const hasThumbnail = thumbnail !== undefined || thumbnailData !== undefined;
  return Buffer.concat([
    Buffer.from(order, 'latin1'),
    u16(order, 42),
    u32(order, 8),
    directory(order, 8, withPointers(exifAt, gpsAt), hasThumbnail ? thumbnailAt : 0),
    exif ? directory(order, exifAt, exif, 0) : Buffer.alloc(0),
    gps ? directory(order, gpsAt, gps, 0) : Buffer.alloc(0),
    hasThumbnail ? directory(order, thumbnailAt, thumbnailEntries(dataAt), 0) : Buffer.alloc(0),
    thumbnailData ?? Buffer.alloc(0),
  ]);
}
