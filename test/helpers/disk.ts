import { spawnSync } from 'node:child_process';
import { afterEach } from 'vitest';
import { useTempFolder } from './temp.ts';

/**
 * Gives each test file systems of its own, by mount options such as `size=2m`, and takes them away
 * afterwards. Only Linux's root can have them: undefined elsewhere.
 */
export function useDisks(): (options: string) => Promise<string | undefined> {
  const newFolder = useTempFolder();
  const mounted: string[] = [];
  // Before the folders are removed: hooks run in reverse.
  afterEach(() => {
    for (const disk of mounted.splice(0)) spawnSync('umount', [disk]);
  });
  return async (options) => {
    const disk = await newFolder();
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]);
    if (status !== 0) return undefined;
    mounted.push(disk);
    return disk;
  };
}
