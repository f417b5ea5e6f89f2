import { closeSync, existsSync, fsyncSync, openSync, renameSync } from 'node:fs';
import path from 'node:path';
import { companions } from '../../sqlite/database-files.ts';

/** The files of the store within the data folder. */
export const storeFiles = (folder: string) => ({
  queue: path.join(folder, 'queue.db'),
  /** Of no content: it is locked as long as the queue has an owner. */
  lock: path.join(folder, 'queue.lock'),
  owner: path.join(folder, 'owner.json'),
  /** Newest first. */
  backups: [
    path.join(folder, 'queue.backup-1.db'),
    path.join(folder, 'queue.backup-2.db'),
  ] as const,
  /** A backup that is being written, or is being brought back. */
  unfinished: path.join(folder, 'queue.backup-new.db'),
});

export type StoreFiles = ReturnType<typeof storeFiles>;

/** Brings the content of `file` to the disk. */
export function syncFile(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Puts a file and its companions aside as `queue.damaged-<time>.db`, and clobbers nothing.
 * @returns where it is now; undefined when there was nothing
 */
export function keepAside(file: string, now: Date): string | undefined {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const stem = path.join(path.dirname(file), `queue.damaged-${time}`);
  const names = ['', ...companions];
  const isFree = (place: string) => names.every((name) => !existsSync(place + name));
  let place = `${stem}.db`;
  for (let number = 2; !isFree(place); number++) place = `${stem}-${number}.db`;
  const there = names.filter((name) => existsSync(file + name));
  // The file itself goes first: without it, nobody takes what is left for a whole queue.
  for (const name of there) renameSync(file + name, place + name);
  return there.length > 0 ? place : undefined;
}
