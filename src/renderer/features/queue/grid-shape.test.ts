import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GAP, gridShape, moved } from './grid-shape.ts';

describe('gridShape', () => {
  it('fills every width with tiles that are at least as large as wanted', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 320, max: 4000 }),
        fc.integer({ min: 96, max: 320 }),
        (width, wanted) => {
          const { columns, tile } = gridShape(width, wanted);
          expect(columns * tile + (columns - 1) * GAP).toBeLessThanOrEqual(width);
          expect(tile).toBeGreaterThanOrEqual(Math.min(wanted, width));
          expect((columns + 1) * wanted + columns * GAP).toBeGreaterThan(width);
        },
      ),
    );
  });
});

describe('moved', () => {
  const list = { total: 10, columns: 4, page: 2 };
  it.each([
    ['right', 3, 4],
    ['left', 4, 3],
    ['left', 0, 0],
    ['right', 9, 9],
    ['down', 1, 5],
    ['down', 8, 9],
    ['up', 5, 1],
    ['up', 2, 2],
    ['first', 7, 0],
    ['last', 2, 9],
    ['page-down', 0, 8],
    ['page-up', 9, 1],
    ['page-up', 3, 0],
    ['down', -1, 0],
    ['last', -1, 9],
  ] as const)('%s from %d leads to %d', (move, at, to) => {
    expect(moved(move, at, list)).toBe(to);
  });
});
