import { describe, expect, it } from 'vitest';
import { linearFit } from './linear-fit.ts';

describe('linearFit', () => {
  it('finds the line that samples lie on', () => {
    const fit = linearFit([5, 7, 9, 11]);
    expect(fit.slope).toBeCloseTo(2, 12);
    expect(fit.start).toBeCloseTo(5, 12);
    expect(fit.slopeError).toBeCloseTo(0, 12);
  });

  it('is flat for what only goes up and down', () => {
    const fit = linearFit([1, -1, -1, 1]);
    expect(fit.slope).toBeCloseTo(0, 12);
    expect(fit.slopeError).toBeGreaterThan(0.5);
  });

  it('knows how sure it is: the textbook example', () => {
    // x = 0..4, y = 1 3 2 5 4: slope 0.8, residual sum of squares 3.6, so sqrt(3.6 / 3 / 10).
    const fit = linearFit([1, 3, 2, 5, 4]);
    expect(fit.slope).toBeCloseTo(0.8, 12);
    expect(fit.slopeError).toBeCloseTo(Math.sqrt(0.12), 12);
  });

  it('refuses two samples', () => {
    expect(() => linearFit([1, 2])).toThrow(RangeError);
  });
});
