import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { packageRoot } from '../paths.ts';
import { writeMadeUpPackage, type MadeUpPackage } from './made-up-package.ts';
import { prepareModel } from './prepare.ts';
import { sha256Of } from './weights.ts';

let root: string;
let directory: string;
let made: MadeUpPackage;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'offcut-prepare-'));
  directory = path.join(root, 'models');
  made = await writeMadeUpPackage(root);
});

afterEach(() => rm(root, { recursive: true }));

const prepare = (force = false) =>
  prepareModel(made.model, directory, { packagesFrom: root, force });

const shaOf = async (file: string) => sha256Of(await readFile(file));

async function makeOld(file: string): Promise<void> {
  const past = new Date(Date.now() - 60_000);
  await utimes(file, past, past);
}

it('writes the catalogued bytes, and leaves nothing else but its record', async () => {
  const { path: file, prepared } = await prepare();
  expect(prepared).toBe(true);
  expect(file).toBe(path.join(directory, 'made-up.onnx'));
  expect(await shaOf(file)).toBe(made.model.sha256);
  expect((await readdir(directory)).sort()).toEqual(['.verified.json', 'made-up.onnx']);
});

it('leaves a whole file alone unless forced', async () => {
  await prepare();
  expect((await prepare()).prepared).toBe(false);
  expect((await prepare(true)).prepared).toBe(true);
});

it('prepares once for callers that come together', async () => {
  const results = await Promise.all([prepare(), prepare(), prepare(), prepare()]);
  expect(results.filter(({ prepared }) => prepared)).toHaveLength(1);
});

it('prepares once for processes that start together', async () => {
  // Large enough that preparing takes longer than the processes' starts differ by.
  made = await writeMadeUpPackage(root, 4_000_000);
  const input = { model: made.model, directory, packagesFrom: root, gate: path.join(root, 'go') };
  const script = `
    import { existsSync } from 'node:fs';
    import { prepareModel } from ${JSON.stringify(new URL('prepare.ts', import.meta.url))};
    const { model, directory, packagesFrom, gate } = ${JSON.stringify(input)};
    process.stdout.write('up ');
    while (!existsSync(gate));
    const { prepared } = await prepareModel(model, directory, { packagesFrom });
    process.stdout.write(String(prepared));
  `;
  const children = [0, 1, 2].map(() => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      { cwd: packageRoot(), stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let output = '';
    const up = new Promise<void>((resolve) => {
      child.stdout.on('data', (bytes: Buffer) => {
        output += bytes.toString();
        resolve();
      });
    });
    const ended = new Promise<string>((resolve) =>
      child.on('close', () => {
        resolve(output);
      }),
    );
    return { up: Promise.race([up, ended]), ended };
  });
  await Promise.all(children.map(({ up }) => up));
  await writeFile(input.gate, '');
  const outputs = await Promise.all(children.map(({ ended }) => ended));
  expect(outputs.sort()).toEqual(['up false', 'up false', 'up true']);
  expect(await shaOf(path.join(directory, made.model.file))).toBe(made.model.sha256);
});

it('takes over from a preparation that was killed, and sweeps what it left', async () => {
  // No process has such a number: Linux ends at 2 ** 22, macOS before, Windows has multiples of 4.
  const nobody = 99_999_999;
  const temporary = (owner: number, digit: number): string =>
    path.join(directory, `.offcut-${owner}-00000000000${digit}.tmp`);
  const leftover = temporary(nobody, 0);
  const current = temporary(nobody, 1);
  const foreign = temporary(process.pid, 0);
  const lock = path.join(directory, '.made-up.onnx.lock');
  await mkdir(lock, { recursive: true });
  for (const file of [leftover, current, foreign]) await writeFile(file, 'half');
  for (const file of [leftover, foreign, lock]) await makeOld(file);
  expect((await prepare()).prepared).toBe(true);
  expect((await readdir(directory)).sort()).toEqual(
    [path.basename(current), path.basename(foreign), '.verified.json', 'made-up.onnx'].sort(),
  );
});

it('writes nothing when the result is not what the catalogue says', async () => {
  const model = { ...made.model, sha256: 'f'.repeat(64) };
  await expect(prepareModel(model, directory, { packagesFrom: root })).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining(made.model.sha256) as unknown,
  });
  expect(await readdir(directory)).toEqual([]);
});

it('keeps the file that is there when preparing again fails', async () => {
  const { path: file } = await prepare();
  for (const chunk of made.chunks) await rm(chunk);
  await expect(prepare(true)).rejects.toMatchObject({ code: 'model-source-damaged' });
  expect(await shaOf(file)).toBe(made.model.sha256);
});

it('says where it cannot write', async () => {
  await writeFile(directory, 'a file, not a folder');
  await expect(prepare()).rejects.toMatchObject({
    code: 'model-unusable',
    params: { reason: expect.stringContaining(directory) as unknown },
  });
});
