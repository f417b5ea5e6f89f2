import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { realPlace } from '../../core/files/real-place.ts';
import { HotFolders } from '../../core/hot-folders/hot-folders.ts';
import { dataDirectory } from '../../core/paths.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { HotFolder } from '../../shared/queue.ts';
import { withQueue } from '../queue/access.ts';
import { say } from '../say.ts';
import { UsageError } from '../usage-error.ts';
import type { WantedFolder } from './folder-flags.ts';
import { keptRow } from './words.ts';

/**
 * The hot folder that a command line means: the one over its folder, or, where there are several,
 * the one with its destination.
 */
export function keptFor(
  kept: readonly HotFolder[],
  { settings: { folder, destination } }: WantedFolder,
): HotFolder | undefined {
  const same = kept.filter((each) => each.folder === folder);
  return same.length === 1 ? same[0] : same.find((each) => each.destination === destination);
}

/** Whether nothing has to be changed of it. */
export function isAsWanted(kept: HotFolder, { settings, recipe }: WantedFolder): boolean {
  // Said again, a consent is no other one.
  const isAgreed = isDeepStrictEqual(settings.consent?.providers, kept.consent?.providers);
  const consent = isAgreed ? kept.consent : settings.consent;
  return !kept.paused && isDeepStrictEqual({ ...kept, ...settings, consent, recipe }, kept);
}

/**
 * Begins with the folder that is wanted alone, kept from now on, or with all that are kept. One that
 * is kept as it is wanted is not checked again: its drive may be away, and is waited for.
 * @throws UsageError where nothing is kept; OffcutError of `HotFolders`
 */
export async function beginWith(hot: HotFolders, wanted: WantedFolder | undefined): Promise<void> {
  if (wanted === undefined) {
    if (hot.kept().length === 0) {
      throw new UsageError('No folder is kept yet. Name one: offcut watch FOLDER --out FOLDER.');
    }
    hot.start();
    return;
  }
  const { settings, recipe } = wanted;
  const kept = keptFor(hot.kept(), wanted);
  if (kept !== undefined && isAsWanted(kept, wanted)) {
    hot.start([kept.id]);
    return;
  }
  hot.start([]);
  if (kept === undefined) await hot.add({ ...settings, paused: false }, recipe);
  else {
    await hot.update(kept.id, settings, recipe);
    if (kept.paused) await hot.pause(kept.id, false);
  }
}

/**
 * Looks at the hot folders, or changes them, while nobody works on the queue.
 * @throws OffcutError `queue-owned` when somebody does
 */
async function withHotFolders<T>(use: (hot: HotFolders) => Promise<T> | T): Promise<T> {
  return withQueue(async (access) => {
    if (access.role === 'client') {
      throw new OffcutError('queue-owned', { path: dataDirectory(), pid: access.client.pid });
    }
    // Nothing is taken: it is never started.
    const hot = new HotFolders(access.owner.queue, { maxPixels: 0 });
    try {
      return await use(hot);
    } finally {
      await hot.close();
    }
  });
}

/** `--list` */
export async function listKept(json: boolean): Promise<void> {
  const kept = await withHotFolders((hot) => hot.kept());
  for (const folder of kept) say(json ? JSON.stringify(folder) : keptRow(folder));
  if (kept.length === 0 && !json) say('No folder is kept.');
}

/**
 * `--forget`: every hot folder over this folder, which may be gone.
 * @throws OffcutError `hot-folder-unknown`
 */
export async function forget(folder: string): Promise<void> {
  const place = await realPlace(path.resolve(folder));
  await withHotFolders(async (hot) => {
    const kept = hot.kept().filter((each) => each.folder === place);
    if (kept.length === 0) throw new OffcutError('hot-folder-unknown', { id: place });
    for (const { id } of kept) await hot.remove(id);
  });
  say(`${place} is watched no more; its pictures and cutouts stay.`);
}
