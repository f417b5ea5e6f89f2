import { expect, it } from 'vitest';
import { showsThrough } from './shows-through.ts';
import { parseRecipe, type RecipeInput } from './recipe.ts';

it.each<[boolean, RecipeInput]>([
  [true, {}],
  [true, { output: { format: 'tiff' } }],
  [false, { output: { format: 'jpeg' } }],
  [false, { output: { channels: 'rgb' } }],
  [false, { output: { channels: 'alpha' } }],
  [false, { background: { type: 'color', color: 'white' } }],
  [false, { background: { type: 'blur' } }],
])('%s: %j', (shows, recipe) => {
  expect(showsThrough(parseRecipe(recipe))).toBe(shows);
});
