import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { OffcutError } from '../shared/errors.ts';

interface Manifest {
  readonly name?: unknown;
  readonly version?: unknown;
}

function manifestIn(folder: string): Manifest | undefined {
  const file = path.join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : undefined;
}

let found: string | undefined;

/**
 * The folder of Offcut's own package.json, as an absolute path. It is searched for upwards from
 * this file, because the code runs from `src/` and, bundled, from `dist/` or `dist/chunks/`.
 *
 * Throws OffcutError `internal` when no folder above this file is Offcut's.
 */
export function packageRoot(): string {
  if (found !== undefined) return found;
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (manifestIn(folder)?.name !== 'offcut') {
    const parent = path.dirname(folder);
    if (parent === folder) {
      throw new OffcutError('internal', { reason: 'its own package.json was not found' });
    }
    folder = parent;
  }
  found = folder;
  return folder;
}

/** Offcut's own version. */
export const packageVersion = () => String(manifestIn(packageRoot())?.version);

/** Where prepared models are kept: `OFFCUT_MODELS` when it is set, else `models/` of the package. */
export function modelsDirectory(): string {
  const chosen = process.env['OFFCUT_MODELS'];
  // An empty variable counts as unset: it would otherwise mean the working directory.
  return chosen ? path.resolve(chosen) : path.join(packageRoot(), 'models');
}

/**
 * Where what belongs to the user is kept, the queue among it: `OFFCUT_DATA` when it is set, else the
 * place that the system has for it (XDG Base Directory Specification 0.8, Apple's File System
 * Programming Guide, `%LOCALAPPDATA%`).
 */
export function dataDirectory(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  const chosen = env['OFFCUT_DATA'];
  if (chosen) return path.resolve(chosen);
  if (platform === 'win32') {
    return path.win32.join(
      env['LOCALAPPDATA'] || path.win32.join(home, 'AppData', 'Local'),
      'Offcut',
    );
  }
  if (platform === 'darwin') {
    return path.posix.join(home, 'Library', 'Application Support', 'Offcut');
  }
  const xdg = env['XDG_DATA_HOME'];
  // The specification has relative paths ignored.
  const base = xdg && path.posix.isAbsolute(xdg) ? xdg : path.posix.join(home, '.local', 'share');
  return path.posix.join(base, 'offcut');
}
