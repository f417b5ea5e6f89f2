import path from 'node:path';
import { collisionKey } from '../files/safe-name.ts';
import { isSameFile } from '../files/same-file.ts';

/** Whether one path means, or lies below, another on any system: case and accents aside. */
export function isBelow(inner: string, outer: string): boolean {
  const [a, b] = [collisionKey(inner), collisionKey(outer)];
  return a === b || a.startsWith(b.endsWith(path.sep) ? b : b + path.sep);
}

/**
 * Whether `inner` is `outer` or lies in it, both real paths. Told by the disk, so that it is exact
 * whether case counts there or not, and sees through a folder that is mounted twice; and by the
 * names where the disk tells nothing, for folders that are not there.
 */
export async function liesWithin(
  inner: string,
  outer: string,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  for (let place = inner; ; place = path.dirname(place)) {
    if (await isSameFile(place, outer)) return true;
    if (place === path.dirname(place)) break;
  }
  return platform !== 'linux' && isBelow(inner, outer);
}

/** Whether the two have anything in common. */
export const overlaps = async (a: string, b: string): Promise<boolean> =>
  (await liesWithin(a, b)) || liesWithin(b, a);
