import { describe, expect, it } from 'vitest';
import { parseRecipe, type RecipeInput } from '../../shared/recipe.ts';
import type { Source } from '../sources/source.ts';
import type { FolderLook, Volume } from './look-at-folder.ts';
import { estimateBytes, judgeSpace, reckonSpace } from './space.ts';

const file = (path: string): Source => ({ kind: 'file', path, folder: '' });
const estimated = (recipe: RecipeInput, name = '/in/a.jpg', bytes = 1_900_000) =>
  estimateBytes(file(name), bytes, parseRecipe(recipe));

describe('the estimate', () => {
  it('goes by the format, and by how dense the source is', () => {
    const png = estimated({});
    expect(png).toBe(6_100_000);
    for (const format of ['webp', 'jpeg', 'avif'] as const) {
      expect(estimated({ output: { format } })).toBeLessThan(png / 4);
    }
    expect(estimated({ output: { channels: 'alpha' } })).toBeLessThan(png / 4);
    expect(estimated({}, '/in/a.png')).toBeLessThan(png / 4);
    expect(estimated({}, '/in/a.avif')).toBeGreaterThan(png * 4);
  });

  it('goes by the size that the recipe asks for', () => {
    const full = estimated({});
    expect(estimated({ canvas: { size: { width: 100, height: 100 } } })).toBe(6100);
    expect(estimated({ canvas: { size: { width: 100 } } })).toBe(6100);
    expect(estimated({ canvas: { size: 'preview' } })).toBeLessThan(full / 100);
    expect(estimated({ canvas: { size: 'preview' } }, '/in/a.jpg', 190)).toBe(610);
    expect(estimated({ canvas: { size: { megapixels: 0.5 } } })).toBe(305_000);
    expect(estimated({ canvas: { size: { megapixels: 0.5 } } }, '/in/a.jpg', 190)).toBe(610);
  });
});

const volume: Volume = { id: 1, free: 40_960, block: 4096, files: null };
const judged = (count: number, needed: number, over: Partial<Volume> = {}) =>
  judgeSpace({ path: '/out', needed, free: 0 }, count, { ...volume, ...over }, 'rename');

describe('what is said of a disk', () => {
  it('nothing where all fits', () => {
    expect(judged(10, 40_960)).toEqual({});
  });

  it('a warning where it may not fit', () => {
    const { warning, refusal } = judged(1, 3_000_001, { free: 2_999_999 });
    expect(refusal).toBeUndefined();
    expect(warning).toMatchObject({
      code: 'output-space-low',
      params: { path: '/out', needed: 4, free: 2 },
    });
  });

  it('a refusal only where it surely does not', () => {
    expect(judged(11, 0).refusal).toMatchObject({
      code: 'output-no-space',
      params: { path: '/out', count: 11 },
    });
    expect(judged(3, 0, { files: 2 }).refusal?.code).toBe('output-no-space');
    expect(judged(3, 0, { files: 3 })).toEqual({});
  });

  it.each([
    ['rename', 10],
    ['replace', 10],
    ['overwrite', 1],
    ['skip', 0],
  ] as const)('under %s, %i of ten are surely to be added', (placement, least) => {
    const about = { path: '/out', needed: 0, free: 0 };
    const refused = (blocks: number) =>
      judgeSpace(about, 10, { ...volume, free: blocks * 4096 }, placement).refusal !== undefined;
    expect(refused(least)).toBe(false);
    if (least > 0) expect(refused(least - 1)).toBe(true);
  });
});

it('adds up each disk by itself', () => {
  const look = (real: string, id: number): FolderLook => ({
    real,
    refusal: undefined,
    exists: true,
    volume: { ...volume, id, free: id * 1e6 },
  });
  const sources = ['/in/a.jpg', '/in/b.jpg', '/usb/c.jpg'].map(file);
  const targets = ['/in/a.png', '/in/x/b.png', '/usb/c.png'];
  const planned = sources.map((source, at) => ({ source, target: targets[at] ?? '' }));
  const { estimates, warnings, refusals } = reckonSpace(planned, {
    files: new Map(sources.map((source) => [source, 190_000])),
    looks: [look('/in', 1), look('/in/x', 1), look('/usb', 2)],
    recipe: parseRecipe({}),
    placement: 'rename',
  });
  expect(estimates).toEqual([
    { path: '/in', needed: 1_220_000, free: 1_000_000 },
    { path: '/usb', needed: 610_000, free: 2_000_000 },
  ]);
  expect(warnings.map(({ params }) => params['path'])).toEqual(['/in']);
  expect(refusals).toEqual([]);
});
