import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

const temporaryEnd = /^[0-9a-f-]{36}\.tmp$/;

/** How the names of a file's temporary files begin; they are in the same folder. */
const temporaryStart = (file: string): string => `.${path.basename(file)}.`;

/** Makes a rename in `directory` last through a power cut. */
async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot open folders; its renames are journalled.
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a file so that at every moment, also after a crash, there is either what was there before
 * or the whole new content. Replaces an existing file. Rejects with Node's system errors.
 */
export async function writeFileAtomically(file: string, bytes: Uint8Array): Promise<void> {
  const directory = path.dirname(file);
  const temporary = path.join(directory, `${temporaryStart(file)}${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncDirectory(directory);
}

/**
 * Removes what killed writers of `file` left: its temporary files that nobody has written to for
 * `ageMs`. What cannot be removed stays; it does no harm.
 */
export async function sweepTemporaryFiles(file: string, ageMs: number): Promise<void> {
  const directory = path.dirname(file);
  const start = temporaryStart(file);
  for (const name of await readdir(directory)) {
    if (!name.startsWith(start) || !temporaryEnd.test(name.slice(start.length))) continue;
    const leftover = path.join(directory, name);
    try {
      const { mtimeMs } = await stat(leftover);
      if (mtimeMs < Date.now() - ageMs) await rm(leftover, { force: true });
    } catch {
      // Gone already, or not ours to remove.
    }
  }
}
