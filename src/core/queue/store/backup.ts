import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { OffcutError } from '../../../shared/errors.ts';
import { companions, createPrivately } from '../../sqlite/database-files.ts';
import type { SqlDatabase } from '../../sqlite/sql-database.ts';
import { examine } from './examine.ts';
import { knownVersion } from './queue-database.ts';
import { syncFile, type StoreFiles } from './store-files.ts';

export function removeUnfinished({ unfinished }: StoreFiles): void {
  for (const name of ['', ...companions])
    rmSync(unfinished + name, { recursive: true, force: true });
}

/**
 * Writes a new backup; the one before it becomes the second, at every moment there is a whole one.
 * Throws OffcutError `queue-disk-full`, `queue-unwritable` or `queue-damaged`, or what the file
 * system throws.
 */
export function makeBackup(db: SqlDatabase, files: StoreFiles): void {
  const [newest, older] = files.backups;
  try {
    removeUnfinished(files);
    createPrivately(files.unfinished);
    db.run('VACUUM INTO ?', files.unfinished);
    syncFile(files.unfinished);
    if (existsSync(newest)) renameSync(newest, older);
    renameSync(files.unfinished, newest);
  } catch (error) {
    removeUnfinished(files);
    throw error;
  }
}

export interface Backup {
  readonly file: string;
  /** ms since 1970. */
  readonly madeAt: number;
}

/**
 * Copies the newest good backup to `files.unfinished`.
 * @returns undefined when there is none
 *
 * Throws OffcutError `queue-too-new` when a newer Offcut wrote it; else as `examine`.
 */
export function fetchBackup(files: StoreFiles): Backup | undefined {
  for (const file of files.backups) {
    removeUnfinished(files);
    if (!existsSync(file)) continue;
    copyFileSync(file, files.unfinished, constants.COPYFILE_FICLONE);
    chmodSync(files.unfinished, 0o600);
    const finding = examine(files.unfinished);
    if (finding.type === 'newer') {
      const { version } = finding;
      throw new OffcutError('queue-too-new', { path: file, version, known: knownVersion });
    }
    if (finding.type !== 'good') continue;
    syncFile(files.unfinished);
    return { file, madeAt: Math.trunc(statSync(file).mtimeMs) };
  }
  removeUnfinished(files);
  return undefined;
}
