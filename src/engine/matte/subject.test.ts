import { describe, expect, it } from 'vitest';
import { draw } from '../../../test/helpers/pixels.ts';
import { measureMatte } from './subject.ts';

const size = { width: 10, height: 8 };
const measure = (at: (x: number, y: number) => number) =>
  measureMatte(
    draw(size, (x, y) => [at(x, y)]),
    size,
  );

describe('measureMatte: box', () => {
  it.each([
    ['all', () => 255, { x: 0, y: 0, width: 10, height: 8 }],
    [
      'a block',
      (x, y) => (x >= 2 && x < 5 && y >= 1 && y < 7 ? 255 : 0),
      { x: 2, y: 1, width: 3, height: 6 },
    ],
    ['one pixel', (x, y) => (x === 9 && y === 7 ? 128 : 0), { x: 9, y: 7, width: 1, height: 1 }],
    ['the first pixel', (x, y) => (x + y === 0 ? 128 : 127), { x: 0, y: 0, width: 1, height: 1 }],
    [
      'two corners',
      (x, y) => ((x === 1 && y === 6) || (x === 8 && y === 2) ? 255 : 0),
      { x: 1, y: 2, width: 8, height: 5 },
    ],
    [
      'what is half inside, without what is less',
      (x) => (x < 3 ? 127 : x < 6 ? 128 : 0),
      { x: 3, y: 0, width: 3, height: 8 },
    ],
  ] satisfies [string, (x: number, y: number) => number, object][])('%s', (_, at, box) => {
    expect(measure(at).box).toEqual(box);
  });

  it.each([0, 1, 26, 127])('has none when all alphas are %d', (alpha) => {
    expect(measure(() => alpha).box).toBeUndefined();
  });
});

describe('measureMatte: ambiguous', () => {
  it.each([
    [0, 1],
    [25, 1],
    [26, 1],
    [128, 1],
    [229, 1],
    [230, 0],
    [255, 0],
  ])('a matte of %d alone: %d', (alpha, expected) => {
    expect(measure(() => alpha).ambiguous).toBe(expected);
  });

  it('is the share of the unclear among those not clearly out', () => {
    // Rows: 4 clearly out, 3 clearly in, 1 unclear.
    expect(measure((_, y) => (y < 4 ? 10 : y < 7 ? 250 : 100)).ambiguous).toBe(0.25);
    expect(measure((x) => (x < 5 ? 255 : 0)).ambiguous).toBe(0);
  });
});
