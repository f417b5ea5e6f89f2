import path from 'node:path';
import { expect, it } from 'vitest';
import { parseOptions } from './options.ts';

it('measures the default recipe on everything', () => {
  const options = parseOptions(['--data', 'pictures']);
  expect(options).toMatchObject({
    data: path.resolve('pictures'),
    variants: [{ name: 'default', recipe: { model: 'auto' } }],
    selection: { only: [], limit: undefined },
    json: undefined,
  });
});

it('takes models and variants together', () => {
  const options = parseOptions(
    ['--data=x', '--model', 'a', '--model', 'b', '--variant', 'c={}', '--limit', '3'].concat(
      '--only',
      'cat',
      '--only',
      'dog',
    ),
  );
  expect(options?.variants.map(({ name, recipe }) => [name, recipe.model])).toEqual([
    ['a', 'a'],
    ['b', 'b'],
    ['c', 'auto'],
  ]);
  expect(options?.selection).toEqual({ only: ['cat', 'dog'], limit: 3 });
});

it('shows help before anything else', () => {
  expect(parseOptions(['--help'])).toBeUndefined();
});

it.each([
  [[], 'Say with --data DIR'],
  [['--data', 'x', '--limit', '0'], '--limit must be'],
  [['--data', 'x', '--limit', 'many'], '--limit must be'],
  [['--data', 'x', '--json', 'no-such-folder/a.json'], 'The folder of no-such-folder/a.json'],
  [['--data', 'x', '--model', 'a', '--variant', 'a={}'], 'two variants named a'],
  [['--data', 'x', '--variants', 'a={}'], "Unknown option '--variants'."],
  [['--data'], '--data'],
  [['pictures'], "Unexpected argument 'pictures'."],
])('says in one sentence what is wrong with %j', (args, reason) => {
  expect(() => parseOptions(args)).toThrow(reason);
});
