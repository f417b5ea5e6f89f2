import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { FileVersion } from '../../shared/queue.ts';
import { BufferPool } from './buffer-pool.ts';

/** Each read goes through a thread; a megabyte at once makes those of most pictures few. */
const buffers = new BufferPool(1 << 20, 8);

/** SHA-256 of what is left to read of an open file, in hex. */
export async function hashOpenFile(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const buffer = buffers.take();
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    buffers.giveBack(buffer);
  }
}

/**
 * Which version of a file lies at `path`. Size and time are taken before the content is read, so
 * that a file that changes meanwhile does not match them afterwards. Rejects with Node's system
 * errors.
 */
export async function fileVersion(path: string): Promise<FileVersion> {
  const handle = await open(path, 'r');
  try {
    const { size, mtimeMs } = await handle.stat();
    return { bytes: size, mtime: Math.trunc(mtimeMs), sha256: await hashOpenFile(handle) };
  } finally {
    await handle.close();
  }
}
