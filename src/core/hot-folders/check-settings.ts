import { mkdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { OffcutError, reasonOf } from '../../shared/errors.ts';
import { hotFolderSchema, type HotFolderSettings } from '../../shared/queue.ts';
import { prepareDestination } from '../files/destination.ts';
import { exists } from '../files/exists.ts';
import { realPlace } from '../files/real-place.ts';
import { overlaps, liesWithin } from './overlap.ts';
import { checkGlob, doneFolderOf } from './picture-filter.ts';

async function realFolder(folder: string): Promise<string> {
  try {
    const real = await realpath(folder);
    if ((await stat(real)).isDirectory()) return real;
  } catch (error) {
    const params = { folder, reason: reasonOf(error) };
    throw new OffcutError('hot-folder-unusable', params, { cause: error });
  }
  throw new OffcutError('hot-folder-unusable', { folder, reason: 'it is not a folder' });
}

/** The places that a hot folder writes to. */
const outlets = (settings: HotFolderSettings): readonly string[] =>
  settings.afterwards === 'move-to-done'
    ? [settings.destination, doneFolderOf(settings)]
    : [settings.destination];

/** Whether what comes out of one hot folder gets into another. */
async function feeds(from: HotFolderSettings, into: HotFolderSettings): Promise<boolean> {
  for (const outlet of outlets(from)) if (await overlaps(outlet, into.folder)) return true;
  return false;
}

/** The first of the others by way of which pictures would come round to `settings` again. */
async function loopThrough(
  settings: HotFolderSettings,
  others: readonly HotFolderSettings[],
): Promise<HotFolderSettings | undefined> {
  const reached = new Set<HotFolderSettings>();
  const waiting: (readonly [HotFolderSettings, HotFolderSettings | undefined])[] = [
    [settings, undefined],
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [from, first] = next;
    for (const into of others) {
      if (reached.has(into) || !(await feeds(from, into))) continue;
      reached.add(into);
      if (await feeds(into, settings)) return first ?? into;
      waiting.push([into, first ?? into]);
    }
  }
  return undefined;
}

/**
 * Whether a folder and its destination have anything in common; neither has to be there.
 * @throws OffcutError `hot-folder-overlap`
 */
export async function refuseOverlap(folder: string, destination: string): Promise<void> {
  if (!(await overlaps(folder, destination))) return;
  throw new OffcutError('hot-folder-overlap', { folder, destination });
}

/** What stands against these settings beside the others. */
async function refuseBeside(
  settings: HotFolderSettings,
  others: readonly HotFolderSettings[],
): Promise<void> {
  const { folder, afterwards } = settings;
  const loop = await loopThrough(settings, others);
  if (loop !== undefined) {
    throw new OffcutError('hot-folder-loop', { folder, other: loop.folder });
  }
  for (const other of others) {
    if (afterwards === 'leave' && other.afterwards === 'leave') continue;
    if (await overlaps(folder, other.folder)) {
      throw new OffcutError('hot-folder-shared', { folder, other: other.folder });
    }
  }
}

async function checkDone(settings: HotFolderSettings): Promise<string> {
  const done = await realPlace(doneFolderOf(settings));
  const refuse = (reason: string, cause?: unknown) =>
    new OffcutError('hot-folder-done-unusable', { done, reason }, { cause });
  if (await liesWithin(settings.folder, done)) throw refuse('the hot folder lies in it');
  const there = await exists(done);
  try {
    await mkdir(done, { recursive: true });
  } catch (error) {
    throw refuse(reasonOf(error), error);
  }
  const [one, other] = await Promise.all([stat(done), stat(settings.folder)]);
  // A move within a drive is one step that a crash cannot cut in two.
  if (one.dev !== other.dev) throw refuse('it is on another drive');
  if (!there) await prepareDestination(done);
  return done;
}

/**
 * Checks a hot folder before it is saved, and makes its destination where that is missing.
 * @param wanted may be a whole `HotFolder`
 * @param others the hot folders that there are beside it
 * @returns the settings with real paths
 * @throws OffcutError `hot-folder-glob-invalid`, `hot-folder-unusable`, `hot-folder-overlap`,
 *   `hot-folder-loop`, `hot-folder-shared`, `hot-folder-done-unusable`, and those of
 *   `prepareDestination`
 */
export async function checkHotFolder(
  wanted: HotFolderSettings,
  others: readonly HotFolderSettings[],
): Promise<HotFolderSettings> {
  for (const glob of [...wanted.include, ...wanted.exclude]) checkGlob(glob);
  const parsed = hotFolderSchema.strip().parse(wanted);
  const folder = await realFolder(path.resolve(parsed.folder));
  const planned = await realPlace(path.resolve(parsed.destination));
  // Before it is made: a refused destination is not left behind.
  await refuseOverlap(folder, planned);
  const doneFolder = parsed.doneFolder === null ? null : await realPlace(parsed.doneFolder);
  await refuseBeside({ ...parsed, folder, destination: planned, doneFolder }, others);
  const destination = await prepareDestination(planned);
  await refuseOverlap(folder, destination);
  const settings: HotFolderSettings = { ...parsed, folder, destination };
  if (parsed.afterwards !== 'move-to-done') return settings;
  const done = await checkDone(settings);
  return doneFolder === null ? settings : { ...settings, doneFolder: done };
}
