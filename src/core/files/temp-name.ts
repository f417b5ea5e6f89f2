import { randomBytes } from 'node:crypto';
import { lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { errnoOf } from '../../shared/write-error.ts';

/** Hidden on POSIX, short because the target's own name may be long, and telling its owner. */
const TEMP_NAME = /^\.offcut-(\d{1,10})-[0-9a-f]{12}\.tmp$/;

/** The longest such name, in characters, each of one byte. */
export const MAX_TEMP_NAME = '.offcut-'.length + 10 + '-'.length + 12 + '.tmp'.length;

/** A new temp name beside `target`, so that moving it into place never crosses file systems. */
export function tempPathFor(target: string): string {
  const random = randomBytes(6).toString('hex');
  return path.join(path.dirname(target), `.offcut-${process.pid}-${random}.tmp`);
}

export function isTempName(name: string): boolean {
  return TEMP_NAME.test(name);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is such a process, and it is somebody else's.
    return errnoOf(error) !== 'ESRCH';
  }
}

async function isOlderThan(file: string, ageMs: number): Promise<boolean> {
  const { mtimeMs } = await lstat(file);
  return Date.now() - mtimeMs >= ageMs;
}

/** What a killed Offcut left is swept after this long; see `sweepTempFiles` for the reason. */
export const SWEEP_AGE_MS = 10 * 60_000;

/**
 * Removes what a killed Offcut left in `directory` (not in its sub-folders): temp files whose
 * process is gone and that were last written at least `olderThanMs` ago. The age protects those of
 * another computer or container on a shared folder, whose processes cannot be seen from here.
 * Never throws: a sweep is no reason for a batch to fail.
 * @returns the paths removed
 */
export async function sweepTempFiles(
  directory: string,
  { olderThanMs }: { readonly olderThanMs: number },
): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const removed: string[] = [];
  for (const entry of entries) {
    const pid = TEMP_NAME.exec(entry.name)?.[1];
    if (pid === undefined || !entry.isFile() || isAlive(Number(pid))) continue;
    const file = path.join(directory, entry.name);
    try {
      if (!(await isOlderThan(file, olderThanMs))) continue;
      await rm(file);
      removed.push(file);
    } catch {
      // Gone already, or not ours to remove.
    }
  }
  return removed;
}
