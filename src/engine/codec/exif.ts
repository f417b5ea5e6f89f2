/**
 * Edits of an EXIF block, in place: the tags stay where they are, so that a maker note's own
 * offsets stay right. Layout: TIFF 6.0 section 2 and Exif 2.32 section 4.6 (CIPA DC-008).
 */

const HEADER = 'Exif\0\0';
const ENTRY_BYTES = 12;
const TAG_ORIENTATION = 0x0112;
const TAG_GPS_DIRECTORY = 0x8825;
/** Where a thumbnail's bytes stand and how many they are: a JPEG stream, or uncompressed strips. */
const THUMBNAIL_TAGS = [
  [0x0201, 0x0202],
  [0x0111, 0x0117],
] as const;
const TYPE_SHORT = 3;
const TYPE_LONG = 4;
/** Bytes of one value of each TIFF type, by type number. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

/**
 * A JPEG holds 64 kB of EXIF at most, and that is what cameras write, whatever the format.
 * libvips refuses to write more than 8 MB.
 */
const MOST_BYTES = 2 ** 20;
/**
 * How many bytes of work are done for each byte of a block. The values of an honest block do not
 * overlap, so each byte is looked at and overwritten a few times; a block whose directories all
 * point to all of it would keep the engine busy for minutes.
 */
const WORK_PER_BYTE = 8;

interface Directory {
  /** Where its entry count stands. */
  readonly at: number;
  readonly count: number;
}

