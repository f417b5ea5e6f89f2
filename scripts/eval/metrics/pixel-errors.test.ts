import { expect, it } from 'vitest';
import { meanAbsoluteError, meanSquaredError, sumOfAbsoluteDifferences } from './pixel-errors.ts';

const pair = {
  width: 2,
  height: 2,
  found: Uint8Array.of(0, 255, 102, 51),
  reference: Uint8Array.of(0, 0, 51, 102),
};
const ignore = Uint8Array.of(0, 1, 0, 0);

it('takes the mean absolute error of alpha as 0-1', () => {
  expect(meanAbsoluteError(pair)).toBeCloseTo((0 + 1 + 0.2 + 0.2) / 4, 12);
  expect(meanAbsoluteError({ ...pair, ignore })).toBeCloseTo(0.4 / 3, 12);
});

it('takes the mean squared error', () => {
  expect(meanSquaredError(pair)).toBeCloseTo((0 + 1 + 0.04 + 0.04) / 4, 12);
  expect(meanSquaredError({ ...pair, ignore })).toBeCloseTo(0.08 / 3, 12);
});

it('sums absolute differences in thousands', () => {
  expect(sumOfAbsoluteDifferences(pair)).toBeCloseTo(0.0014, 12);
  expect(sumOfAbsoluteDifferences({ ...pair, ignore })).toBeCloseTo(0.0004, 12);
});

it('finds no error in what is the same', () => {
  const same = { ...pair, found: pair.reference };
  expect([meanAbsoluteError(same), meanSquaredError(same), sumOfAbsoluteDifferences(same)]).toEqual(
    [0, 0, 0],
  );
});
