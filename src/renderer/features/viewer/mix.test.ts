import { describe, expect, it } from 'vitest';
import { MIDDLE, mixKey, percentOf, placeOf, shareAt, sliderKey } from './mix.ts';

describe('a share and its place', () => {
  it('go back and forth, at any size', () => {
    for (const span of [
      [0, 800],
      [120, 333],
    ] as const) {
      for (const share of [0, 0.25, MIDDLE, 0.99, 1]) {
        expect(shareAt(placeOf(share, span), span)).toBeCloseTo(share);
      }
    }
  });

  it('end at the edges', () => {
    expect(shareAt(-50, [0, 800])).toBe(0);
    expect(shareAt(900, [0, 800])).toBe(1);
    expect(shareAt(5, [10, 10])).toBe(MIDDLE);
  });
});

describe('keys', () => {
  it.each([
    ['1', 1],
    ['2', 0.5],
    ['3', 0],
    ['4', undefined],
  ])('%s: %s', (key, share) => {
    expect(mixKey(key)).toBe(share);
  });

  it.each([
    [0.5, 'ArrowLeft', false, 49],
    [0.5, 'ArrowRight', false, 51],
    [0.5, 'ArrowUp', true, 60],
    [0.5, 'ArrowDown', true, 40],
    [0.004, 'ArrowLeft', false, 0],
    [0.95, 'ArrowRight', true, 100],
    [0.333, 'ArrowRight', false, 34],
    [0.5, 'Home', false, 0],
    [0.5, 'End', false, 100],
  ] as const)('from %d by %s, shift %s', (share, key, shift, percent) => {
    const next = sliderKey(share, key, shift);
    expect(next).toBeDefined();
    expect(percentOf(next ?? NaN)).toBe(percent);
  });

  it('others are not the handle\u2019s', () => {
    expect(sliderKey(0.5, 'Tab', false)).toBeUndefined();
    expect(sliderKey(0.5, '1', false)).toBeUndefined();
  });
});
