import { lstat } from 'node:fs/promises';

/** One file under two spellings (`A.PNG` and `a.png` where case does not count), or one path. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  if (a === b) return true;
  try {
    const [one, other] = await Promise.all([
      lstat(a, { bigint: true }),
      lstat(b, { bigint: true }),
    ]);
    return one.dev === other.dev && one.ino === other.ino;
  } catch {
    return false;
  }
}
