import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { inferenceThreads } from './cores.ts';

const tempFolder = useTempFolder();

/** A machine whose processors have these siblings; undefined: switched off. */
async function machine(siblings: readonly (string | undefined)[], rest = {}) {
  const folder = await tempFolder();
  for (const [index, list] of siblings.entries()) {
    const topology = path.join(folder, `cpu${index}`, 'topology');
    await mkdir(path.dirname(topology), { recursive: true });
    if (list === undefined) continue;
    await mkdir(topology);
    await writeFile(path.join(topology, 'thread_siblings_list'), `${list}\n`);
  }
  await mkdir(path.join(folder, 'cpufreq'));
  return {
    platform: 'linux' as NodeJS.Platform,
    processors: folder,
    quota: path.join(folder, 'cpu.max'),
    parallelism: siblings.length,
    ...rest,
  };
}

it('is every processor where each is a core', async () => {
  expect(inferenceThreads(await machine(['0', '1', '2', '3']))).toBe(4);
});

it('is one for each pair of processors that share a core', async () => {
  expect(
    inferenceThreads(await machine(['0,4', '1,5', '2,6', undefined, '0,4', '1,5', '2,6'])),
  ).toBe(3);
});

it('is no more than the process may run on, or its container gets', async () => {
  const four = await machine(['0', '1', '2', '3'], { parallelism: 3 });
  expect(inferenceThreads(four)).toBe(3);
  for (const [limit, threads] of [
    ['150000 100000', 2],
    ['10000 100000', 1],
    ['max 100000', 3],
    ['', 3],
  ] as const) {
    await writeFile(four.quota, limit);
    expect(inferenceThreads(four)).toBe(threads);
  }
});

it('is what the process may run on where the kernel tells nothing', async () => {
  const found = await machine([undefined, undefined]);
  expect(inferenceThreads(found)).toBe(2);
  expect(inferenceThreads({ ...found, processors: path.join(found.processors, 'gone') })).toBe(2);
});

it('is left to onnxruntime elsewhere', async () => {
  for (const platform of ['win32', 'darwin'] as const) {
    expect(inferenceThreads({ ...(await machine(['0', '1'])), platform })).toBe(0);
  }
});
