import { open } from 'node:fs/promises';

/** Reads bytes from a place in a file; fewer than asked for where the file ends. */
export type ReadAt = (at: number, length: number) => Promise<Buffer>;

/** Opens a file for reading here and there, and closes it after `use`. */
export async function withFile<T>(file: string, use: (read: ReadAt) => Promise<T>): Promise<T> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    return await use(async (at, length) => {
      // What a header claims must not take memory that the file cannot fill.
      const there = Math.max(0, Math.min(length, size - at));
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(there), 0, there, at);
      return buffer.subarray(0, bytesRead);
    });
  } finally {
    await handle.close();
  }
}
