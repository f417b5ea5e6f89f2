import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** A file beneath `test/fixtures`, such as `heic/mug.heic`. */
export const fixture = (name: string): string =>
  path.resolve(import.meta.dirname, '../fixtures', name);

export const readFixture = (name: string): Promise<Buffer> => readFile(fixture(name));

/** A copy in which bytes are written over, `offset` behind the first place of `mark`. */
export function patched(
  bytes: Buffer,
  mark: string,
  offset: number,
  by: readonly number[],
): Buffer {
  const at = bytes.indexOf(mark, 0, 'latin1');
  if (at < 0) throw new Error(`there is no ${mark}`);
  const copy = Buffer.from(bytes);
  copy.set(by, at + offset);
  return copy;
}
