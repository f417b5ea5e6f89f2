import path from 'node:path';
import type { OffcutError } from '../../shared/errors.ts';
import { isTempName } from '../files/temp-name.ts';
import { listFolder, type Folder, type FolderEntry, type FoundPicture } from './folder-listing.ts';
import { comparePaths } from './natural-order.ts';
import { isPictureName } from './source.ts';

export interface Found {
  readonly pictures: readonly FoundPicture[];
  readonly errors: readonly OffcutError[];
  /** Folders that were met and are to be ignored, by path. */
  readonly leftOut: readonly string[];
}

const isHidden = (name: string) => name.startsWith('.');

const byName = (a: FolderEntry, b: FolderEntry) => comparePaths(a.name, b.name);

/** The path of `directory` below `root`, as a `Source` has it. */
export function mirroredFolder(root: string, directory: string): string {
  return path.relative(root, directory).split(path.sep).join('/');
}

/**
 * Every picture in `root` and below, hidden ones and Offcut's own temp files aside. Links are
 * followed, but each real folder is entered once, so that loops end; folders that are really there
 * come first, so that a link never decides where their pictures are mirrored.
 * @param ignore folders below `root` to leave out, by path or real path
 */
export async function walkFolder(root: Folder, ignore: ReadonlySet<string>): Promise<Found> {
  const pictures: FoundPicture[] = [];
  const errors: OffcutError[] = [];
  const leftOut: string[] = [];
  const entered = new Set<string>();
  const waiting: Folder[] = [root];
  const linked: Folder[] = [];
  for (;;) {
    const folder = waiting.pop() ?? linked.shift();
    if (folder === undefined) return { pictures, errors, leftOut };
    if (entered.has(folder.realPath)) continue;
    entered.add(folder.realPath);

    const listing = await listFolder(folder);
    errors.push(...listing.errors);
    for (const entry of listing.entries.toSorted(byName)) {
      const { name, realPath, viaLink } = entry;
      if (isHidden(name) || isTempName(name)) continue;
      if (entry.kind === 'folder') {
        if (ignore.has(entry.path) || ignore.has(realPath)) leftOut.push(entry.path);
        else (viaLink ? linked : waiting).push(entry);
      } else if (isPictureName(name)) {
        const folderName = mirroredFolder(root.path, folder.path);
        const source = { kind: 'file', path: entry.path, folder: folderName } as const;
        pictures.push({ source, realPath, viaLink });
      }
    }
  }
}
