import { expect, it } from 'vitest';
import { holdsMatte } from './holds-matte.ts';
import { parseRecipe, type RecipeInput } from './recipe.ts';

it.each<[boolean, RecipeInput]>([
  [true, {}],
  [true, { output: { format: 'tiff' } }],
  [false, { output: { format: 'jpeg' } }],
  [false, { output: { channels: 'rgb' } }],
  [false, { output: { channels: 'alpha' } }],
  [false, { background: { type: 'color', color: 'white' } }],
  [false, { background: { type: 'blur' } }],
])('%s: %j', (holds, recipe) => {
  expect(holdsMatte(parseRecipe(recipe))).toBe(holds);
});
