import { describe, expect, it } from 'vitest';
import { maskValue, meanAbsoluteError } from './mask-error.ts';

describe('maskValue', () => {
  it('takes an alpha mask as it is', () => {
    expect(maskValue('alpha-reference-model', [90, 90, 90])).toBe(90);
  });

  it('takes every colour but black for the foreground', () => {
    expect(maskValue('binary', [0, 0, 1])).toBe(255);
    expect(maskValue('binary-labels', [192, 128, 128])).toBe(255);
    expect(maskValue('binary-labels', [0, 0, 0])).toBe(0);
  });

  it('leaves the void of labels out, and only theirs', () => {
    expect(maskValue('binary-labels', [224, 224, 192])).toBeUndefined();
    expect(maskValue('binary', [224, 224, 192])).toBe(255);
  });
});

describe('meanAbsoluteError', () => {
  it('is 0 for the same and 1 for the opposite', () => {
    const mask = Uint8Array.from([0, 0, 0, 255, 255, 255]);
    expect(meanAbsoluteError(Uint8Array.from([0, 255]), mask, 'binary')).toBe(0);
    expect(meanAbsoluteError(Uint8Array.from([255, 0]), mask, 'binary')).toBe(1);
  });

  it('averages over the pixels that are judged', () => {
    const mask = Uint8Array.from([224, 224, 192, 0, 0, 0, 0, 128, 0]);
    const alpha = Uint8Array.from([0, 51, 255]);
    expect(meanAbsoluteError(alpha, mask, 'binary-labels')).toBeCloseTo(0.1, 12);
  });
});
