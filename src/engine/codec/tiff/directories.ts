import type { ReadAt } from '../read-at.ts';

/** What is asked of one image file directory (TIFF 6.0, section 2; BigTIFF). */
export interface TiffDirectory {
  readonly width: number;
  readonly height: number;
  /** A smaller copy of another picture in the file. */
  readonly reduced: boolean;
  /** A mask for another picture. */
  readonly mask: boolean;
  /** What a sensor saw, still to be made into a picture. */
  readonly raw: boolean;
  /** The places of the directories below it. */
  readonly below: readonly number[];
}

const tags = {
  newSubfileType: 254,
  subfileType: 255,
  width: 256,
  height: 257,
  photometric: 262,
  subIfds: 330,
  dngVersion: 50_706,
} as const;
const asked: ReadonlySet<number> = new Set(Object.values(tags));

/** Colour filter array and linear raw (TIFF/EP; DNG 1.7, chapter 4). */
const rawPhotometrics: readonly (number | undefined)[] = [32_803, 34_892];

/** Bytes of one value, of the types that hold whole numbers: BYTE, SHORT, LONG, IFD, LONG8, IFD8. */
const valueBytes: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 13: 4, 16: 8, 18: 8 };

const MOST_ENTRIES = 4096;
const MOST_VALUES = 64;
/** Pages beyond are not counted. */
const MOST_DIRECTORIES = 1000;

/** Reads the numbers of a TIFF file, classic or BigTIFF, in either byte order. */
class TiffFile {
  readonly #read: ReadAt;
  readonly #little: boolean;
  readonly #big: boolean;

  constructor(read: ReadAt, head: Buffer) {
    this.#read = read;
    this.#little = head.toString('latin1', 0, 2) === 'II';
    this.#big = this.#number(head, 2, 2) === 43;
  }

  /** RangeError where `bytes` end before. */
  #number(bytes: Buffer, at: number, size: number): number {
    if (size === 8) {
      return Number(this.#little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
    }
    return this.#little ? bytes.readUIntLE(at, size) : bytes.readUIntBE(at, size);
  }

  first(head: Buffer): number {
    return this.#big ? this.#number(head, 8, 8) : this.#number(head, 4, 4);
  }

  async directory(at: number): Promise<{ directory: TiffDirectory; next: number }> {
    const [countBytes, offsetBytes] = this.#big ? [8, 8] : [2, 4];
    const entryBytes = 4 + 2 * offsetBytes;
    const count = this.#number(await this.#read(at, countBytes), 0, countBytes);
    if (count > MOST_ENTRIES) throw new RangeError('a directory of too many entries');
    const entries = await this.#read(at + countBytes, count * entryBytes + offsetBytes);
    const values = new Map<number, readonly number[]>();
    for (let i = 0; i < count; i++) {
      const entry = entries.subarray(i * entryBytes, (i + 1) * entryBytes);
      const tag = this.#number(entry, 0, 2);
      if (asked.has(tag)) values.set(tag, await this.#values(entry, offsetBytes));
    }
    const first = (tag: number) => values.get(tag)?.[0];
    const kind = first(tags.newSubfileType) ?? 0;
    return {
      directory: {
        width: first(tags.width) ?? 0,
        height: first(tags.height) ?? 0,
        reduced: (kind & 1) !== 0 || first(tags.subfileType) === 2,
        mask: (kind & 4) !== 0,
        raw: values.has(tags.dngVersion) || rawPhotometrics.includes(first(tags.photometric)),
        below: values.get(tags.subIfds) ?? [],
      },
      next: this.#number(entries, count * entryBytes, offsetBytes),
    };
  }

  /** The whole numbers of an entry; none where it has values of another kind. */
  async #values(entry: Buffer, offsetBytes: number): Promise<readonly number[]> {
    const size = valueBytes[this.#number(entry, 2, 2)];
    if (size === undefined) return [];
    const count = Math.min(this.#number(entry, 4, offsetBytes), MOST_VALUES);
    const field = entry.subarray(4 + offsetBytes);
    const bytes =
      count * size <= offsetBytes
        ? field
        : await this.#read(this.#number(field, 0, offsetBytes), count * size);
    return Array.from({ length: count }, (_, i) => this.#number(bytes, i * size, size));
  }
}

export interface TiffDirectories {
  /** The directories that follow one another from the file's header. */
  readonly chain: readonly TiffDirectory[];
  /** The directories that lie below each of the chain's first ones. */
  readonly below: readonly (readonly TiffDirectory[])[];
}

/** How many of the chain's directories are looked below. */
const LOOKED_BELOW = 8;

/**
 * Reads a TIFF file's directories, as far as they can be read: what a damaged one hides is for the
 * decoder to complain of.
 */
export async function readDirectories(read: ReadAt): Promise<TiffDirectories> {
  const chain: TiffDirectory[] = [];
  const below: TiffDirectory[][] = [];
  try {
    const head = await read(0, 16);
    const file = new TiffFile(read, head);
    const seen = new Set<number>();
    let at = file.first(head);
    while (at !== 0 && !seen.has(at) && chain.length < MOST_DIRECTORIES) {
      seen.add(at);
      const { directory, next } = await file.directory(at);
      chain.push(directory);
      at = next;
    }
    for (const { below: places } of chain.slice(0, LOOKED_BELOW)) {
      const found: TiffDirectory[] = [];
      below.push(found);
      for (const place of places) found.push((await file.directory(place)).directory);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return { chain, below };
}
