import { expect, it } from 'vitest';
import { isFiner, sizeNeeded } from './picture-size.ts';

it.each([
  [4000, 0.1, 1024],
  [4096, 0.25, 1024],
  [4100, 0.25, 2048],
  [4096, 0.5, 2048],
  [4096, 0.51, 'full'],
  // Small ones may have lost something.
  [900, 1, 'full'],
  [900, 8, 'full'],
] as const)('%d px at %d need %s', (longer, zoom, size) => {
  expect(sizeNeeded(longer, zoom)).toBe(size);
});

it('goes to finer ones only', () => {
  expect(isFiner(1024, undefined)).toBe(true);
  expect(isFiner('full', 2048)).toBe(true);
  expect(isFiner(2048, 2048)).toBe(false);
  expect(isFiner(1024, 'full')).toBe(false);
});
