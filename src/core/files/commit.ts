import { link, lstat, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { assertNever } from '../../shared/assert.ts';
import { OffcutError } from '../../shared/errors.ts';
import { retryOnWindows } from './retry.ts';
import { syncDirectory } from './sync-directory.ts';
import { numberedName } from './safe-name.ts';
import { errnoOf, writeError } from '../../shared/write-error.ts';

/** What happens when the target is there already. */
export type ExistsPolicy = 'rename' | 'skip' | 'overwrite';

export interface Commit {
  readonly outcome: 'written' | 'skipped';
  /** Where the output is; when skipped, the file that was there already. */
  readonly path: string;
}

export interface CommitOptions {
  /** Stands in for `fs.link`, to test file systems without hard links. */
  readonly link?: typeof link | undefined;
  /**
   * Hears of each place before it is tried, so that after a crash it is known where the output may
   * be. What it throws ends the commit before anything is moved.
   */
  readonly onCandidate?: ((path: string) => void) | undefined;
  /** Takes names that empty files have, too: a move without links that was killed leaves one. */
  readonly overEmpty?: boolean | undefined;
  /** False: the output need not be under its name after the power failed; by default it is. */
  readonly durable?: boolean | undefined;
}

interface Move {
  readonly link: typeof link;
  readonly onCandidate: (path: string) => void;
  readonly overEmpty: boolean;
}

/** File systems without hard links (FAT, exFAT, some network shares) say so in many ways. */
const noLinks = new Set([
  'EPERM',
  'EACCES',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EINVAL',
  'EISDIR',
  'EMLINK',
  'UNKNOWN',
]);

const MAX_NUMBER = 10_000;

async function isEmptyFile(file: string): Promise<boolean> {
  const found = await lstat(file).catch(() => undefined);
  return found !== undefined && found.isFile() && found.size === 0;
}

/**
 * Takes the free name with an empty file, which fails if it is not free, and moves the temp file
 * over that. Exclusive copying would not clobber either, but would show a partial file while it
 * runs, and leave it behind when it is killed; here the worst that can stay is an empty file.
 */
async function moveWithoutLink(temp: string, target: string, overEmpty: boolean): Promise<void> {
  try {
    const placeholder = await open(target, 'wx');
    await placeholder.close();
  } catch (error) {
    if (!overEmpty || !(await isEmptyFile(target))) throw error;
  }
  try {
    await retryOnWindows(() => rename(temp, target));
  } catch (error) {
    if (await isEmptyFile(target)) await rm(target, { force: true });
    throw error;
  }
}

/** Gives `temp` the name `target`, or throws `EEXIST` and leaves both as they are. */
async function moveExclusively(temp: string, target: string, move: Move): Promise<void> {
  move.onCandidate(target);
  try {
    await retryOnWindows(() => move.link(temp, target));
  } catch (error) {
    if (!noLinks.has(errnoOf(error) ?? '')) throw error;
    await moveWithoutLink(temp, target, move.overEmpty);
    return;
  }
  // The output is complete under its name; a temp name that stays is swept later.
  await rm(temp, { force: true }).catch(() => undefined);
}

async function commitUnderFreeName(temp: string, target: string, move: Move): Promise<Commit> {
  for (let number = 1; number <= MAX_NUMBER; number += 1) {
    const name = path.basename(target);
    const candidate =
      number === 1 ? target : path.join(path.dirname(target), numberedName(name, number));
    try {
      await moveExclusively(temp, candidate, move);
      return { outcome: 'written', path: candidate };
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
  }
  throw new OffcutError('output-exists', { path: target });
}

async function commitOrSkip(temp: string, target: string, move: Move): Promise<Commit> {
  try {
    await moveExclusively(temp, target, move);
    return { outcome: 'written', path: target };
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
  await rm(temp, { force: true }).catch(() => undefined);
  return { outcome: 'skipped', path: target };
}

async function commitOver(temp: string, target: string, move: Move): Promise<Commit> {
  move.onCandidate(target);
  await retryOnWindows(() => rename(temp, target));
  return { outcome: 'written', path: target };
}

function commitBy(policy: ExistsPolicy, temp: string, target: string, move: Move): Promise<Commit> {
  switch (policy) {
    case 'rename':
      return commitUnderFreeName(temp, target, move);
    case 'skip':
      return commitOrSkip(temp, target, move);
    case 'overwrite':
      return commitOver(temp, target, move);
    default:
      return assertNever(policy);
  }
}

/**
 * Puts a finished temp file, beside `target`, under its final name, at once and whole. Whatever
 * else appears there meanwhile is never clobbered, except by `overwrite`. The temp file is gone
 * afterwards; when this throws, it is still there and the caller's to remove.
 * @throws OffcutError `output-unwritable`, `output-disk-full`, `output-name-too-long`, or
 *   `output-exists` when no number is free
 */
export async function commitOutput(
  temp: string,
  target: string,
  policy: ExistsPolicy,
  options: CommitOptions = {},
): Promise<Commit> {
  try {
    const { link: makeLink = link, onCandidate = () => undefined } = options;
    const { overEmpty = false, durable = true } = options;
    const move = { link: makeLink, onCandidate, overEmpty };
    const commit = await commitBy(policy, temp, target, move);
    if (durable) await syncDirectory(path.dirname(target));
    return commit;
  } catch (error) {
    throw writeError(error, target);
  }
}
