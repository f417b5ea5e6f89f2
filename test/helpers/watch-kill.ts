import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect } from 'vitest';
import { jsonLines, root, startCli, type CliResult } from './cli.ts';
import { hashesOf } from './queue-kill.ts';
import { ownTransparency, transparentPicture } from './transparent-picture.ts';

interface Picture {
  /** Within the folder, `/`-separated. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** When a watch is killed: so many ms after its nth cutout, or after its start. */
interface Kill {
  readonly after: 'cutout' | 'start';
  readonly cutouts: number;
  readonly ms: number;
}

/** How a picture gets into the folder, and ms until the next one does. */
interface Arrival {
  readonly way: 'at once' | 'in pieces' | 'renamed';
  readonly pause: number;
}

export interface WatchKillRun {
  readonly folder: string;
  /** Pictures whose transparency is their own, and photos that take a model. */
  readonly transparent: number;
  readonly photos: number;
  readonly kills: number;
  readonly originals: 'leave' | 'done';
}

/** A watch that was not killed by then had nothing left to do. */
const LONGEST_MS = 20_000;
const SEED = 20261124;

async function picturesOf({ transparent, photos }: WatchKillRun): Promise<readonly Picture[]> {
  const made: Picture[] = [];
  for (let i = 0; i < transparent; i++) {
    const folder = i % 5 === 4 ? 'below/deep/' : '';
    made.push({ name: `${folder}p${i}.png`, bytes: await transparentPicture(i) });
  }
  // Photos come in between, so that they are at work when kills come.
  const every = Math.floor(made.length / (photos + 1));
  for (let i = 0; i < photos; i++) {
    const mug = sharp(path.join(root, 'samples/mug.jpg')).resize(160 + 8 * i);
    made.splice(every * (i + 1) + i, 0, {
      name: `photo${i}.jpg`,
      bytes: await mug.jpeg().toBuffer(),
    });
  }
  return made;
}

/** The same ones each time, as a test that fails must fail again. */
const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number): readonly T[] =>
  fc.sample(arbitrary, { seed: SEED, numRuns: count });

const killsOf = (count: number, share: number) =>
  sample<Kill>(
    fc.record({
      after: fc.constantFrom('cutout', 'cutout', 'start'),
      cutouts: fc.integer({ min: 1, max: Math.max(1, Math.floor(share / 2)) }),
      ms: fc.integer({ min: 0, max: 40 }),
    }),
    count,
  ).map((kill) => (kill.after === 'start' ? { ...kill, ms: kill.ms * 100 } : kill));

async function arrive(source: string, { name, bytes }: Picture, { way, pause }: Arrival) {
  const file = path.join(source, name);
  await mkdir(path.dirname(file), { recursive: true });
  const half = Math.floor(bytes.length / 2);
  switch (way) {
    case 'at once':
      await writeFile(file, bytes);
      break;
    case 'in pieces':
      await writeFile(file, bytes.subarray(0, half));
      await wait(pause);
      await appendFile(file, bytes.subarray(half));
      break;
    case 'renamed':
      await writeFile(`${file}.part`, bytes);
      await rename(`${file}.part`, file);
  }
  await wait(pause);
}

const arrivalsOf = (count: number) =>
  sample<Arrival>(
    fc.record({
      way: fc.constantFrom('at once', 'in pieces', 'renamed'),
      pause: fc.integer({ min: 0, max: 60 }),
    }),
    count,
  );

