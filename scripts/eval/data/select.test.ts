import { expect, it } from 'vitest';
import { selectComposites, selectPairs } from './select.ts';

const pairs = ['cat', 'cat', 'cat', 'car', 'car', 'man'].map((kind, i) => ({
  id: `picture-${i}`,
  kind,
  maskType: i === 5 ? ('binary' as const) : ('binary-labels' as const),
  image: '',
  mask: '',
  maskScaled: false,
}));
const layers = (...ids: readonly string[]) => ids.map((id) => ({ id, image: '' }));
const idsOf = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);
const all = { only: [], limit: undefined };

it('takes pairs by a part of the id, by kind or by type of mask', () => {
  expect(selectPairs(pairs, all)).toEqual(pairs);
  expect(idsOf(selectPairs(pairs, { ...all, only: ['car'] }))).toEqual(['picture-3', 'picture-4']);
  expect(idsOf(selectPairs(pairs, { ...all, only: ['binary', 'ture-1'] }))).toEqual([
    'picture-1',
    'picture-5',
  ]);
});

it('spreads a limit over the pairs', () => {
  for (const limit of [1, 2, 3, 4, 5, 6]) {
    expect(selectPairs(pairs, { ...all, limit })).toHaveLength(limit);
  }
  expect(idsOf(selectPairs(pairs, { ...all, limit: 3 }))).toEqual([
    'picture-0',
    'picture-2',
    'picture-4',
  ]);
  expect(selectPairs(pairs, { ...all, limit: 9 })).toEqual(pairs);
});

it('lays every cutout over every background, each cutout once before any twice', () => {
  const composites = idsOf(selectComposites(layers('a', 'b', 'c'), layers('x', 'y'), all));
  expect(composites).toEqual(['a+x', 'b+y', 'c+x', 'a+y', 'b+x', 'c+y']);
});

it('selects composites by name and as a kind, and limits them', () => {
  const select = (only: readonly string[], limit?: number) =>
    idsOf(selectComposites(layers('a', 'b'), layers('x', 'y'), { only, limit }));
  expect(select(['+y'])).toEqual(['b+y', 'a+y']);
  expect(select(['composite'])).toHaveLength(4);
  expect(select(['cat'])).toEqual([]);
  expect(select([], 3)).toEqual(['a+x', 'b+y', 'a+y']);
});
