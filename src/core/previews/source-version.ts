import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readError } from '../sources/read-error.ts';
import type { Key } from './kept-files.ts';

/**
 * Which version of which file is meant, without reading it.
 * @throws OffcutError `input-not-found`, `input-unreadable`
 */
export async function sourceVersion(file: string): Promise<Key> {
  const { size, mtimeMs, dev, ino } = await stat(file).catch((error: unknown) => {
    throw readError(error, file);
  });
  return [path.resolve(file), size, mtimeMs, dev, ino];
}