/** The built `offcut watch` over `in` of a folder. */
function watchIn(folder: string, args: readonly string[], kill?: Kill): Promise<CliResult> {
  const recipe = ['--model', 'isnet-general-int8', ...ownTransparency];
  const timers: NodeJS.Timeout[] = [];
  let killed = false;
  const command = ['watch', 'in', '--out', 'out', '--json', ...recipe, ...args];
  const { child, result } = startCli(command, {
    cwd: folder,
    env: { OFFCUT_DATA: path.join(folder, 'data') },
    onStdout: (soFar) => {
      if (kill?.after !== 'cutout' || killed) return;
      if (soFar.split('"status":"done"').length <= kill.cutouts) return;
      killed = true;
      killAfter(kill.ms);
    },
  });
  const killAfter = (ms: number) => {
    timers.push(setTimeout(() => child.kill('SIGKILL'), ms));
  };
  if (kill !== undefined) killAfter(kill.after === 'start' ? kill.ms : LONGEST_MS);
  return result.finally(() => {
    timers.forEach(clearTimeout);
  });
}

const doneIn = (result: CliResult) => jsonLines(result).filter(({ status }) => status === 'done');

/** Whether the watch before this one was killed with pictures at work, as this one found. */
const foundWork = ({ stderr }: CliResult) => stderr.includes('was ended at work');

async function uninterrupted(folder: string, pictures: readonly Picture[]) {
  for (const picture of pictures) {
    await arrive(path.join(folder, 'in'), picture, { way: 'at once', pause: 0 });
  }
  const result = await watchIn(folder, ['--once']);
  expect(result.stderr).toBe('');
  expect([result.code, doneIn(result).length]).toEqual([0, pictures.length]);
  return hashesOf(path.join(folder, 'out'));
}

/**
 * Lets pictures come into a folder whose watch is killed again and again, and proves that each has
 * its one cutout in the end, byte for byte that of a watch that nobody killed.
 */
export async function watchKilled(run: WatchKillRun): Promise<void> {
  const pictures = await picturesOf(run);
  const expected = await uninterrupted(path.join(run.folder, 'undisturbed'), pictures);
  const folder = path.join(run.folder, 'killed');
  const source = path.join(folder, 'in');
  await mkdir(source, { recursive: true });
  const originals = ['--originals', run.originals];
  const arrivals = arrivalsOf(pictures.length);
  const share = Math.floor(pictures.length / run.kills);
  let arrived = 0;
  const arriveUpTo = async (end: number) => {
    while (arrived < end) {
      const [picture, arrival] = [pictures[arrived], arrivals[arrived]];
      arrived++;
      if (picture && arrival) await arrive(source, picture, arrival);
    }
  };

  const results: CliResult[] = [];
  for (const [round, kill] of killsOf(run.kills, share).entries()) {
    const isLast = round === run.kills - 1;
    const arriving = arriveUpTo(isLast ? pictures.length : share * (round + 1));
    results.push(await watchIn(folder, originals, kill));
    await arriving;
  }
  const kills = results.length;
  // Killed, not ended by itself.
  expect(results.map(({ code }) => code)).toEqual(Array(kills).fill(null));
  const last = await watchIn(folder, [...originals, '--once']);
  expect(last.code).toBe(0);
  const again = await watchIn(folder, [...originals, '--once']);
  expect([again.code, again.stderr, doneIn(again)]).toEqual([0, '', []]);

  const outputs = await hashesOf(path.join(folder, 'out'));
  expect(outputs).toEqual(expected);
  expect(Object.keys(outputs)).toHaveLength(pictures.length);
  const kept = pictures.map(({ name }) => (run.originals === 'done' ? `done/${name}` : name));
  expect(Object.keys(await hashesOf(source))).toEqual(kept.sort());

  const found = [...results, last].filter(foundWork).length;
  const early = results.filter((result) => doneIn(result).length > 0).length;
  expect(found).toBeGreaterThan(0);
  // Not all was done before the last kill.
  expect(doneIn(last).length + Number(foundWork(last))).toBeGreaterThan(0);
  console.log(
    `watch: ${pictures.length} pictures (${run.photos} by a model), ${kills} kills ` +
      `(${found} with pictures at work, ${early} after cutouts), ${kills + 1} restarts, ` +
      `${Object.keys(outputs).length} outputs`,
  );
}
