import { expect, it } from 'vitest';
import { confidenceFrom } from '../../src/engine/matte/confidence.ts';
import { fitConfidence, isMonotone, predict } from './fit.ts';
import { madeSample, madeSamples } from './made-samples.ts';

it('gives each kind of matte the share of good ones among them', () => {
  const coefficients = fitConfidence(madeSamples);
  const of = (softness: number, stray: number) => confidenceFrom({ softness, stray }, coefficients);
  // Three places and three coefficients: there is one answer, and it is exact but for the ridge.
  expect(of(0.05, 0)).toBeCloseTo(0.9, 2);
  expect(of(0.4, 0)).toBeCloseTo(0.6, 2);
  expect(of(0.05, 0.1)).toBeCloseTo(0.5, 2);
  expect(isMonotone(coefficients)).toBe(true);
  expect(predict(madeSamples.slice(0, 1), coefficients)).toEqual([of(0.05, 0)]);
});

it('takes both kinds of bad mattes for bad', () => {
  const veiled = madeSamples.map((sample) =>
    sample.iou < 0.8 ? { ...sample, iou: 0.95, mae: 0.06 } : sample,
  );
  expect(fitConfidence(veiled)).toEqual(fitConfidence(madeSamples));
});

it('counts a picture once, however often it was shown', () => {
  const first = madeSamples[0] ?? madeSample({});
  const others = madeSamples.slice(1);
  const often = Array.from({ length: 8 }, () => first);
  const found = fitConfidence([...often, ...others]);
  const expected = fitConfidence(madeSamples);
  expect(found.intercept).toBeCloseTo(expected.intercept, 4);
  expect(found.softness).toBeCloseTo(expected.softness, 4);
});

it('sees when confidence would rise with a sign', () => {
  const turned = madeSamples.map((sample) => ({ ...sample, iou: sample.iou < 0.8 ? 0.9 : 0.5 }));
  expect(isMonotone(fitConfidence(turned))).toBe(false);
});
