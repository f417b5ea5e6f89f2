import fc from 'fast-check';
import path from 'node:path';
import sharp from 'sharp';
import { expect } from 'vitest';
import { root } from './cli.ts';
import { killPoints, runKilled, type Kill } from './queue-kill.ts';

const atPoint = fc.record({
  point: fc.constantFrom(...killPoints),
  pass: fc.integer({ min: 1, max: 6 }),
});
const atMoment = (mostMs: number) => fc.record({ afterMs: fc.integer({ min: 0, max: mostMs }) });

/** The same kills each time, as a test that fails must fail again. */
const sample = (kill: fc.Arbitrary<Kill>, each: number, rounds: number, seed: number) =>
  fc.sample(fc.array(kill, { minLength: each, maxLength: each }), { seed, numRuns: rounds });

const fastPictures = Array.from({ length: 40 }, (_, i) => Buffer.from(`picture ${i}`));

/** The sample mug, small, a little different each time. */
const realPictures = () =>
  Promise.all(
    Array.from({ length: 4 }, (_, i) =>
      sharp(path.join(root, 'samples/mug.jpg'))
        .resize(160 + 8 * i)
        .jpeg()
        .toBuffer(),
    ),
  );

async function runRounds(
  engine: 'fast' | 'real',
  folder: string,
  pictures: readonly Buffer[],
  rounds: readonly (readonly Kill[])[],
): Promise<void> {
  const run = { pictures, engine };
  const undisturbed = await runKilled({
    ...run,
    folder: path.join(folder, 'undisturbed'),
    kills: [],
  });
  expect(undisturbed.killed).toEqual([]);
  const counts = new Map<string, number>();
  for (const [i, kills] of rounds.entries()) {
    const { files, killed } = await runKilled({ ...run, folder: path.join(folder, `${i}`), kills });
    expect(files).toEqual(undisturbed.files);
    for (const where of killed) counts.set(where, (counts.get(where) ?? 0) + 1);
  }
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  expect(all).toBeGreaterThan(0);
  const places = [...counts].map(([where, count]) => `${where} ${count}`).join(', ');
  console.log(
    `${engine} engine: ${rounds.length} rounds of ${pictures.length} pictures, ${all} kills (${places})`,
  );
}

/** Rounds with an engine of a few ms, killed at every step of a job's way and in between. */
export const killFastRounds = (folder: string, rounds: number): Promise<void> => {
  const kill = fc.oneof({ weight: 3, arbitrary: atPoint }, { weight: 1, arbitrary: atMoment(150) });
  return runRounds('fast', folder, fastPictures, sample(kill, 5, rounds, 20261124));
};

/** Rounds with the real engine, which has to notice by itself that its owner is gone. */
export const killRealRounds = async (folder: string, rounds: number): Promise<void> => {
  const kills = sample(atMoment(3_000), 2, rounds, 42);
  await runRounds('real', folder, await realPictures(), kills);
};
