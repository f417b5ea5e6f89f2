import { expect, it } from 'vitest';
import { isFiner, sizeNeeded } from './picture-size.ts';

it.each([
  [300, 1024],
  [1024, 1024],
  [1025, 2048],
  [2048, 2048],
  [2049, 'full'],
] as const)('%d device px need %s', (covered, size) => {
  expect(sizeNeeded(covered)).toBe(size);
});

it('goes to finer ones only', () => {
  expect(isFiner(1024, undefined)).toBe(true);
  expect(isFiner('full', 2048)).toBe(true);
  expect(isFiner(2048, 2048)).toBe(false);
  expect(isFiner(1024, 'full')).toBe(false);
});
