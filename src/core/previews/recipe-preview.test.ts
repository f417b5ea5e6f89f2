import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { eventually } from '../../../test/helpers/eventually.ts';
import { fakeModel } from '../../../test/helpers/model.ts';
import { facts } from '../../../test/helpers/queue.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { OffcutError } from '../../shared/errors.ts';
import { parseRecipe, type RecipeInput } from '../../shared/recipe.ts';
import type { Engine, EngineJob, PreviewJob } from '../engine/engine.ts';
import { PreviewCache } from './preview-cache.ts';
import { RecipePreview } from './recipe-preview.ts';

const tempFolder = useTempFolder();
let source: string;
let runs: EngineJob[];
let copies: PreviewJob[];
let cut: (job: EngineJob, signal: AbortSignal | undefined) => Promise<void>;
let previews: RecipePreview;

beforeEach(async () => {
  const folder = await tempFolder();
  source = path.join(folder, 'a.jpg');
  await writeFile(source, 'a picture');
  runs = [];
  copies = [];
  cut = ({ target }) => writeFile(target, 'cut');
  const engine: Pick<Engine, 'run' | 'measure' | 'preview'> = {
    measure: ({ source: file }) =>
      Promise.resolve(file === source ? { width: 4000, height: 3000 } : { width: 9, height: 7 }),
    preview: async (job) => {
      copies.push(job);
      await writeFile(job.target, 'small');
      return { width: 1000, height: 750 };
    },
    run: async (job, options) => {
      runs.push(job);
      await cut(job, options?.signal);
      return facts;
    },
  };
  const options = { folder: path.join(folder, 'kept'), engine, maxBytes: 1e6, maxPixels: 1e8 };
  previews = new RecipePreview({
    cache: await PreviewCache.open(options),
    engine,
    resolveModel: (id) => Promise.resolve({ entry: { ...fakeModel(), id }, file: 'x.onnx' }),
    device: 'cpu',
    maxPixels: 1e8,
  });
});

const make = (recipe: RecipeInput = {}, side = 1000) =>
  previews.make(source, parseRecipe(recipe), side);
const feather = (px: number) => ({ refine: { feather: px } });

it('cuts a small copy by the scaled recipe, for somebody who waits', async () => {
  const { file, size } = await make({ ...feather(8), model: 'other' });
  expect(path.extname(file)).toBe('.webp');
  expect(size).toEqual({ width: 9, height: 7 });
  expect(copies).toMatchObject([{ source, side: 1000, view: 'picture', exact: true }]);
  expect(runs).toMatchObject([
    {
      name: source,
      urgent: true,
      device: 'cpu',
      recipe: { refine: { feather: 2 }, output: { format: 'webp' } },
      model: { entry: { id: 'other' } },
    },
  ]);
  expect(runs[0]?.source).not.toBe(source);
});

it('keeps what it made, and the copy for other recipes', async () => {
  const first = await make(feather(8));
  expect(await make(feather(8))).toEqual(first);
  expect((await make(feather(4))).file).not.toBe(first.file);
  expect([runs.length, copies.length]).toEqual([2, 1]);
  await writeFile(source, 'another picture');
  expect((await make(feather(8))).file).not.toBe(first.file);
  expect([runs.length, copies.length]).toEqual([3, 2]);
});

it('cancels what a newer wish for the same picture takes the place of', async () => {
  cut = ({ target, recipe }, signal) =>
    recipe.refine.feather === 2
      ? new Promise((_, reject) => {
          signal?.addEventListener('abort', () => {
            reject(new OffcutError('cancelled'));
          });
        })
      : writeFile(target, 'cut');
  const before = make(feather(8));
  const same = make(feather(8));
  await eventually(() => {
    expect(runs).toHaveLength(1);
  });
  const after = make(feather(4));
  await expect(before).rejects.toMatchObject({ code: 'cancelled' });
  await expect(same).rejects.toMatchObject({ code: 'cancelled' });
  expect((await after).size).toEqual({ width: 9, height: 7 });
  // Back to the first at once: the one that was cancelled is not it.
  cut = ({ target }) => writeFile(target, 'cut');
  expect((await make(feather(8))).size).toEqual({ width: 9, height: 7 });
});

it('does not even begin what was superseded before', async () => {
  const [first, second] = [make(feather(8)), make(feather(4))];
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  await second;
  expect(runs).toHaveLength(1);
});

it('fails with what the engine says, and is tried again', async () => {
  const works = cut;
  cut = () => Promise.reject(new OffcutError('no-subject'));
  await expect(make()).rejects.toMatchObject({ code: 'no-subject' });
  cut = works;
  await make();
  const gone = previews.make(`${source}.gone`, parseRecipe({}));
  await expect(gone).rejects.toMatchObject({ code: 'input-not-found' });
});
