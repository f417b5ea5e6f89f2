import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMatte, areaOf, complement, discMatte, lower } from '../../../../test/helpers/mattes.ts';
import { draw } from '../../../../test/helpers/pixels.ts';
import { growByDisc } from './grow.ts';

const radii = fc.double({ min: 0, max: 6, noNaN: true });

describe('growByDisc', () => {
  it('never lowers an alpha, and grows with the radius', () => {
    fc.assert(
      fc.property(anyMatte(13), radii, radii, ({ matte, size }, one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        const grown = growByDisc(matte, size, less, 0);
        expect(lower(grown, matte)).toEqual([]);
        expect(lower(growByDisc(matte, size, more, 0), grown)).toEqual([]);
      }),
    );
  });

  it('shrinks as the complement grows', () => {
    fc.assert(
      fc.property(anyMatte(13), radii, ({ matte, size }, radius) => {
        const shrunk = growByDisc(matte, size, radius, 255);
        expect(shrunk).toEqual(complement(growByDisc(complement(matte), size, radius, 0)));
      }),
    );
  });

  it('is the largest alpha within a whole radius, beside edges of the picture, too', () => {
    fc.assert(
      fc.property(anyMatte(13), ({ matte, size }) => {
        const grown = growByDisc(matte, size, 3, 0);
        for (const at of matte.keys()) {
          const [x, y] = [at % size.width, Math.floor(at / size.width)];
          const near = [...matte].filter(
            (_, to) => Math.hypot((to % size.width) - x, Math.floor(to / size.width) - y) <= 3,
          );
          expect(grown[at]).toBeGreaterThanOrEqual(Math.max(...near));
        }
      }),
    );
  });

  it('is the same matte for radius 0', () => {
    fc.assert(
      fc.property(anyMatte(13), ({ matte, size }) => {
        expect(growByDisc(matte, size, 0, 0)).toEqual(matte);
      }),
    );
  });

  it.each([0.25, 0.5, 1, 2.3, 4])('moves a straight edge by %d px', (radius) => {
    const size = { width: 60, height: 30 };
    const hard = draw(size, (x) => [x < 20 ? 255 : 0]);
    const soft = draw(size, (x) => [Math.min(255, Math.max(0, 255 - (x - 10) * 10))]);
    for (const matte of [hard, soft]) {
      const moved = areaOf(growByDisc(matte, size, radius, 0)) - areaOf(matte);
      expect(moved / size.height).toBeCloseTo(radius, 1);
    }
  });

  it.each([1, 2.5, 4])('grows a disc to a disc, by %d px', (radius) => {
    const size = { width: 120, height: 120 };
    const area = areaOf(growByDisc(discMatte(size, 40), size, radius, 0));
    expect(Math.sqrt(area / Math.PI) - 40).toBeGreaterThan(radius * 0.85);
    expect(Math.sqrt(area / Math.PI) - 40).toBeLessThan(radius * 1.1 + 0.1);
  });
});
