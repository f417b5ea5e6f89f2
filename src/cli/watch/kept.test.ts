import { describe, expect, it } from 'vitest';
import { hotFolderSchema, type HotFolder } from '../../shared/queue.ts';
import { parseRecipe } from '../../shared/recipe.ts';
import type { WantedFolder } from './folder-flags.ts';
import { isAsWanted, keptFor } from './kept.ts';

const keptOver = (id: number, folder: string, destination: string): HotFolder => ({
  ...hotFolderSchema.parse({ folder, destination, preset: null }),
  id,
  recipe: parseRecipe({}),
  addedAt: 1,
});

const wanted = (
  folder: string,
  destination: string,
  rest: Partial<WantedFolder['settings']> = {},
): WantedFolder => {
  const settings = {
    ...{ folder, destination, preset: null, recursive: true, include: [], exclude: [] },
    ...{ afterwards: 'leave' as const, doneFolder: null, pollEvery: null, consent: null },
  };
  return { settings: { ...settings, ...rest }, recipe: parseRecipe({}) };
};

describe('keptFor', () => {
  const [a, b, c] = [keptOver(1, '/in', '/a'), keptOver(2, '/in', '/b'), keptOver(3, '/x', '/a')];

  it.each([
    ['the one over its folder, whatever its destination', [a, c], wanted('/in', '/new'), a],
    ['the one with its destination, of several', [a, b, c], wanted('/in', '/b'), b],
    ['a new one, where several have other destinations', [a, b], wanted('/in', '/c'), undefined],
    ['a new one, over another folder', [a], wanted('/in/sub', '/a'), undefined],
  ])('means %s', (_, kept, folder, expected) => {
    expect(keptFor(kept, folder)).toBe(expected);
  });
});

describe('isAsWanted', () => {
  const kept = keptOver(1, '/in', '/a');

  it('holds for the same settings and recipe', () => {
    expect(isAsWanted({ ...kept, afterwardsFrom: 7 }, wanted('/in', '/a'))).toBe(true);
  });

  it.each([
    ['destination', kept, wanted('/in', '/b')],
    ['glob', kept, wanted('/in', '/a', { include: ['*.jpg'] })],
    ['recipe', { ...kept, recipe: parseRecipe({ model: 'x' }) }, wanted('/in', '/a')],
    ['rest', { ...kept, paused: true }, wanted('/in', '/a')],
  ])('does not for another %s', (_, folder, asked) => {
    expect(isAsWanted(folder, asked)).toBe(false);
  });
});
