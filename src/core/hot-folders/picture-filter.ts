import path from 'node:path';
import picomatch from 'picomatch';
import { OffcutError, reasonOf } from '../../shared/errors.ts';
import type { HotFolderSettings } from '../../shared/queue.ts';
import { isPictureName } from '../sources/source.ts';

export type FilterSettings = Pick<
  HotFolderSettings,
  'folder' | 'recursive' | 'include' | 'exclude' | 'doneFolder'
>;

/** Where `move-to-done` puts originals. It is never watched, not even while they are left. */
export const doneFolderOf = ({ folder, doneFolder }: FilterSettings): string =>
  doneFolder ?? path.join(folder, 'done');

/** Hidden, or what an office program or a browser calls a file that it is still at work on. */
const UNFINISHED = /^(?:\.|~\$)|\.(?:part|crdownload|download|tmp)$/i;

/** A glob without `/` means names in any sub-folder. */
const anywhere = (glob: string) => (glob.includes('/') ? glob : `**/${glob}`);

/**
 * Refuses a glob that could only match a name of its very letters, such as one with a bracket that
 * is never closed: its user meant something else.
 * @throws OffcutError `hot-folder-glob-invalid`
 */
export function checkGlob(glob: string): void {
  try {
    picomatch(glob, { strictBrackets: true });
  } catch (error) {
    throw new OffcutError('hot-folder-glob-invalid', { glob, reason: reasonOf(error) });
  }
}

/** Which files and folders of a hot folder are looked at, by their names alone. */
export interface PictureFilter {
  /** @param relative within the folder, `/`-separated */
  readonly takes: (relative: string) => boolean;
  /** Whether anything in this folder below the hot folder may be taken. */
  readonly enters: (relative: string) => boolean;
}

export function pictureFilter(
  settings: FilterSettings,
  platform: NodeJS.Platform = process.platform,
): PictureFilter {
  const { folder, recursive, include, exclude } = settings;
  const options = { nocase: platform !== 'linux' };
  const included = include.length === 0 ? () => true : picomatch(include.map(anywhere), options);
  const excluded = picomatch(exclude.map(anywhere), options);
  const done = path.relative(folder, doneFolderOf(settings)).split(path.sep).join('/');

  const isOurs = (relative: string) => relative === done || relative.startsWith(`${done}/`);
  const isHidden = (relative: string) => relative.split('/').some((name) => UNFINISHED.test(name));
  return {
    takes: (relative) =>
      isPictureName(path.posix.basename(relative)) &&
      (recursive || !relative.includes('/')) &&
      !isHidden(relative) &&
      !isOurs(relative) &&
      included(relative) &&
      !excluded(relative),
    enters: (relative) => recursive && !isHidden(relative) && !isOurs(relative),
  };
}

/** The path of a file within a hot folder, as the ledger has it. */
export const withinFolder = (folder: string, file: string): string =>
  path.relative(folder, file).split(path.sep).join('/');
