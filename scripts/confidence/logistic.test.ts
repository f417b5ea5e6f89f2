import { expect, it } from 'vitest';
import { fitLogistic } from './logistic.ts';

/** Every point twice, as good and as bad, weighted as the known coefficients say: no noise. */
const madeOf = (coefficients: readonly number[], weight: number) =>
  [-2, -1, 0, 1, 3].flatMap((a) =>
    [-1, 0.5, 2].flatMap((b) => {
      const [intercept = 0, first = 0, second = 0] = coefficients;
      const p = 1 / (1 + Math.exp(-(intercept + first * a + second * b)));
      return [
        { regressors: [a, b], outcome: true, weight: weight * p },
        { regressors: [a, b], outcome: false, weight: weight * (1 - p) },
      ];
    }),
  );

it.each([[[0, 0, 0]], [[0.5, -1.5, 0.25]], [[-3, 2, -4]], [[4, -0.1, -3]]])(
  'finds the coefficients that made the data: %j',
  (coefficients) => {
    const found = fitLogistic(madeOf(coefficients, 1000));
    expect(found).toHaveLength(3);
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(coefficients[i] ?? NaN, 3);
    });
  },
);

it('weighs an observation as often as it says', () => {
  const one = (outcome: boolean, weight: number) => ({ regressors: [], outcome, weight });
  const [intercept] = fitLogistic([one(true, 3), one(false, 1)]);
  expect(intercept).toBeCloseTo(Math.log(3), 8);
});

it('ends where good and bad are told apart without an error', () => {
  const apart = [-2, -1, 1, 2].map((a) => ({ regressors: [a], outcome: a > 0, weight: 1 }));
  const [intercept = NaN, slope = NaN] = fitLogistic(apart);
  expect(intercept).toBeCloseTo(0, 6);
  expect(slope).toBeGreaterThan(3);
  expect(slope).toBeLessThan(100);
});

it('says when all are good', () => {
  const good = [1, 2].map((a) => ({ regressors: [a], outcome: true, weight: 1 }));
  expect(() => fitLogistic(good)).toThrow('does not settle');
});
