import { expect, it } from 'vitest';
import { clampWidth, widthAfterKey } from './split-width.ts';

const limits = { min: 280, max: 560, usual: 320 };

it.each([
  ['ArrowLeft', false, 328],
  ['ArrowRight', false, 312],
  ['ArrowRight', true, 280],
  ['Home', false, 560],
  ['End', false, 280],
  ['a', false, undefined],
])('%s (shift: %s) makes 320 px %s', (key, shift, width) => {
  expect(widthAfterKey(key, shift, 320, limits)).toBe(width);
});

it('stays between its limits, in whole px', () => {
  expect(clampWidth(1_000, limits)).toBe(560);
  expect(clampWidth(300.4, limits)).toBe(300);
});
