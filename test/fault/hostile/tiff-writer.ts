/** TIFF by hand: TIFF 6.0, section 2; BigTIFF has wider counts and offsets. */

/** 1 BYTE, 2 ASCII, 3 SHORT, 4 LONG, 13 IFD, 16 LONG8. */
export interface Field {
  readonly tag: number;
  readonly type: number;
  readonly values: readonly number[];
  /** Said in place of the real number of values. */
  readonly count?: number;
  /** Said in place of the values or of where they stand. */
  readonly at?: number;
}

export interface Directory {
  readonly fields: readonly Field[];
  /** Where the next directory stands; left out: right behind this one, or none after the last. */
  readonly next?: number;
}

export interface TiffParts {
  readonly directories: readonly Directory[];
  /** Stands right behind the header, at `tiffData(big)`. */
  readonly data?: Buffer;
  readonly big?: boolean;
  readonly order?: 'II' | 'MM';
  /** Where the header says that the first directory is. */
  readonly first?: number;
}

const typeBytes: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 13: 4, 16: 8 };

/** Where the data of a TIFF of this writer begins. */
export const tiffData = (big = false): number => (big ? 16 : 8);

export const field = (tag: number, type: number, ...values: readonly number[]): Field => ({
  tag,
  type,
  values,
});

export function tiff({
  directories,
  data = Buffer.alloc(0),
  big = false,
  order = 'II',
  first,
}: TiffParts): Buffer {
  const number = (value: number, bytes: number): Buffer => {
    const out = Buffer.alloc(8);
    out.writeBigUInt64LE(BigInt(value));
    const low = out.subarray(0, bytes);
    return order === 'II' ? low : Buffer.from(low).reverse();
  };
  const wide = big ? 8 : 4;
  const parts: Buffer[] = [];
  let at = tiffData(big) + data.length;
  const start = at;
  directories.forEach(({ fields, next }, i) => {
    const head = (big ? 8 : 2) + fields.length * (4 + 2 * wide) + wide;
    const entries: Buffer[] = [number(fields.length, big ? 8 : 2)];
    const values: Buffer[] = [];
    let valueAt = at + head;
    for (const entry of fields) {
      const bytes = Buffer.concat(
        entry.values.map((value) => number(value, typeBytes[entry.type] ?? 1)),
      );
      entries.push(
        number(entry.tag, 2),
        number(entry.type, 2),
        number(entry.count ?? entry.values.length, wide),
      );
      if (entry.at !== undefined) entries.push(number(entry.at, wide));
      else if (bytes.length <= wide)
        entries.push(Buffer.concat([bytes, Buffer.alloc(wide - bytes.length)]));
      else {
        entries.push(number(valueAt, wide));
        values.push(bytes);
        valueAt += bytes.length;
      }
    }
    const last = i === directories.length - 1;
    entries.push(number(next ?? (last ? 0 : valueAt), wide));
    parts.push(Buffer.concat([...entries, ...values]));
    at = valueAt;
  });
  const header = big ? [number(43, 2), number(8, 2), number(0, 2)] : [number(42, 2)];
  return Buffer.concat([
    Buffer.from(order, 'latin1'),
    ...header,
    number(first ?? start, wide),
    data,
    ...parts,
  ]);
}
