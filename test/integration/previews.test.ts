import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { localEngine } from '../../src/core/engine/local-engine.ts';
import { resolveModel } from '../../src/core/models/resolve.ts';
import { JobMattes } from '../../src/core/previews/job-mattes.ts';
import { PreviewCache, type PreviewCacheOptions } from '../../src/core/previews/preview-cache.ts';
import { RecipePreview } from '../../src/core/previews/recipe-preview.ts';
import { packageRoot } from '../../src/core/paths.ts';
import type { OffcutError } from '../../src/shared/errors.ts';
import type { Batch } from '../../src/shared/queue.ts';
import { parseRecipe, type RecipeInput } from '../../src/shared/recipe.ts';
import { fakeJob } from '../helpers/queue-data.ts';
import { newBatch } from '../helpers/queue.ts';
import { useTempFolder } from '../helpers/temp.ts';
import { transparentPicture } from '../helpers/transparent-picture.ts';

const newFolder = useTempFolder();
const engine = localEngine();
afterAll(() => engine.close());

const mug = path.join(packageRoot(), 'samples', 'mug.jpg');
const model = async (id: string) => {
  const { model: entry, path: file } = await resolveModel(id);
  return { entry, file };
};
const working = { engine, resolveModel: model, device: 'cpu', maxPixels: 1e8 } as const;

let folder: string;
let options: PreviewCacheOptions;
let cache: PreviewCache;
beforeEach(async () => {
  folder = await newFolder();
  options = { folder: path.join(folder, 'previews'), engine, maxBytes: 1e8, maxPixels: 1e8 };
  cache = await PreviewCache.open(options);
});

const sizeOf = async (file: string) => {
  const { width, height } = await sharp(file).metadata();
  return { width, height };
};
/** A channel, 0-1 for each pixel, at the size of another picture. */
async function channelOf(file: string, channel: 0 | 3, like: string): Promise<number[]> {
  const size = await sizeOf(like);
  const image = sharp(file)
    .resize({ ...size, fit: 'fill' })
    .extractChannel(channel);
  return Array.from(await image.raw().toBuffer(), (value) => value / 255);
}
const meanOf = (numbers: readonly number[]) =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const distance = (a: readonly number[], b: readonly number[]) =>
  meanOf(a.map((value, at) => Math.abs(value - (b[at] ?? 0))));

it('previews are made by the engine, and kept', async () => {
  const [small, large] = await Promise.all([cache.get(mug, 256), cache.get(mug, 1024)]);
  const sizes = await Promise.all([mug, small, large].map(sizeOf));
  const longest = sizes.map(({ width, height }) => Math.max(width, height));
  expect(longest).toEqual([longest[0], 256, Math.min(1024, longest[0] ?? 0)]);
  expect(await cache.get(mug, 256)).toBe(small);
  expect((await PreviewCache.open(options)).bytes).toBe(cache.bytes);
});

it('the matte of a cutout is shown, and refused where none is kept', async () => {
  const cutout = path.join(folder, 'cutout.png');
  await writeFile(cutout, await transparentPicture(7));
  const matte = await cache.get(cutout, 'full', 'matte');
  expect(await channelOf(matte, 0, cutout)).toEqual(await channelOf(cutout, 3, cutout));
  await expect(cache.get(mug, 256, 'edge')).rejects.toMatchObject({ code: 'matte-not-kept' });
});

describe('the matte of a job', () => {
  it('is that of its cutout, whatever becomes of the picture', async () => {
    const recipe = (input: RecipeInput) => parseRecipe({ model: 'isnet-general-int8', ...input });
    const batchOf = (input: RecipeInput): Batch => ({
      ...{ ...newBatch(), id: 1, paused: false, addedAt: 1, recipe: recipe(input) },
    });
    const job = fakeJob({ source: { kind: 'file', path: mug, folder: '' } });
    const mattes = new JobMattes({ ...working, cache });
    const flat = batchOf({ crop: { type: 'subject' }, output: { format: 'jpeg' } });
    const matte = await mattes.matteOf(job, flat);
    expect(await sizeOf(matte)).toEqual(await sizeOf(mug));
    const target = path.join(folder, 'cutout.png');
    const source = { source: mug, name: mug, target, recipe: recipe({}), device: 'cpu' } as const;
    const rest = { model: await model('isnet-general-int8'), maxPixels: 1e8, lenient: false };
    const { ambiguous } = await engine.run({ ...source, ...rest });
    expect(await channelOf(matte, 0, mug)).toEqual(await channelOf(target, 3, mug));

    const edge = await mattes.viewOf(job, flat, 'full', 'edge');
    const band = meanOf(await channelOf(edge, 3, edge));
    const subject = (await channelOf(matte, 0, mug)).filter((alpha) => alpha >= 26 / 255);
    const area = subject.length / (await channelOf(mug, 0, mug)).length;
    expect(band / area).toBeCloseTo(ambiguous, 3);
  });
});

describe('a recipe that is thought about', () => {
  const previews = () => new RecipePreview({ ...working, cache });

  it('is shown small as it will be large', async () => {
    const input: RecipeInput = {
      model: 'isnet-general-int8',
      refine: { feather: 20, shift: 12, smallestIsland: 2000 },
      crop: { type: 'subject', margin: '60px' },
    };
    const { file, size } = await previews().make(mug, parseRecipe(input), 512);
    expect(await sizeOf(file)).toEqual(size);
    const target = path.join(folder, 'large.png');
    const facts = await engine.run({
      ...{ source: mug, name: mug, target, recipe: parseRecipe(input), device: 'cpu' },
      ...{ model: await model('isnet-general-int8'), maxPixels: 1e8, lenient: false },
    });
    expect(size.width / size.height).toBeCloseTo(facts.width / facts.height, 1);
    const alphas = await Promise.all([file, target].map((each) => channelOf(each, 3, file)));
    expect(distance(alphas[0] ?? [], alphas[1] ?? [])).toBeLessThan(0.01);
  });

  it('gives way to a newer one, and the engine lives on', async () => {
    const maker = previews();
    const shifted = (shift: number) =>
      maker.make(mug, parseRecipe({ model: 'isnet-general-int8', refine: { shift } }));
    await shifted(0);
    const { pid } = engine;
    const wishes = [3, 2, 1].map(async (shift, at) => {
      await sleep(at * 150);
      return shifted(shift).then(
        ({ size }) => Math.max(size.width, size.height),
        (error: unknown) => (error as OffcutError).code,
      );
    });
    expect(await Promise.all(wishes)).toEqual(['cancelled', 'cancelled', 1024]);
    expect(engine.pid).toBe(pid);
  });

  it('says what stands against it', async () => {
    const recipe = parseRecipe({ model: 'isnet-general-int8', shadow: { type: 'drop' } });
    await expect(previews().make(mug, recipe)).rejects.toMatchObject({ code: 'recipe-not-yet' });
    const nothing = previews().make(
      mug,
      parseRecipe({ model: 'isnet-general-int8', refine: { threshold: 0 } }),
    );
    await expect(nothing).rejects.toMatchObject({ code: 'edges-leave-everything' });
  });
});
