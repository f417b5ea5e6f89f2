import { describe, expect, it } from 'vitest';
import { median, pairwiseRatios, quantile, sum, summarise } from './statistics.ts';

describe('quantile', () => {
  it('lies linearly between neighbours, whatever the order of the samples', () => {
    expect(quantile([30, 10, 20, 40], 0.25)).toBe(17.5);
    expect(quantile([30, 10, 20, 40], 1)).toBe(40);
  });

  it('refuses to say anything about no samples', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('summarise', () => {
  it('tells the middle and the spread', () => {
    expect(summarise([5, 1, 3, 2, 4])).toEqual({
      count: 5,
      median: 3,
      min: 1,
      max: 5,
      lowerQuartile: 2,
      upperQuartile: 4,
    });
  });

  it('takes one sample for all of it', () => {
    const { median: middle, min, max } = summarise([7]);
    expect([middle, min, max]).toEqual([7, 7, 7]);
  });

  it('does not touch the samples', () => {
    const samples = [3, 1, 2];
    summarise(samples);
    expect(samples).toEqual([3, 1, 2]);
  });
});

describe('pairwiseRatios', () => {
  it('divides what was measured side by side', () => {
    expect(pairwiseRatios([2, 9], [1, 3])).toEqual([2, 3]);
  });

  it('refuses sides of different lengths', () => {
    expect(() => pairwiseRatios([1], [1, 2])).toThrow(RangeError);
  });
});

describe('sum', () => {
  it('adds up, also nothing', () => {
    expect(sum([1, 2, 3])).toBe(6);
    expect(sum([])).toBe(0);
  });
});
