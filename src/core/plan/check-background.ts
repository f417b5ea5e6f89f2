import { open } from 'node:fs/promises';
import { OffcutError, reasonOf, type ErrorCode } from '../../shared/errors.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { errnoOf } from '../../shared/write-error.ts';

/**
 * What is wrong with a background picture would be wrong with each picture of the batch.
 * @throws OffcutError `background-unreadable` when it is not there or cannot be opened
 */
export async function checkBackground({ background, output }: Recipe): Promise<void> {
  if (background.type !== 'image' || output.channels === 'alpha') return;
  const { path: file } = background;
  const refuse = (problem: ErrorCode, cause?: unknown) => {
    const { message } = new OffcutError(problem, { path: file, reason: reasonOf(cause) });
    return new OffcutError(
      'background-unreadable',
      { path: file, problem, reason: message },
      { cause },
    );
  };
  try {
    const handle = await open(file, 'r');
    try {
      if (!(await handle.stat()).isFile()) throw new Error('it is not a file');
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw refuse(errnoOf(error) === 'ENOENT' ? 'input-not-found' : 'input-unreadable', error);
  }
}
