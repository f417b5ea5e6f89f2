import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { OffcutError } from '../../../shared/errors.ts';
import { readError } from '../../sources/read-error.ts';
import type { ObjectBody } from './bucket.ts';
import type { StagedType } from './object-name.ts';

const CHUNK_BYTES = 64 * 1024;

async function readChunk(handle: FileHandle, position: number, length: number, file: string) {
  const target = Buffer.allocUnsafe(length);
  const { bytesRead } = await handle.read(target, 0, length, position).catch((error: unknown) => {
    throw readError(error, file);
  });
  // A file that became shorter would leave the server waiting for the rest of it.
  if (bytesRead === 0) throw new OffcutError('input-changed', { path: file });
  return target.subarray(0, bytesRead);
}

async function* chunksOf(handle: FileHandle, bytes: number, file: string) {
  for (let position = 0; position < bytes;) {
    const chunk = await readChunk(handle, position, Math.min(CHUNK_BYTES, bytes - position), file);
    position += chunk.length;
    yield chunk;
  }
}

/**
 * Lends `use` a file's bytes, as many as it has now.
 * @throws OffcutError `input-not-found`, `input-unreadable`, `input-empty`, what `use` throws, and,
 *   from the stream, `input-changed` and `input-unreadable`
 */
export async function withPictureBody<T>(
  file: string,
  contentType: StagedType,
  use: (body: ObjectBody) => Promise<T>,
): Promise<T> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw readError(error, file);
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) {
      throw new OffcutError('input-unreadable', { path: file, reason: 'it is not a file' });
    }
    const bytes = stats.size;
    if (bytes === 0) throw new OffcutError('input-empty');
    return await use({
      bytes,
      contentType,
      open: () => Readable.from(chunksOf(handle, bytes, file), { objectMode: false }),
    });
  } finally {
    await handle.close();
  }
}
