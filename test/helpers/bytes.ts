/** Small pieces of binary files. */

export const u8 = (...values: readonly number[]): Buffer => Buffer.from(values);

export function u16be(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, i) => bytes.writeUInt16BE(value, i * 2));
  return bytes;
}

export function u16le(...values: readonly number[]): Buffer {
  return u16be(...values).swap16();
}

export function u32be(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => bytes.writeUInt32BE(value, i * 4));
  return bytes;
}

export const u32le = (...values: readonly number[]): Buffer => u32be(...values).swap32();

export const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

/** A copy with other bytes at `at`. */
export function patched(bytes: Buffer, at: number, by: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  by.copy(copy, at);
  return copy;
}

/** The same bytes so many times. */
export const repeated = (bytes: Buffer, times: number): Buffer =>
  Buffer.alloc(bytes.length * times, bytes);

/** Where `wanted` stands; throws when it is not there, so that a corpus never loses its point. */
export function placeOf(bytes: Buffer, wanted: Buffer | string): number {
  const at = bytes.indexOf(wanted, 0, 'latin1');
  if (at < 0) throw new Error(`${wanted.toString()} is not in the picture`);
  return at;
}
