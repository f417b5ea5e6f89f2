import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'vite';
import { expect } from 'vitest';
import { openQueueStore } from '../../src/core/queue/store/open-queue-store.ts';
import { parseRecipe } from '../../src/shared/recipe.ts';
import { root } from './cli.ts';
import { batchOf, queueSetting, type QueueSetting } from './live-queue.ts';

/** Where the owner of a queue can kill itself. */
export const killPoints = [
  'claimed',
  'engine begins',
  'half of the temp file',
  'engine ends',
  'before the place is recorded',
  'before the move',
  'before the original is binned',
  'after the original is binned',
  'before the end is recorded',
  'after the end is recorded',
] as const;
export type KillPoint = (typeof killPoints)[number];

/** At the nth pass of a point, or after so many ms of work. */
export type Kill =
  { readonly point: KillPoint; readonly pass: number } | { readonly afterMs: number };

export interface ChildOrder {
  readonly dataFolder: string;
  readonly bin: string;
  readonly engine: 'fast' | 'real';
  readonly kill?: { readonly point: KillPoint; readonly pass: number };
}

const bundle = path.join(root, 'build', 'fault', 'queue-child.js');

/** Bundles the child once, as it is started many times. */
export async function buildChild(): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: path.join(root, 'test/helpers/queue-child.ts'),
      target: 'node20',
      outDir: path.dirname(bundle),
    },
  });
}

interface ChildEnd {
  readonly killed: boolean;
  readonly said: string;
}

function runChild(order: ChildOrder, afterMs: number | undefined): Promise<ChildEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bundle, JSON.stringify(order)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let timer: NodeJS.Timeout | undefined;
    child.stdout.once('data', () => {
      if (afterMs !== undefined) timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code !== 0 && signal !== 'SIGKILL') reject(new Error(`exit code ${code}: ${said}`));
      else resolve({ killed: signal === 'SIGKILL', said });
    });
  });
}

/** Every file below a folder, hidden ones too, with the SHA-256 of its content. */
export async function hashesOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  const hashed = files.map(async (file) => {
    const hash = createHash('sha256').update(await readFile(file));
    return [path.relative(folder, file).split(path.sep).join('/'), hash.digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(hashed));
}

export interface KillRun {
  readonly folder: string;
  readonly pictures: readonly Buffer[];
  readonly engine: ChildOrder['engine'];
  /** One after another, until the queue is done; then it is left in peace. */
  readonly kills: readonly Kill[];
}

/** The name of the nth picture; one in four replaces its original, one in four finds its place taken. */
const nameOf = (i: number) => `${String(i).padStart(2, '0')}.jpg`;

async function prepare({ folder, pictures }: KillRun): Promise<QueueSetting> {
  await mkdir(folder, { recursive: true });
  const setting = await queueSetting(folder, []);
  for (const [i, bytes] of pictures.entries()) {
    await writeFile(path.join(setting.sources, nameOf(i)), bytes);
    if (i % 4 === 1)
      await writeFile(path.join(setting.out, `${String(i).padStart(2, '0')}.png`), 'x');
  }
  const recipe = parseRecipe({ model: 'isnet-general-int8' });
  const names = pictures.map((_, i) => nameOf(i));
  const replaced = names.filter((_, i) => i % 4 === 3);
  const { store } = await openQueueStore(setting.dataFolder);
  store.addBatch(
    batchOf(
      setting,
      names.filter((name) => !replaced.includes(name)),
      { recipe },
    ),
  );
  const inPlace = batchOf({ ...setting, out: setting.sources }, replaced, {
    recipe,
    placement: 'replace',
  });
  // Every other one keeps its very name.
  store.addBatch({
    ...inPlace,
    jobs: inPlace.jobs.map((job, i) =>
      i % 2 === 0 || job.source.kind === 'url' ? job : { ...job, target: job.source.path },
    ),
  });
  store.close();
  return setting;
}

export interface KillResult {
  /** Everything below the folders of sources, outputs and binned originals. */
  readonly files: Readonly<Record<string, string>>;
  /** How often it was killed, and where. */
  readonly killed: readonly string[];
}

/**
 * Works through a queue whose owner is killed again and again, and proves that every job was done
 * exactly once, with an output that is where the queue says it is.
 */
export async function runKilled(run: KillRun): Promise<KillResult> {
  const { dataFolder, bin, out, sources } = await prepare(run);
  const killed: string[] = [];
  for (const kill of [...run.kills, undefined]) {
    const order = { dataFolder, bin, engine: run.engine };
    const end =
      kill !== undefined && 'point' in kill
        ? await runChild({ ...order, kill }, undefined)
        : await runChild(order, kill?.afterMs);
    if (!end.killed) break;
    if (kill !== undefined) killed.push('point' in kill ? kill.point : 'at any moment');
  }

  const { store } = await openQueueStore(dataFolder);
  const { jobs } = store.page({ offset: 0, limit: 1_000 });
  const outputs = jobs.map(({ state }) => (state.name === 'done' ? state.output : undefined));
  const doneTimes = jobs.map(
    ({ id }) => store.attempts(id).filter(({ outcome }) => outcome === 'done').length,
  );
  store.close();
  expect(doneTimes).toEqual(run.pictures.map(() => 1));
  expect(new Set(outputs.map((output) => output?.path)).size).toBe(run.pictures.length);
  const files: Record<string, string> = {};
  for (const folder of [out, sources, bin]) {
    for (const [name, hash] of Object.entries(await hashesOf(folder))) {
      files[`${path.basename(folder)}/${name}`] = hash;
    }
  }
  for (const output of outputs) {
    const name = path
      .relative(run.folder, output?.path ?? '')
      .split(path.sep)
      .join('/');
    expect(files[name]).toBe(output?.sha256);
  }
  return { files, killed };
}
