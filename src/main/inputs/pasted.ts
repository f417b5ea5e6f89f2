import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { clipboard } from 'electron';
import { clockTokens } from '../../shared/name-template.ts';
import { errnoOf } from '../../shared/write-error.ts';

/** `Pasted 2026-11-24 20.31.05`: what a person finds again. */
export function pastedName(at: Date): string {
  const { date, time } = clockTokens(at);
  return `Pasted ${date} ${String(time).replaceAll('-', '.')}`;
}

/** Writes to a name that is free. Returns it. */
async function writeNew(folder: string, name: string, bytes: Uint8Array): Promise<string> {
  for (let number = 1; ; number++) {
    const file = path.join(folder, `${name}${number === 1 ? '' : ` (${number})`}.png`);
    try {
      const handle = await open(file, 'wx', 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      return file;
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
  }
}

const PNG = 'image/png';

/** The picture on the clipboard, as the system offers every picture: a PNG. */
async function pictureOnClipboard(): Promise<Uint8Array | undefined> {
  for (const item of await clipboard.read()) {
    if (!item.types.includes(PNG)) continue;
    return new Uint8Array(await (await item.getType(PNG)).arrayBuffer());
  }
  return undefined;
}

/**
 * Saves the picture on the clipboard, so that it can wait in the queue and be cut again.
 * @param folder where pasted pictures are kept
 * @returns the file; undefined: there is no picture on the clipboard
 */
export async function savePasted(folder: string, now = new Date()): Promise<string | undefined> {
  const picture = await pictureOnClipboard();
  if (picture === undefined) return undefined;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return writeNew(folder, pastedName(now), picture);
}
