import { constants, type Stats } from 'node:fs';
import { access, realpath, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { OffcutError } from '../../shared/errors.ts';
import { errnoOf, writeError } from '../../shared/write-error.ts';
import { exists } from '../files/exists.ts';
import type { FolderFact } from './plan-outputs.ts';

/** What a disk has left; bytes. */
export interface Volume {
  /** Tells one disk from another. */
  readonly id: number;
  readonly free: number;
  /** The least that a file takes. */
  readonly block: number;
  /** How many more files it can have; null where the file system sets no limit. */
  readonly files: number | null;
}

export interface FolderLook extends FolderFact {
  /** A folder that is missing is made when the batch is run. */
  readonly exists: boolean;
  /** undefined where it could not be told. */
  readonly volume: Volume | undefined;
}

interface Nearest {
  readonly folder: string;
  readonly stats: Stats;
  /** What is missing below it. */
  readonly rest: string;
}

/** The folder itself, or the nearest one above that is there. */
async function nearestOf(folder: string): Promise<Nearest> {
  let current = folder;
  for (;;) {
    try {
      const stats = await stat(current);
      return { folder: current, stats, rest: path.relative(current, folder) };
    } catch (error) {
      const errno = errnoOf(error);
      const parent = path.dirname(current);
      if ((errno !== 'ENOENT' && errno !== 'ENOTDIR') || parent === current) throw error;
      if (await exists(current)) {
        throw inTheWay(folder, 'a link that leads nowhere stands in its place', error);
      }
      current = parent;
    }
  }
}

const inTheWay = (folder: string, reason: string, cause?: unknown) =>
  new OffcutError('output-unwritable', { path: folder, reason }, { cause });

async function volumeOf({ folder, stats }: Nearest): Promise<Volume | undefined> {
  try {
    const { bavail, bsize, files, ffree } = await statfs(folder);
    // File systems that make room for files as they come (btrfs, NTFS) count none at all.
    return { id: stats.dev, free: bavail * bsize, block: bsize, files: files > 0 ? ffree : null };
  } catch {
    return undefined;
  }
}

/**
 * What can be known of an output folder without writing anything: where it really is, whether it
 * can be written to as far as its permissions say, and what its disk has left. Never throws; the
 * refusal is `output-unwritable` or `output-name-too-long`.
 * @param folder absolute
 */
export async function lookAtFolder(folder: string): Promise<FolderLook> {
  try {
    const nearest = await nearestOf(folder);
    if (!nearest.stats.isDirectory()) throw inTheWay(folder, 'a file stands in its place');
    await access(nearest.folder, constants.W_OK | constants.X_OK);
    return {
      real: path.join(await realpath(nearest.folder), nearest.rest),
      refusal: undefined,
      exists: nearest.rest === '',
      volume: await volumeOf(nearest),
    };
  } catch (error) {
    return { real: folder, refusal: writeError(error, folder), exists: false, volume: undefined };
  }
}
