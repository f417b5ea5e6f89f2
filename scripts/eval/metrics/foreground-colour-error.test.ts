import { expect, it } from 'vitest';
import { foregroundColourError } from './foreground-colour-error.ts';

const pixels = (...list: readonly (readonly [number, number, number, number])[]) =>
  Uint8Array.from(list.flat());

it('compares soft pixels that still have a colour', () => {
  const exact = pixels(
    [100, 100, 100, 51], // alpha 0.2
    [100, 100, 100, 204], // alpha 0.8
    [100, 100, 100, 255], // not soft
    [100, 100, 100, 5], // under 0.02
    [100, 100, 100, 250], // over 0.98
    [100, 100, 100, 128], // wiped by the cut
  );
  const found = pixels(
    [103, 94, 100, 90], // (3 + 6 + 0) / 3 = 3
    [100, 121, 100, 255], // 7
    [0, 0, 0, 255],
    [0, 0, 0, 5],
    [0, 0, 0, 250],
    [0, 0, 0, 0],
  );
  const mixed = pixels(
    [130, 100, 100, 255], // 10
    [100, 100, 160, 255], // 20
    [0, 0, 0, 255],
    [0, 0, 0, 255],
    [0, 0, 0, 255],
    [0, 0, 0, 255],
  );
  const error = foregroundColourError({ found, exact, mixed });
  expect(error?.pixels).toBe(2);
  expect(error?.found.mean).toBeCloseTo(5, 12);
  expect(error?.found.weighted).toBeCloseTo(0.2 * 3 + 0.8 * 7, 12);
  expect(error?.plain.mean).toBeCloseTo(15, 12);
  expect(error?.plain.weighted).toBeCloseTo(0.2 * 10 + 0.8 * 20, 12);
});

it('has nothing to say without such pixels', () => {
  const hard = pixels([1, 2, 3, 255], [1, 2, 3, 0]);
  expect(foregroundColourError({ found: hard, exact: hard, mixed: hard })).toBeUndefined();
});
