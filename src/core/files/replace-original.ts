import { lstat, rename } from 'node:fs/promises';
import { OffcutError, reasonOf } from '../../shared/errors.ts';
import { commitOutput, type CommitOptions } from './commit.ts';
import { writeError } from '../../shared/write-error.ts';
import { exists } from './exists.ts';
import { isSameFile } from './same-file.ts';

/** Moves one file to the recycle bin. */
export type MoveToTrash = (path: string) => Promise<void>;

export interface Replacement {
  /** The proven output, beside `target`. */
  readonly temp: string;
  readonly original: string;
  /** The original's folder and stem with the output's extension. */
  readonly target: string;
  /** See `CommitOptions`. */
  readonly onCandidate?: CommitOptions['onCandidate'];
}

/** Loaded only when asked for: few runs replace originals. */
const systemTrash: MoveToTrash = async (path) => {
  const { default: trash } = await import('trash');
  await trash([path], { glob: false });
};

async function verifyTemp(temp: string): Promise<void> {
  const reason = await lstat(temp).then(
    (stats) => (stats.isFile() && stats.size > 0 ? undefined : 'it is empty'),
    reasonOf,
  );
  if (reason !== undefined) throw new OffcutError('output-not-verified', { reason });
}

/**
 * Moves an original to the recycle bin, and makes sure that it is gone.
 * @throws OffcutError `trash-failed`
 */
export async function moveToBin(
  original: string,
  moveToTrash: MoveToTrash = systemTrash,
): Promise<void> {
  try {
    await moveToTrash(original);
  } catch (error) {
    const params = { path: original, reason: reasonOf(error) };
    throw new OffcutError('trash-failed', params, { cause: error });
  }
  // Some desktops have no bin on some drives, and say nothing.
  if (await exists(original)) {
    throw new OffcutError('trash-failed', { path: original, reason: 'it is still there' });
  }
}

/**
 * Puts a proven output in the place of its original, which goes to the recycle bin, never away.
 * Where the output has another name, it is in place before the original is touched; another file
 * of that name is left alone, and the output is numbered. When this throws, the temp file is still
 * there and the caller's to remove; the original is untouched too, save that the last step can
 * fail after it was binned for an output of the same name.
 * @returns where the output is
 * @throws OffcutError `output-not-verified`, `trash-failed`, and what `commitOutput` throws
 */
export async function replaceOriginal(
  { temp, original, target, onCandidate }: Replacement,
  moveToTrash?: MoveToTrash,
): Promise<{ readonly path: string }> {
  await verifyTemp(temp);
  if (await isSameFile(original, target)) {
    // Said here too: the original is gone before the place is free.
    onCandidate?.(target);
    await moveToBin(original, moveToTrash);
    const { path } = await commitOutput(temp, target, 'rename', { onCandidate });
    return { path };
  }
  const { path } = await commitOutput(temp, target, 'rename', { onCandidate });
  try {
    await moveToBin(original, moveToTrash);
  } catch (error) {
    await rename(path, temp).catch((failure: unknown) => {
      throw writeError(failure, path);
    });
    throw error;
  }
  return { path };
}
