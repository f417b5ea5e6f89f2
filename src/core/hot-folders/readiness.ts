import { open } from 'node:fs/promises';
import { OffcutError } from '../../shared/errors.ts';
import { readError } from '../sources/read-error.ts';

/** No picture format begins with so many zeros; ISO media and ICO come closest, with three. */
const HEAD_BYTES = 64;

/**
 * Why a quiet file is not to be taken yet; undefined when it may be. Only what no picture can be
 * is held back here: empty, unreadable, or zeros where it begins, as a file that got its full size
 * before its content. Which formats there are is the engine's knowledge alone, and what it finds
 * damaged is tried again as soon as the file changes.
 * @returns OffcutError `input-not-found`, `input-unreadable`, `input-empty`, `input-unfinished`
 */
export async function whyUnready(file: string): Promise<OffcutError | undefined> {
  try {
    const handle = await open(file, 'r');
    try {
      const head = new Uint8Array(HEAD_BYTES);
      const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
      if (bytesRead === 0) return new OffcutError('input-empty');
      return head.some((byte) => byte !== 0) ? undefined : new OffcutError('input-unfinished');
    } finally {
      await handle.close();
    }
  } catch (error) {
    return readError(error, file);
  }
}
