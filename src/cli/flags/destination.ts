import { statSync } from 'node:fs';
import path from 'node:path';
import type { Destination } from '../../core/plan/destination.ts';
import type { OutputFormat } from '../../shared/recipe.ts';

const formats: Readonly<Record<string, OutputFormat>> = {
  '.png': 'png',
  '.webp': 'webp',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.avif': 'avif',
  '.tif': 'tiff',
  '.tiff': 'tiff',
};

/** Where cutouts go when nothing is said: a folder of their own, never among the originals. */
export const DEFAULT_FOLDER = 'cutouts';

export interface ChosenDestination {
  /** `stdout`: the one cutout is written to standard output. */
  readonly destination: Destination | { readonly type: 'stdout' };
  /** The format that the output's file name says. */
  readonly format: OutputFormat | undefined;
}

const isFolder = (file: string) =>
  statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;

/**
 * What `-o` means: `-` is standard output; a name with a picture's extension is one file, unless a
 * folder of that name exists; everything else is a folder.
 */
export function chooseDestination(
  output: string | undefined,
  inputs: readonly string[],
  replaceOriginal: boolean,
  cwd: string,
): ChosenDestination {
  if (replaceOriginal) return { destination: { type: 'replace' }, format: undefined };
  const onlyStdin = inputs.length === 1 && inputs[0] === '-';
  const chosen = output ?? (onlyStdin ? '-' : DEFAULT_FOLDER);
  if (chosen === '-') return { destination: { type: 'stdout' }, format: undefined };
  const absolute = path.resolve(cwd, chosen);
  const format = formats[path.extname(chosen).toLowerCase()];
  if (format === undefined || /[/\\]$/.test(chosen) || isFolder(absolute)) {
    return { destination: { type: 'directory', path: absolute }, format: undefined };
  }
  return { destination: { type: 'file', path: absolute }, format };
}
