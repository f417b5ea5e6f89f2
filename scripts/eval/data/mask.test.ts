import { expect, it } from 'vitest';
import { maskFrom } from './mask.ts';

const pixels = (...list: readonly (readonly number[])[]) => ({
  width: list.length,
  height: 1,
  rgba: Uint8Array.from(list.flatMap(([r = 0, g = 0, b = 0, a = 255]) => [r, g, b, a])),
});

it('reads grey as alpha', () => {
  const mask = maskFrom(pixels([0, 0, 0], [7, 7, 7], [255, 255, 255]), 'alpha-reference-model');
  expect([...mask.alpha]).toEqual([0, 7, 255]);
  expect(mask.ignore).toBeUndefined();
});

it('reads labels: black, void, and everything else', () => {
  const labels = pixels([0, 0, 0], [224, 224, 192], [192, 128, 128], [128, 0, 0]);
  const mask = maskFrom(labels, 'binary-labels');
  expect([...mask.alpha]).toEqual([0, 0, 255, 255]);
  expect([...(mask.ignore ?? [])]).toEqual([0, 1, 0, 0]);
});

it.each([
  ['colours', 'unstated', [128, 0, 0]],
  ['transparency', 'binary', [9, 9, 9, 0]],
  ['void', 'binary-labels', [224, 224, 192]],
] as const)('refuses %s in a mask that is %s', (word, type, pixel) => {
  expect(() => maskFrom(pixels(pixel), type)).toThrow(word);
});
