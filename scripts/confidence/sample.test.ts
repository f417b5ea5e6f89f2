import { expect, it } from 'vitest';
import { groupOf, isBad, weightsOf } from './sample.ts';

it.each([
  [0.8, 0.05, false],
  [0.79, 0.01, true],
  [0.95, 0.051, true],
  [0.5, 0.2, true],
])('an IoU of %d with an MAE of %d is bad: %s', (iou, mae, bad) => {
  expect(isBad({ iou, mae })).toBe(bad);
});

it.each([
  ['horse-00005', 'horse'],
  ['horse-00025', 'horse'],
  ['photo-002142', 'photo-002142'],
  ['photo-12', 'photo-12'],
  ['00005', '00005'],
])('%s is of the group %s', (id, group) => {
  expect(groupOf(id)).toBe(group);
});

it('weighs every group the same', () => {
  const groups = ['a', 'b', 'a', 'a', 'c', 'c'].map((group) => ({ group }));
  expect(weightsOf(groups)).toEqual([1 / 3, 1, 1 / 3, 1 / 3, 1 / 2, 1 / 2]);
});
