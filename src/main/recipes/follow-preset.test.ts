import { expect, it } from 'vitest';
import type { HotFolders } from '../../core/hot-folders/hot-folders.ts';
import type { HotFolder } from '../../shared/queue.ts';
import { parseRecipe, type Recipe } from '../../shared/recipe.ts';
import { followPreset } from './follow-preset.ts';

const before = parseRecipe({ background: { type: 'color', color: '#ffffff' } });
const recipe = parseRecipe({ background: { type: 'color', color: '#112233' } });
const other = parseRecipe({ ...before, transparency: 'return-input-if-not-opaque' });

const folder = (id: number, preset: string | null, own: Recipe) =>
  ({ id, preset, recipe: own }) as HotFolder;

const updated: unknown[][] = [];
const hotFolders = {
  kept: () => [
    folder(1, 'White', before),
    folder(2, 'White', other),
    folder(3, 'Black', before),
    folder(4, null, before),
    folder(5, 'White', before),
  ],
  update: (...args: unknown[]) => {
    updated.push(args);
    return Promise.resolve();
  },
} as unknown as HotFolders;

it('changes the folders that have the preset as it was, and no others', async () => {
  await followPreset(hotFolders, { name: 'White', before, recipe });
  expect(updated).toEqual([
    [1, {}, recipe],
    [5, {}, recipe],
  ]);
});

it('changes none for a preset that is new', async () => {
  updated.length = 0;
  await followPreset(hotFolders, { name: 'White', before: undefined, recipe });
  expect(updated).toEqual([]);
});
