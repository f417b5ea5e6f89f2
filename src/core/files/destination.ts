import { mkdir, open, realpath, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { OffcutError } from '../../shared/errors.ts';
import { tempPathFor } from './temp-name.ts';
import { errnoOf, writeError } from '../../shared/write-error.ts';

async function isFolder(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isDirectory();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** `mkdir` with `recursive` never ends where the parent is there and says ENOENT, as /proc does. */
async function makeFolders(directory: string): Promise<void> {
  if (await isFolder(directory)) return;
  const parent = path.dirname(directory);
  if (parent !== directory) await makeFolders(parent);
  try {
    await mkdir(directory);
  } catch (error) {
    // Another task may have made it at the same time.
    if (errnoOf(error) !== 'EEXIST' || !(await isFolder(directory))) throw error;
  }
}

/**
 * Makes `directory` and those above it where they are missing.
 * @throws OffcutError `output-unwritable`, `output-disk-full`, `output-name-too-long`
 */
export async function ensureFolder(directory: string): Promise<void> {
  try {
    await makeFolders(directory);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EEXIST' || errno === 'ENOTDIR') {
      const reason = 'a file stands in its place';
      throw new OffcutError('output-unwritable', { path: directory, reason }, { cause: error });
    }
    throw writeError(error, directory);
  }
}

/** Permissions alone do not tell: ACLs, read-only mounts and full disks have their own say. */
async function tryToWrite(directory: string): Promise<void> {
  const probe = tempPathFor(path.join(directory, 'probe'));
  try {
    const handle = await open(probe, 'wx');
    try {
      await handle.writeFile('offcut');
    } finally {
      await handle.close();
      await rm(probe, { force: true });
    }
  } catch (error) {
    throw writeError(error, directory);
  }
}

/**
 * Makes the output directory and proves that it can be written to.
 * @returns its real path, which the planner needs to notice outputs that are inputs
 * @throws OffcutError `output-unwritable`, `output-disk-full`, `output-name-too-long`
 */
export async function prepareDestination(directory: string): Promise<string> {
  await ensureFolder(directory);
  await tryToWrite(directory);
  try {
    return await realpath(directory);
  } catch (error) {
    throw writeError(error, directory);
  }
}
