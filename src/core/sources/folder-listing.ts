import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { OffcutError } from '../../shared/errors.ts';
import { readError } from './read-error.ts';
import { isPictureName, type FileSource } from './source.ts';

/** A folder as it is reached, and as it is once all links are followed. */
export interface Folder {
  readonly path: string;
  readonly realPath: string;
  /** Whether a link below the input leads here. */
  readonly viaLink: boolean;
}

export interface FolderEntry extends Folder {
  readonly name: string;
  readonly kind: 'file' | 'folder';
}

export interface FolderListing {
  readonly entries: readonly FolderEntry[];
  /** What could not be read. */
  readonly errors: readonly OffcutError[];
}

export interface FoundPicture {
  readonly source: FileSource;
  readonly realPath: string;
  readonly viaLink: boolean;
}

/** Bins of whole drives; pictures in there were thrown away. */
const systemFolders = new Set(['$RECYCLE.BIN', 'System Volume Information']);

function kindOf(entry: {
  isFile: () => boolean;
  isDirectory: () => boolean;
}): 'file' | 'folder' | undefined {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'folder' : undefined;
}

/** Follows a link; undefined when it leads to something that is neither a file nor a folder. */
async function resolveEntry(entry: Dirent, folder: Folder): Promise<FolderEntry | undefined> {
  const { name } = entry;
  const entryPath = path.join(folder.path, name);
  if (!entry.isSymbolicLink()) {
    const kind = kindOf(entry);
    if (kind === undefined) return undefined;
    const realPath = path.join(folder.realPath, name);
    return { name, kind, path: entryPath, realPath, viaLink: folder.viaLink };
  }
  const kind = kindOf(await stat(entryPath));
  if (kind === undefined) return undefined;
  return { name, kind, path: entryPath, realPath: await realpath(entryPath), viaLink: true };
}

/** Lists files and folders, links followed. Never throws; what cannot be read is in `errors`. */
export async function listFolder(folder: Folder): Promise<FolderListing> {
  const entries: FolderEntry[] = [];
  const errors: OffcutError[] = [];
  let dirents: Dirent[];
  try {
    dirents = await readdir(folder.path, { withFileTypes: true });
  } catch (error) {
    return { entries, errors: [readError(error, folder.path)] };
  }
  for (const dirent of dirents) {
    if (systemFolders.has(dirent.name)) continue;
    try {
      const entry = await resolveEntry(dirent, folder);
      if (entry !== undefined) entries.push(entry);
    } catch (error) {
      // A broken link matters only where a picture was meant.
      if (isPictureName(dirent.name)) {
        errors.push(readError(error, path.join(folder.path, dirent.name)));
      }
    }
  }
  return { entries, errors };
}
