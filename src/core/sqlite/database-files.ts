import { closeSync, openSync } from 'node:fs';

/** What SQLite puts beside a file: what belongs to it and is not in it yet. */
export const companions = ['-wal', '-journal', '-shm'] as const;

/** Creates `file` for this user alone, if it is not there. SQLite gives its companions the same mode. */
export function createPrivately(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
}
