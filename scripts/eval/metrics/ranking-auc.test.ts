import { expect, it } from 'vitest';
import { rankingAuc } from './ranking-auc.ts';

const mattes = (bad: readonly number[], good: readonly number[]) => [
  ...bad.map((confidence) => ({ confidence, bad: true })),
  ...good.map((confidence) => ({ confidence, bad: false })),
];

it('is 1 when all bad ones are less sure, 0 when all are surer', () => {
  expect(rankingAuc(mattes([0.1, 0.2], [0.3, 0.9]))).toBe(1);
  expect(rankingAuc(mattes([0.9], [0.3, 0.4]))).toBe(0);
});

it('counts ties half', () => {
  // 0.2 is below all three; 0.5 ties with one, is below one and above one: 4.5 of 6.
  expect(rankingAuc(mattes([0.2, 0.5], [0.5, 0.9, 0.4]))).toBeCloseTo(0.75, 12);
  expect(rankingAuc(mattes([0.5], [0.5]))).toBe(0.5);
});

it('is not defined for one kind only', () => {
  expect(rankingAuc(mattes([], [0.5]))).toBeNull();
  expect(rankingAuc(mattes([0.5], []))).toBeNull();
});
