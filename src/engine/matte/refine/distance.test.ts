import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMatte } from '../../../../test/helpers/mattes.ts';
import { distanceGrid } from './distance.ts';

describe('distanceGrid', () => {
  it.each([0, 255] as const)('measures exactly, flip %d', (flip) => {
    const [least, most] = [128, 9];
    fc.assert(
      fc.property(anyMatte(13), fc.integer({ min: 1, max: 7 }), ({ matte, size }, cell) => {
        const grid = distanceGrid(matte, size, least, flip, cell, most);
        expect((grid.width - 1) * cell).toBeGreaterThanOrEqual(size.width - 1);
        expect((grid.height - 1) * cell).toBeGreaterThanOrEqual(size.height - 1);
        for (const [at, found] of grid.values.entries()) {
          const x = (at % grid.width) * cell;
          const y = Math.floor(at / grid.width) * cell;
          const distances = [...matte].map((alpha, to) =>
            (alpha ^ flip) >= least
              ? Math.hypot((to % size.width) - x, Math.floor(to / size.width) - y)
              : Infinity,
          );
          expect(found).toBeCloseTo(Math.min(most, ...distances), 4);
        }
      }),
    );
  });
});
