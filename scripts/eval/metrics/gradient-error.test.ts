import { expect, it } from 'vitest';
import { draw } from '../../../test/helpers/pixels.ts';
import { gradientMagnitude } from './gaussian-gradient.ts';
import { gradientError } from './gradient-error.ts';

const step = draw({ width: 12, height: 3 }, (x) => [x >= 6 ? 255 : 0]);

// The numbers are those of a plain two-dimensional convolution, written apart from this code.
it('filters a step as gaussgradient.m does, with the border repeated', () => {
  const found = gradientMagnitude(step, 12, 1.4);
  const row = [0, 0, 0.09636, 0.527368, 1.556191, 2.661997];
  [...row, ...row.toReversed()].forEach((value, x) => {
    for (const y of [0, 1, 2]) expect(found[12 * y + x]).toBeCloseTo(value, 5);
  });
});

it('has filters of norm 1: a dot far from the border costs 1 for each of the two', () => {
  const reference = draw({ width: 15, height: 11 }, (x, y) => [x === 7 && y === 5 ? 255 : 0]);
  const found = new Uint8Array(15 * 11);
  expect(gradientError({ width: 15, height: 11, found, reference })).toBeCloseTo(0.002, 8);
});

it('sums the squares of the differences of the magnitudes, in thousands', () => {
  const pair = { width: 12, height: 3, found: new Uint8Array(36), reference: step };
  expect(gradientError(pair)).toBeCloseTo(0.058772148, 7);
  // Magnitudes have no direction: the step and its negative are the same.
  expect(gradientError({ ...pair, found: step.map((value) => 255 - value) })).toBeCloseTo(0, 10);
});

it('lets nothing of what is ignored bleed into what counts', () => {
  const found = new Uint8Array(36);
  const reference = draw({ width: 12, height: 3 }, (x) => [x === 6 ? 255 : 0]);
  const ignore = draw({ width: 12, height: 3 }, (x) => [x === 6 ? 1 : 0]);
  expect(gradientError({ width: 12, height: 3, found, reference, ignore })).toBe(0);
});
