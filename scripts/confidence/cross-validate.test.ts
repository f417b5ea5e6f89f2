import { describe, expect, it } from 'vitest';
import { aucInterval, crossValidate, judge } from './cross-validate.ts';
import { fitConfidence, predict } from './fit.ts';
import { madeSample, madeSamples } from './made-samples.ts';

it('judges each group by a fit that never saw any of it', () => {
  // One fold for each group; every second matte is of the group before it.
  const samples = madeSamples.map((sample, i) => ({ ...sample, group: `${Math.floor(i / 2)}` }));
  const found = crossValidate(samples, { folds: 15, repeats: 3 });
  samples.forEach((sample, i) => {
    const others = samples.filter(({ group }) => group !== sample.group);
    expect(found[i]).toBeCloseTo(predict([sample], fitConfidence(others))[0] ?? NaN, 10);
  });
});

it('is the same on every run, and says what is bad', () => {
  const judged = judge(madeSamples);
  expect(judge(madeSamples)).toEqual(judged);
  expect(judged.map(({ bad }) => bad)).toEqual(madeSamples.map(({ iou }) => iou < 0.8));
  expect(judged.map(({ sample }) => sample)).toEqual(madeSamples);
});

describe('aucInterval', () => {
  const judged = (confidence: number, bad: boolean, group: string) => ({
    confidence,
    bad,
    sample: madeSample({ group }),
  });
  const mixed = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((confidence, i) =>
    judged(confidence, i % 3 === 0 || i < 3, `${i}`),
  );

  it('lies around the AUC, and is narrower the more pictures there are', () => {
    const [low = NaN, high = NaN] = aucInterval(mixed) ?? [];
    const many = [0, 1, 2, 3].flatMap((copy) =>
      mixed.map((one, i) => judged(one.confidence, one.bad, `${copy}-${i}`)),
    );
    const [lowOfMany = NaN, highOfMany = NaN] = aucInterval(many) ?? [];
    // Bad: 0.1, 0.2, 0.3, 0.4 and 0.7; of 20 couples with a good one, 18 are in order.
    expect(low).toBeLessThan(0.9);
    expect(high).toBeGreaterThan(0.9);
    expect(lowOfMany).toBeGreaterThan(low);
    expect(lowOfMany).toBeLessThan(0.9);
    expect(highOfMany).toBeGreaterThan(0.9);
  });

  it('draws whole groups', () => {
    // In each group the bad one is less sure than the good one, but surer than the next group's.
    const inGroups = (name: (i: number) => string) =>
      Array.from({ length: 6 }, (_, i) => [
        judged(i / 10 + 0.05, false, name(i)),
        judged(i / 10, true, name(i)),
      ]).flat();
    const together = aucInterval(inGroups((i) => `${i}`));
    expect(together?.[0]).toBeGreaterThan(0.5);
  });

  it('is not there when all are good', () => {
    expect(aucInterval([judged(0.5, false, 'a'), judged(0.6, false, 'b')])).toBeNull();
  });
});
