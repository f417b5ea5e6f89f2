import { stat } from 'node:fs/promises';
import { OffcutError } from '../../shared/errors.ts';
import { exists } from '../files/exists.ts';
import { listFolder } from '../sources/folder-listing.ts';
import { readError } from '../sources/read-error.ts';
import { walkFolder } from '../sources/walk-folder.ts';
import {
  doneFolderOf,
  withinFolder,
  type FilterSettings,
  type PictureFilter,
} from './picture-filter.ts';

/**
 * Which folder stands at a path now: another one once a drive was pulled out and put back.
 * Undefined when there is none.
 */
export async function folderIdentity(folder: string): Promise<string | undefined> {
  try {
    const stats = await stat(folder, { bigint: true });
    return stats.isDirectory() ? `${stats.dev}:${stats.ino}` : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Why a hot folder can do nothing now; undefined when it can. A destination that is gone is never
 * made again here: a drive that is away may have left its mount point behind, and cutouts must not
 * land on the disk below.
 */
export async function whyOffline(
  folder: string,
  destination: string,
): Promise<OffcutError | undefined> {
  if ((await folderIdentity(folder)) === undefined)
    return new OffcutError('input-offline', { folder });
  if (await exists(destination)) return undefined;
  return new OffcutError('input-offline', { folder: destination });
}

export interface FoundNow {
  /** Paths within the folder, in no order. */
  readonly paths: readonly string[];
  /** Folders below that cannot be read, by their paths. */
  readonly errors: ReadonlyMap<string, OffcutError>;
}

/** Every picture that a hot folder's filter takes now, each real folder entered once. */
export async function lookThrough(
  settings: FilterSettings & { readonly destination: string },
  filter: PictureFilter,
): Promise<FoundNow> {
  const { folder, recursive, destination } = settings;
  const root = { path: folder, realPath: folder, viaLink: false };
  // Also by way of a link that leads to them.
  const ignore = new Set([doneFolderOf(settings), destination]);
  const found = recursive
    ? await walkFolder(root, ignore).then(({ pictures, errors }) => ({
        files: pictures.map(({ source }) => source.path),
        errors,
      }))
    : await listFolder(root).then(({ entries, errors }) => ({
        files: entries.filter(({ kind }) => kind === 'file').map((entry) => entry.path),
        errors,
      }));
  const paths = found.files.map((file) => withinFolder(folder, file)).filter(filter.takes);
  const errors = new Map<string, OffcutError>();
  for (const error of found.errors) {
    const relative = withinFolder(folder, String(error.params['path']));
    if (error.code === 'input-unreadable') errors.set(relative, error);
  }
  return { paths, errors };
}

/** What is seen of a file without reading all of it. */
export interface Seen {
  readonly bytes: number;
  /** Whole ms. */
  readonly mtime: number;
}

/** Undefined when there is no file of that name (any more). */
export async function see(file: string): Promise<Seen | undefined> {
  try {
    const stats = await stat(file);
    if (!stats.isFile()) return undefined;
    return { bytes: stats.size, mtime: Math.trunc(stats.mtimeMs) };
  } catch (error) {
    const meaning = readError(error, file);
    if (meaning.code === 'input-not-found') return undefined;
    throw meaning;
  }
}

export const isSameVersion = (a: Seen, b: Seen): boolean =>
  a.bytes === b.bytes && a.mtime === b.mtime;
