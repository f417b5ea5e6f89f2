import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { JsonResult } from '../../helpers/cli.ts';
import type { HostileFile } from './hostile-file.ts';

/** Whether a file may end so; a matte that finds nothing is a picture's end, too. */
export function isExpected({ expected }: HostileFile, outcome: string): boolean {
  const ofMatte = outcome === 'no-subject' || outcome === 'no-background';
  return expected.some((allowed) => allowed === outcome || (allowed === 'done' && ofMatte));
}

/** A good picture, or a hostile one; `name` is the file's in the folder. */
export interface Entry {
  readonly name: string;
  readonly hostile: HostileFile | undefined;
}

/**
 * Writes hostile files into a folder, with a good picture before each `every` of them and one at
 * the end. Names begin with numbers, so that a batch takes them in this order.
 */
export async function writeAmongGood(
  folder: string,
  files: readonly HostileFile[],
  good: Buffer,
  every: number,
): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  const add = async (name: string, bytes: Buffer, hostile?: HostileFile) => {
    const numbered = `${String(entries.length).padStart(4, '0')}-${name}`;
    await writeFile(path.join(folder, numbered), bytes);
    entries.push({ name: numbered, hostile });
  };
  for (const [i, file] of files.entries()) {
    if (i % every === 0) await add('good.jpg', good);
    await add(file.name, file.bytes, file);
  }
  await add('good.jpg', good);
  return entries;
}

export const outcomeOf = ({ status, error }: JsonResult): string => error?.code ?? status;

/**
 * What is wrong with the ends of a batch: a picture without exactly one, one of the wrong kind,
 * or a good picture that was not done.
 */
export function problemsIn(
  entries: readonly Entry[],
  results: readonly JsonResult[],
): readonly string[] {
  const ends = new Map<string, string[]>();
  for (const result of results) {
    const name = path.basename(result.input);
    ends.set(name, [...(ends.get(name) ?? []), outcomeOf(result)]);
  }
  const problems: string[] = [];
  for (const { name, hostile } of entries) {
    const found = ends.get(name) ?? [];
    ends.delete(name);
    const [outcome = 'no outcome'] = found;
    const right = hostile === undefined ? outcome === 'done' : isExpected(hostile, outcome);
    if (found.length !== 1) problems.push(`${name}: ${found.length} outcomes`);
    else if (!right) problems.push(`${name}: ${outcome}`);
  }
  return [...problems, ...[...ends.keys()].map((name) => `${name}: nobody gave it`)];
}
