import { readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { fakeModel } from '../../../test/helpers/model.ts';
import { facts, newBatch, written } from '../../../test/helpers/queue.ts';
import { fakeJob } from '../../../test/helpers/queue-data.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { Batch, Job } from '../../shared/queue.ts';
import { parseRecipe } from '../../shared/recipe.ts';
import type { EngineJob, PreviewJob } from '../engine/engine.ts';
import { JobMattes, matteRecipe } from './job-mattes.ts';
import { PreviewCache } from './preview-cache.ts';

const tempFolder = useTempFolder();
let source: string;
let runs: EngineJob[];
let shown: PreviewJob[];
let cut: (job: EngineJob) => Promise<void>;
let mattes: JobMattes;

const recipe = parseRecipe({
  model: 'auto',
  refine: { feather: 3, threshold: 0.5 },
  background: { type: 'color', color: '#fff' },
  crop: { type: 'subject' },
  canvas: { size: 'small' },
  output: { format: 'jpeg' },
});
const batchOf = (changes: Partial<Batch> = {}): Batch => ({
  ...{ ...newBatch(), id: 1, paused: false, addedAt: 1, recipe },
  ...changes,
});
const jobOf = (changes: Partial<Job> = {}) =>
  fakeJob({ source: { kind: 'file', path: source, folder: '' }, ...changes });
const done = (at: string): Job['state'] => ({ name: 'done', at: 1, output: written(at), facts });

beforeEach(async () => {
  const folder = await tempFolder();
  source = path.join(folder, 'a.jpg');
  await writeFile(source, 'a picture');
  runs = [];
  shown = [];
  cut = ({ target }) => writeFile(target, 'matte');
  const engine = {
    run: async (job: EngineJob) => {
      runs.push(job);
      await cut(job);
      return facts;
    },
    preview: async (job: PreviewJob) => {
      shown.push(job);
      await writeFile(job.target, `${job.view} ${job.side}`);
      return { width: 1, height: 1 };
    },
  };
  const options = { folder: path.join(folder, 'kept'), engine, maxBytes: 1e6, maxPixels: 1e8 };
  const cache = await PreviewCache.open(options);
  mattes = new JobMattes({
    cache,
    engine,
    resolveModel: (id) => Promise.resolve({ entry: { ...fakeModel(), id }, file: 'x.onnx' }),
    device: 'cpu',
  });
});

it('is the source run once more, for its matte alone', async () => {
  const file = await mattes.matteOf(jobOf(), batchOf({ lenient: true, maxPixels: 77 }));
  expect(path.extname(file)).toBe('.png');
  expect(await readFile(file, 'utf8')).toBe('matte');
  expect(runs).toMatchObject([
    { source, name: source, urgent: true, lenient: true, maxPixels: 77, device: 'cpu' },
  ]);
  const { refine, output, ...rest } = matteRecipe(recipe);
  expect(runs[0]?.recipe).toEqual({ refine, output, ...rest });
  expect(refine).toEqual({ ...recipe.refine, decontaminate: false });
  expect(output).toMatchObject({ format: 'png', channels: 'alpha' });
  const { background, crop, canvas } = parseRecipe({});
  expect(rest).toMatchObject({ background, crop, canvas });
});

it('is made once, and again for what changes it only', async () => {
  const first = await mattes.matteOf(jobOf(), batchOf());
  const cropped = { ...recipe, crop: { type: 'none' }, output: parseRecipe({}).output } as const;
  expect(await mattes.matteOf(jobOf({ id: 9 }), batchOf({ recipe: cropped }))).toBe(first);
  expect(runs).toHaveLength(1);
  const harder = { ...recipe, refine: { ...recipe.refine, threshold: 0.9 } };
  expect(await mattes.matteOf(jobOf(), batchOf({ recipe: harder }))).not.toBe(first);
  expect(await mattes.matteOf(jobOf({ model: 'other' }), batchOf())).not.toBe(first);
  await utimes(source, 1, 1);
  expect(await mattes.matteOf(jobOf(), batchOf())).not.toBe(first);
  expect(runs).toHaveLength(4);
});

it('comes from the model that ran', async () => {
  await mattes.matteOf(jobOf({ model: 'wished', state: done('/out/a.png') }), batchOf());
  expect(runs[0]?.model.entry.id).toBe('isnet-general');
});

it('is shown in every size and as a band, each made once', async () => {
  const view = (side: 256 | 'full', what: 'matte' | 'edge') =>
    mattes.viewOf(jobOf(), batchOf(), side, what);
  const edge = await view(256, 'edge');
  expect(await readFile(edge, 'utf8')).toBe('edge 256');
  expect(await view(256, 'edge')).toBe(edge);
  expect(await readFile(await view('full', 'matte'), 'utf8')).toBe('matte 16383');
  expect([runs.length, shown.length]).toEqual([1, 2]);
  expect(shown[0]?.source).toBe(await mattes.matteOf(jobOf(), batchOf()));
});

it('is what the cutout says that took the place of its source', async () => {
  const replaced = jobOf({ state: done(source) });
  expect(await readFile(await mattes.matteOf(replaced, batchOf()), 'utf8')).toBe('matte 16383');
  await mattes.viewOf(replaced, batchOf(), 512, 'edge');
  expect(shown).toMatchObject([
    { source, view: 'matte', exact: true },
    { source, view: 'edge', side: 512 },
  ]);
  expect(runs).toEqual([]);
});

it('fails with what the engine says, or when the source is gone', async () => {
  cut = () => Promise.reject(new OffcutError('no-subject'));
  await expect(mattes.matteOf(jobOf(), batchOf())).rejects.toMatchObject({ code: 'no-subject' });
  const gone = jobOf({ source: { kind: 'file', path: `${source}.gone`, folder: '' } });
  await expect(mattes.matteOf(gone, batchOf())).rejects.toMatchObject({ code: 'input-not-found' });
  const address = jobOf({ source: { kind: 'url', url: 'http://127.0.0.1:1/a.jpg' } });
  await expect(mattes.matteOf(address, batchOf())).rejects.toMatchObject({
    code: 'url-forbidden-address',
  });
});
