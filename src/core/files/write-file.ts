import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { retryOnWindows } from './retry.ts';
import { syncDirectory } from './sync-directory.ts';
import { tempPathFor } from './temp-name.ts';

/**
 * Writes a file so that at every moment, also after a crash, there is either what was there before
 * or the whole new content. Replaces an existing file, whose permissions become `mode`, less what
 * the process masks. Rejects with Node's system errors.
 */
export async function writeFileAtomically(
  file: string,
  bytes: Uint8Array,
  { mode = 0o666 }: { readonly mode?: number } = {},
): Promise<void> {
  const temp = tempPathFor(file);
  try {
    const handle = await open(temp, 'wx', mode);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await retryOnWindows(() => rename(temp, file));
  } catch (error) {
    await rm(temp, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncDirectory(path.dirname(file));
}
