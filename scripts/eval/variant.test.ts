import { expect, it } from 'vitest';
import { parseRecipe } from '../../src/shared/recipe.ts';
import { parseVariant } from './variant.ts';

it('takes a recipe in part', () => {
  const variant = parseVariant('int8={"model":"small","transparency":"discard-alpha"}');
  expect(variant).toEqual({
    name: 'int8',
    recipe: parseRecipe({ model: 'small', transparency: 'discard-alpha' }),
  });
});

it.each([
  ['{"model":"a"}', '--variant is NAME=JSON'],
  ['a=', 'is not JSON'],
  ['a={', 'is not JSON'],
  ['a=7', 'The variant a cannot be run: The recipe is not valid'],
  ['a={"modle":"x"}', 'The variant a cannot be run: The recipe is not valid'],
  ['a={"quality":"best"}', 'Not yet supported'],
  ['a={"engine":{"policy":"cloud"}}', 'only what is cut here can be measured'],
  ['a={"crop":{"type":"subject"},"output":{}}', 'crop and output must stay as it is'],
])('refuses %s', (text, reason) => {
  expect(() => parseVariant(text)).toThrow(reason);
});
