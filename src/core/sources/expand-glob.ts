import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { glob, type FileSystemAdapter } from 'tinyglobby';
import type { OffcutError } from '../../shared/errors.ts';
import { listFolder, type Folder, type FolderEntry } from './folder-listing.ts';
import { isPictureName } from './source.ts';
import { mirroredFolder, type Found } from './walk-folder.ts';

/** Narrower than tinyglobby's own test, for which a misspelt `photo (1).jpg` is a pattern. */
const GLOB = /[*?]|\[[^\]]+\]|\{[^}]*(?:,|\.\.)[^}]*\}|[@!+]\(/;

export const isGlob = (input: string) => GLOB.test(input);

const isFolder = (directory: string) =>
  stat(directory).then(
    (stats) => stats.isDirectory(),
    () => false,
  );

/**
 * Splits a pattern into the folder that it starts from and the rest. A segment that is the name of
 * a folder belongs to the former, whatever characters it has: `Trip [2024]/*.jpg`.
 */
async function splitBase(
  input: string,
  cwd: string,
): Promise<{ readonly base: string; readonly pattern: string }> {
  const slashed = path.sep === '\\' ? input.replaceAll('\\', '/') : input;
  const { root } = path.parse(slashed);
  const segments = slashed.slice(root.length).split('/');
  let base = path.resolve(cwd, root);
  while (segments.length > 1) {
    const [segment = ''] = segments;
    const next = path.join(base, segment);
    if (!(await isFolder(next))) break;
    base = next;
    segments.shift();
  }
  return { base, pattern: segments.join('/') };
}

/** tinyglobby asks for names and kinds only. */
function asDirent({ name, kind }: FolderEntry) {
  return {
    name,
    isFile: () => kind === 'file',
    isDirectory: () => kind === 'folder',
    isSymbolicLink: () => false,
  };
}

/**
 * Reads folders for one glob with the links followed already, because tinyglobby's own following
 * does not end in every loop: a link to a folder that it lies in is left out here.
 */
class LinkFollowingReader {
  readonly files = new Map<string, FolderEntry>();
  readonly errors: OffcutError[] = [];
  readonly leftOut: string[] = [];
  readonly #folders = new Map<string, Folder>();
  readonly #ignore: ReadonlySet<string>;

  constructor(base: Folder, ignore: ReadonlySet<string>) {
    this.#folders.set(base.path, base);
    this.#ignore = ignore;
  }

  async read(directory: string) {
    const folder = this.#folders.get(directory);
    if (folder === undefined) return [];
    const { entries, errors } = await listFolder(folder);
    this.errors.push(...errors);
    const kept = entries.filter((entry) => entry.kind === 'file' || this.#mayEnter(entry));
    for (const entry of kept) {
      (entry.kind === 'file' ? this.files : this.#folders).set(entry.path, entry);
    }
    return kept.map(asDirent);
  }

  #mayEnter(folder: FolderEntry): boolean {
    if (this.#ignore.has(folder.path) || this.#ignore.has(folder.realPath)) {
      this.leftOut.push(folder.path);
      return false;
    }
    let above = path.dirname(folder.path);
    for (;;) {
      const outer = this.#folders.get(above);
      if (outer === undefined) return true;
      if (outer.realPath === folder.realPath) return false;
      if (above === path.dirname(above)) return true;
      above = path.dirname(above);
    }
  }
}

function adapterFor(reader: LinkFollowingReader): FileSystemAdapter {
  const readFolder = (
    directory: string,
    _options: unknown,
    done: (error: Error | null, entries?: readonly ReturnType<typeof asDirent>[]) => void,
  ) => {
    reader.read(path.resolve(directory)).then(
      (entries) => {
        done(null, entries);
      },
      (error: unknown) => {
        done(error instanceof Error ? error : new Error(String(error)));
      },
    );
  };
  return { readdir: readFolder as unknown as NonNullable<FileSystemAdapter['readdir']> };
}

/**
 * The pictures that a pattern such as `photos/**` + `/*.jpg` names, mirrored from its fixed part.
 * Hidden files are left out unless the pattern names them. Never throws for what it meets on disk.
 * @param ignore folders below the fixed part to leave out, by path or real path
 */
export async function expandGlob(
  input: string,
  cwd: string,
  ignore: ReadonlySet<string>,
): Promise<Found> {
  const { base, pattern } = await splitBase(input, cwd);
  const realPath = await realpath(base).catch(() => base);
  const reader = new LinkFollowingReader({ path: base, realPath, viaLink: false }, ignore);
  const matches = await glob(pattern, {
    cwd: base,
    expandDirectories: false,
    caseSensitiveMatch: process.platform === 'linux',
    fs: adapterFor(reader),
  });
  const pictures = matches.flatMap((match) => {
    const file = reader.files.get(path.resolve(base, match));
    if (file === undefined || !isPictureName(file.name)) return [];
    const folder = mirroredFolder(base, path.dirname(file.path));
    const source = { kind: 'file', path: file.path, folder } as const;
    return [{ source, realPath: file.realPath, viaLink: file.viaLink }];
  });
  return { pictures, errors: reader.errors, leftOut: reader.leftOut };
}
