import { existsSync, readFileSync } from 'node:fs';
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
