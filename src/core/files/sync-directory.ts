import { open } from 'node:fs/promises';

/** Makes a new name survive a power cut. Windows cannot, and some file systems refuse to. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const handle = await open(directory, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // The output is in place; only its durability is left to the system.
  }
}
