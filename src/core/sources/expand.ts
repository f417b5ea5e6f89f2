import { constants, type Stats } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { OffcutError } from '../../shared/errors.ts';
import { expandGlob, isGlob } from './expand-glob.ts';
import type { FoundPicture } from './folder-listing.ts';
import { comparePaths } from './natural-order.ts';
import { isNotThere, readError } from './read-error.ts';
import type { Source } from './source.ts';
import { walkFolder, type Found } from './walk-folder.ts';
import { parseWebUrl } from './web-url.ts';

export interface ExpandOptions {
  /** Absolute: what relative inputs start from. */
  readonly cwd: string;
  /**
   * Absolute paths of folders to leave out when they lie inside an input, such as the output
   * folder. An input that is one of them itself, or lies inside one, is asked for and so taken.
   */
  readonly ignore: readonly string[];
}

export interface SourceProblem {
  /** As the user gave it. */
  readonly input: string;
  readonly error: OffcutError;
}

export interface ExpandedSources {
  /** Files in natural order, then addresses and standard input as they were given. */
  readonly sources: readonly Source[];
  readonly problems: readonly SourceProblem[];
  /** Of the files among the sources: where they are behind all links. */
  readonly realPaths: ReadonlyMap<Source, string>;
  /** The folders to ignore that lay inside an input, as they were reached. */
  readonly leftOut: readonly string[];
}

type Expansion = Found | { readonly other: Exclude<Source, { kind: 'file' }> };

const ANY_SCHEME = /^[a-z][a-z\d+.-]+:\/\//i;
const WEB_SCHEME = /^https?:\/\//i;

async function takeFile(file: string, input: string): Promise<Found> {
  try {
    await access(file, constants.R_OK);
    const source = { kind: 'file', path: file, folder: '' } as const;
    const picture = { source, realPath: await realpath(file), viaLink: false };
    return { pictures: [picture], errors: [], leftOut: [] };
  } catch (error) {
    throw readError(error, input);
  }
}

async function takeFolder(
  folder: string,
  input: string,
  ignore: ReadonlySet<string>,
): Promise<Found> {
  const realPath = await realpath(folder).catch((error: unknown) => {
    throw readError(error, input);
  });
  return walkFolder({ path: folder, realPath, viaLink: false }, ignore);
}

function refuseEmpty(found: Found, input: string): Found {
  if (found.pictures.length > 0 || found.errors.length > 0) return found;
  throw new OffcutError('input-no-pictures', { path: input });
}

/** undefined when there is nothing of that name. */
async function look(file: string, input: string): Promise<Stats | undefined> {
  try {
    return await stat(file);
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw readError(error, input);
  }
}

async function expandPath(input: string, cwd: string, ignore: ReadonlySet<string>): Promise<Found> {
  const absolute = path.resolve(cwd, input);
  const stats = await look(absolute, input);
  if (stats?.isFile()) return takeFile(absolute, input);
  if (stats?.isDirectory()) return refuseEmpty(await takeFolder(absolute, input, ignore), input);
  if (stats !== undefined) {
    const reason = 'it is neither a file nor a folder';
    throw new OffcutError('input-unreadable', { path: input, reason });
  }
  if (ANY_SCHEME.test(input)) throw new OffcutError('url-invalid', { url: input });
  if (isGlob(input)) return refuseEmpty(await expandGlob(input, cwd, ignore), input);
  throw new OffcutError('input-not-found', { path: input });
}

async function expandOne(
  input: string,
  cwd: string,
  ignore: ReadonlySet<string>,
): Promise<Expansion> {
  if (input === '-') return { other: { kind: 'stdin' } };
  if (WEB_SCHEME.test(input)) return { other: { kind: 'url', url: parseWebUrl(input).href } };
  // An empty path would be the current folder: rarely what an unset variable means.
  if (input === '') throw new OffcutError('input-not-found', { path: '""' });
  return expandPath(input, cwd, ignore);
}

async function withRealPaths(folders: readonly string[]): Promise<ReadonlySet<string>> {
  const real = await Promise.all(folders.map((folder) => realpath(folder).catch(() => folder)));
  return new Set([...folders.map((folder) => path.resolve(folder)), ...real]);
}

const byPreference = (a: FoundPicture, b: FoundPicture) =>
  Number(a.viaLink) - Number(b.viaLink) || comparePaths(a.source.path, b.source.path);

/**
 * Finds the pictures that the user's inputs mean: files (taken whatever their extension), folders
 * (with all below them), patterns (where no file has that very name), web addresses, and `-` for
 * standard input. Each is taken once, as it was first given. What is wrong with an input is
 * reported beside the others' pictures and never thrown: `input-not-found`, `input-unreadable`,
 * `input-no-pictures`, `url-invalid`, `url-with-credentials`.
 */
export async function expandSources(
  inputs: readonly string[],
  { cwd, ignore }: ExpandOptions,
): Promise<ExpandedSources> {
  const ignored = await withRealPaths(ignore);
  const files = new Map<string, FoundPicture>();
  const others = new Map<string, Source>();
  const problems: SourceProblem[] = [];
  const leftOut = new Set<string>();
  for (const input of inputs) {
    try {
      const expansion = await expandOne(input, cwd, ignored);
      if ('other' in expansion) {
        const { other } = expansion;
        others.set(other.kind === 'url' ? other.url : '-', other);
        continue;
      }
      for (const picture of expansion.pictures.toSorted(byPreference)) {
        if (!files.has(picture.realPath)) files.set(picture.realPath, picture);
      }
      for (const folder of expansion.leftOut) leftOut.add(folder);
      problems.push(...expansion.errors.map((error) => ({ input, error })));
    } catch (error) {
      if (!(error instanceof OffcutError)) throw error;
      problems.push({ input, error });
    }
  }
  const found = [...files.values()];
  const sorted = found.map(({ source }) => source).sort((a, b) => comparePaths(a.path, b.path));
  return {
    sources: [...sorted, ...others.values()],
    problems,
    realPaths: new Map(found.map(({ source, realPath }) => [source, realPath])),
    leftOut: [...leftOut],
  };
}
