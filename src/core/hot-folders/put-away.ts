import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { assertNever } from '../../shared/assert.ts';
import type { HotFolder } from '../../shared/queue.ts';
import { commitOutput, type CommitOptions } from '../files/commit.ts';
import { ensureFolder } from '../files/destination.ts';
import { moveToBin, type MoveToTrash } from '../files/replace-original.ts';
import { isSameVersion, see, type Seen } from './look-through.ts';
import { doneFolderOf } from './picture-filter.ts';

export type PutAway =
  /** It is to be left, has been put away before, is another picture now, or lies behind a link. */
  | { readonly outcome: 'left' }
  | { readonly outcome: 'moved'; readonly to: string }
  | { readonly outcome: 'binned' }
  /** Another picture took its place while it was moved; that is in the folder again. */
  | { readonly outcome: 'changed' };

/**
 * Makes `commitOutput` move in one step. With a link there would be a second, which removes the
 * name in the folder, and with it a new picture that took that name in between.
 */
const inOneStep: CommitOptions = {
  link: () => Promise.reject(Object.assign(new Error('not with links'), { code: 'ENOTSUP' })),
};

async function moveToDone(file: string, target: string, cut: Seen): Promise<PutAway> {
  await ensureFolder(path.dirname(target));
  // The empty file that takes the name first stays behind when the process is killed.
  const toDone = { ...inOneStep, overEmpty: true };
  const { path: to } = await commitOutput(file, target, 'rename', toDone);
  const moved = await see(to);
  if (moved === undefined || isSameVersion(moved, cut)) return { outcome: 'moved', to };
  // There, an empty file is a picture that begins to be written.
  await commitOutput(to, file, 'rename', inOneStep);
  return { outcome: 'changed' };
}

/**
 * Puts an original away whose cutout is recorded as done. At whatever point the process ends, the
 * original is in the folder or where it was to go, whole, and once.
 * @param relative its path within the folder
 * @param cut the version that was cut; another one is left alone
 * @throws OffcutError `input-unreadable`, `trash-failed`, and those of `ensureFolder` and
 *   `commitOutput`; the original is in the folder then
 */
export async function putAway(
  settings: HotFolder,
  relative: string,
  cut: Seen,
  moveToTrash: MoveToTrash | undefined,
): Promise<PutAway> {
  const { folder, afterwards } = settings;
  const file = path.join(folder, relative);
  const seen = await see(file);
  if (seen === undefined || !isSameVersion(seen, cut)) return { outcome: 'left' };
  // What a link leads to lies in a folder that nobody gave us to tidy.
  if ((await realpath(file).catch(() => undefined)) !== file) return { outcome: 'left' };
  switch (afterwards) {
    case 'leave':
      return { outcome: 'left' };
    case 'move-to-done':
      return moveToDone(file, path.join(doneFolderOf(settings), relative), cut);
    case 'recycle-bin':
      await moveToBin(file, moveToTrash);
      return { outcome: 'binned' };
    default:
      return assertNever(afterwards);
  }
}
