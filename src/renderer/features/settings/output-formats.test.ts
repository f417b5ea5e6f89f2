import { expect, it } from 'vitest';
import { recipeSchema } from '../../../shared/recipe.ts';
import { withFormat } from './output-formats.ts';

const { output } = recipeSchema.parse({ output: { format: 'png', depth: 16 } });

it('takes the depth away that a format cannot have', () => {
  expect(withFormat(output, 'jpeg')).toMatchObject({ format: 'jpeg', depth: 8 });
  expect(withFormat(output, 'tiff')).toMatchObject({ format: 'tiff', depth: 16 });
});

it('takes the quality away that a format has none of', () => {
  const jpeg = { ...withFormat(output, 'jpeg'), quality: 80 };
  expect(withFormat(jpeg, 'webp').quality).toBe(80);
  expect(withFormat(jpeg, 'png').quality).toBeNull();
});
