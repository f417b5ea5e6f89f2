// Renders the sample pictures and their exact alpha. Usage:
//   npx tsx scripts/samples/render.ts [--only NAME] [--preview] [--out FOLDER] [--scale S]
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { denoise } from './denoise.ts';
import { develop } from './develop.ts';
import { allocateFilm, CHANNELS, markEdges, openFilm, type Film } from './film.ts';
import { loadScene, sceneNames } from './scenes/index.ts';
import type { Assignment, Task } from './worker.ts';

const THREADS = 2;
const ROWS = 6;
const { values: args } = parseArgs({
  options: {
    only: { type: 'string' },
    preview: { type: 'boolean', default: false },
    out: { type: 'string' },
    scale: { type: 'string' },
  },
});
const root = path.resolve(import.meta.dirname, '../..');

/** Waits for the worker to say that it is done; tsx's loader posts messages of its own. */
function reply(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      worker.off('message', listen);
      worker.off('exit', fail);
      worker.off('error', reject);
    };
    const listen = (message: unknown): void => {
      if (message !== 'done') return;
      stop();
      resolve();
    };
    const fail = (): void => {
      reject(new Error('a worker stopped early'));
    };
    worker.on('message', listen);
    worker.on('exit', fail);
    worker.on('error', reject);
  });
}

/** Hands out rows to whichever worker is free until all rows have been through `pass`. */
async function runPass(workers: Worker[], pass: Task['pass'], height: number): Promise<void> {
  let next = 0;
  const work = async (worker: Worker): Promise<void> => {
    while (next < height) {
      const task: Task = { pass, from: next, to: Math.min(height, next + ROWS) };
      next = task.to;
      worker.postMessage(task);
      await reply(worker);
    }
  };
  await Promise.all(workers.map(work));
}

function startWorker(assignment: Assignment): Worker {
  // A worker thread does not inherit tsx's loader on Node 20, so it has to register it itself.
  const entry = JSON.stringify(new URL('./worker.ts', import.meta.url).href);
  const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const code = `import(${tsx}).then((t) => { t.register(); return import(${entry}); });`;
  return new Worker(code, { eval: true, workerData: assignment, execArgv: [] });
}

function alphaOf(film: Film): Uint8Array {
  const pixels = film.width * film.height;
  return Uint8Array.from({ length: pixels }, (_, i) =>
    Math.round((film.data[i * CHANNELS + 13] as number) * 255),
  );
}

async function renderScene(name: string, scale: number, quick: boolean): Promise<void> {
  const scene = loadScene(name);
  const width = Math.round(scene.width * scale);
  const height = Math.round(scene.height * scale);
  const memory = allocateFilm(width, height);
  const film = openFilm(memory);
  const samples = quick ? Math.ceil(scene.samples / 3) : scene.samples;
  const started = Date.now();
  const assignment: Assignment = { scene: name, film: memory, samples };
  const workers = Array.from({ length: THREADS }, () => startWorker(assignment));
  await Promise.all(workers.map(reply));
  const ready = Date.now();
  await runPass(workers, 'colour', height);
  markEdges(film);
  await runPass(workers, 'edges', height);
  await Promise.all(workers.map((w) => w.terminate()));
  const traced = Date.now();
  const picture = develop(denoise(film), width, height, scene.look);
  const colour = sharp(picture, { raw: { width, height, channels: 3 } });
  const alpha = sharp(alphaOf(film), { raw: { width, height, channels: 1 } });
  const pictures = args.out ?? path.join(root, 'samples');
  const alphas = args.out ?? path.join(root, 'test/fixtures/samples');
  await mkdir(pictures, { recursive: true });
  await mkdir(alphas, { recursive: true });
  await colour
    .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
    .toFile(path.join(pictures, `${name}.jpg`));
  await alpha
    .toColourspace('b-w')
    .png({ compressionLevel: 9 })
    .toFile(path.join(alphas, `${name}.alpha.png`));
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  console.log(
    `${name}: ${width}x${height}, ${samples} samples, build ${seconds(ready - started)} s, ` +
      `trace ${seconds(traced - ready)} s, develop ${seconds(Date.now() - traced)} s`,
  );
}

const scale = Number(args.scale ?? (args.preview ? 0.25 : 1));
const names = args.only === undefined ? sceneNames : args.only.split(',');
for (const name of names) await renderScene(name, scale, args.preview);
