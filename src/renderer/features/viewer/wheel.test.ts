import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wheelPan, wheelZoom } from './wheel.ts';

const wheel = (deltaY: number, deltaMode = 0, deltaX = 0) => ({ deltaX, deltaY, deltaMode });

describe('wheelZoom', () => {
  it('zooms in when turned away, and back by as much', () => {
    expect(wheelZoom(wheel(-100))).toBeGreaterThan(1.3);
    expect(wheelZoom(wheel(-100)) * wheelZoom(wheel(100))).toBeCloseTo(1);
    expect(wheelZoom(wheel(0))).toBe(1);
  });

  it('follows a pinch closely, and never jumps', () => {
    expect(wheelZoom(wheel(-4))).toBeCloseTo(1.04, 2);
    expect(wheelZoom(wheel(-1e6))).toBeLessThan(1.4);
  });

  it('zooms more for more', () => {
    const turn = fc.double({ min: 0, max: 500, noNaN: true });
    fc.assert(
      fc.property(turn, turn, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        expect(wheelZoom(wheel(-more))).toBeGreaterThanOrEqual(wheelZoom(wheel(-less)));
      }),
    );
  });
});

describe('wheelPan', () => {
  it('pans by px, lines and pages', () => {
    expect(wheelPan(wheel(10, 0, 5))).toEqual({ x: -5, y: -10 });
    expect(wheelPan(wheel(3, 1, 1))).toEqual({ x: -16, y: -48 });
    expect(wheelPan(wheel(1, 2, 1))).toEqual({ x: -400, y: -400 });
  });
});