class TiffBlock {
  readonly bytes: Buffer;
  readonly #little: boolean;
  #workLeft: number;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.#workLeft = bytes.length * WORK_PER_BYTE;
    this.#little = bytes.toString('latin1', 0, 2) === 'II';
  }

  /** To be said before so many bytes are worked on; throws RangeError when it gets too much. */
  #work(bytes: number): void {
    this.#workLeft -= bytes;
    if (this.#workLeft < 0) throw new RangeError('EXIF values overlap');
  }

  u16(at: number): number {
    return this.#little ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);
  }

  u32(at: number): number {
    return this.#little ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);
  }

  putU16(value: number, at: number): void {
    if (this.#little) this.bytes.writeUInt16LE(value, at);
    else this.bytes.writeUInt16BE(value, at);
  }

  putU32(value: number, at: number): void {
    if (this.#little) this.bytes.writeUInt32LE(value, at);
    else this.bytes.writeUInt32BE(value, at);
  }

  /** The directory at `at`; throws RangeError when it does not fit the block. */
  directory(at: number): Directory {
    const count = this.u16(at);
    if (at + 2 + count * ENTRY_BYTES + 4 > this.bytes.length)
      throw new RangeError('EXIF cut short');
    return { at, count };
  }

  /** Where the entry with this tag stands, or undefined. */
  entry({ at, count }: Directory, tag: number): number | undefined {
    for (let i = 0; i < count; i++) {
      const entry = at + 2 + i * ENTRY_BYTES;
      if (this.u16(entry) === tag) return entry;
    }
    return undefined;
  }

  /** The numbers of an entry of type SHORT or LONG; none without such an entry. */
  numbers(directory: Directory, tag: number): readonly number[] {
    const entry = this.entry(directory, tag);
    if (entry === undefined) return [];
    const short = this.u16(entry + 2) === TYPE_SHORT;
    const bytes = short ? 2 : 4;
    const count = this.u32(entry + 4);
    const at = count * bytes > 4 ? this.u32(entry + 8) : entry + 8;
    if (at + count * bytes > this.bytes.length) throw new RangeError('EXIF cut short');
    this.#work(count * bytes);
    return Array.from({ length: count }, (_, i) =>
      short ? this.u16(at + i * bytes) : this.u32(at + i * bytes),
    );
  }

  /** Where a directory's link to the next one stands. */
  linkOf({ at, count }: Directory): number {
    return at + 2 + count * ENTRY_BYTES;
  }

  /** Overwrites bytes with zeros, as far as they lie in the block. */
  wipe(at: number, bytes: number): void {
    const end = Math.min(at + bytes, this.bytes.length);
    this.#work(Math.max(0, end - at));
    this.bytes.fill(0, at, end);
  }

  /** Overwrites a directory with zeros, and every value that it points to. */
  erase({ at, count }: Directory): void {
    for (let i = 0; i < count; i++) {
      const entry = at + 2 + i * ENTRY_BYTES;
      const bytes = (TYPE_BYTES[this.u16(entry + 2)] ?? 1) * this.u32(entry + 4);
      if (bytes > 4) this.wipe(this.u32(entry + 8), bytes);
    }
    this.wipe(at, 2 + count * ENTRY_BYTES + 4);
  }

  /** Erases a thumbnail's directory and its picture. */
  eraseThumbnail(directory: Directory): void {
    for (const [places, lengths] of THUMBNAIL_TAGS) {
      const bytes = this.numbers(directory, lengths);
      this.numbers(directory, places).forEach((at, i) => {
        this.wipe(at, bytes[i] ?? 0);
      });
    }
    this.erase(directory);
  }

  /** Erases every GPS directory that a directory points to, and the entries themselves. */
  eraseLocation(directory: Directory): Directory {
    let rest = directory;
    for (;;) {
      const gps = this.entry(rest, TAG_GPS_DIRECTORY);
      if (gps === undefined) return rest;
      this.erase(this.directory(this.u32(gps + 8)));
      this.removeEntry(rest, gps);
      rest = this.directory(rest.at);
    }
  }

  /** Takes one entry out of a directory, moving up those behind it and the next-directory link. */
  removeEntry({ at, count }: Directory, entry: number): void {
    const end = at + 2 + count * ENTRY_BYTES + 4;
    this.#work(end - at);
    this.bytes.copyWithin(entry, entry + ENTRY_BYTES, end);
    this.bytes.fill(0, end - ENTRY_BYTES, end);
    this.putU16(count - 1, at);
  }
}

/**
 * The source's EXIF block as the cutout may carry it: upright (orientation 1, as the pixels have
 * been turned), without the embedded thumbnail (it would show the old background), and, unless
 * `keepLocation`, without the GPS directory, whose values are overwritten.
 * @param exif a block as libvips gives it, with or without the leading `Exif\0\0`
 * @returns the new block, starting with the TIFF header; undefined when it cannot be read or is
 *   larger than any camera's, because a block that is not understood could hold a place
 */
export function exifForCutout(
  exif: Buffer,
  { keepLocation }: { readonly keepLocation: boolean },
): Buffer | undefined {
  const start = exif.toString('latin1', 0, HEADER.length) === HEADER ? HEADER.length : 0;
  if (exif.length - start > MOST_BYTES) return undefined;
  const block = new TiffBlock(Buffer.from(exif.subarray(start)));
  try {
    if (!/^(II|MM)$/.test(block.bytes.toString('latin1', 0, 2)) || block.u16(2) !== 42) {
      return undefined;
    }
    let main = block.directory(block.u32(4));

    const orientation = block.entry(main, TAG_ORIENTATION);
    if (orientation !== undefined) {
      if (block.u16(orientation + 2) === TYPE_LONG) block.putU32(1, orientation + 8);
      else block.putU16(1, orientation + 8);
    }
    if (!keepLocation) main = block.eraseLocation(main);

    const link = block.linkOf(main);
    let next = block.u32(link);
    block.putU32(0, link);
    while (next !== 0) {
      const thumbnail = block.directory(next);
      // Links that run in a circle end, because what was passed is zeros.
      next = block.u32(block.linkOf(thumbnail));
      block.eraseThumbnail(keepLocation ? thumbnail : block.eraseLocation(thumbnail));
    }
    return block.bytes;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
