import { describe, expect, it } from 'vitest';
import { connectivityError } from './connectivity-error.ts';
import { ComponentFinder } from './largest-component.ts';

const inOneRow = (found: readonly number[], reference: readonly number[]) => ({
  width: found.length,
  height: 1,
  found: Uint8Array.from(found),
  reference: Uint8Array.from(reference),
});

describe('connectivityError', () => {
  it('charges what one matte has beside the common subject', () => {
    // Common: the first three. The fifth and sixth hang loose in both, the fourth in one only.
    const pair = inOneRow([255, 255, 255, 0, 255, 255, 0], [255, 255, 255, 255, 255, 255, 0]);
    expect(connectivityError(pair)).toBeCloseTo(0.001, 12);
  });

  it('measures from the level at which a pixel falls out', () => {
    // 128 is over 0.5 and under 0.6, so its level is 0.5: phi is 1 there and 1 - 0.5 for 255.
    expect(connectivityError(inOneRow([255, 255, 128], [255, 255, 255]))).toBeCloseTo(0.0005, 12);
    // A pixel cut off at 0.3 has level 0.2: |0.8 - 0.4| for 255 and 153 (0.6).
    const pair = inOneRow([255, 255, 64, 255], [255, 255, 64, 153]);
    expect(connectivityError(pair)).toBeCloseTo(0.0004, 12);
  });

  it('does not notice less than 0.15', () => {
    // 235 is over 0.9, so 255 is 0.1 above its level.
    expect(connectivityError(inOneRow([255, 255, 235], [255, 255, 255]))).toBe(0);
  });

  it('leaves out what is ignored, and lets connections run through it', () => {
    const pair = inOneRow([255, 255, 255, 255], [255, 255, 0, 255]);
    expect(connectivityError(pair)).toBeCloseTo(0.001, 12);
    expect(connectivityError({ ...pair, ignore: Uint8Array.of(0, 0, 1, 0) })).toBe(0);
  });

  it('is 0 for mattes that are the same, or that have nothing in common but nothing', () => {
    expect(connectivityError(inOneRow([0, 9, 200, 255], [0, 9, 200, 255]))).toBe(0);
    expect(connectivityError(inOneRow([0, 0], [0, 0]))).toBe(0);
  });
});

describe('ComponentFinder', () => {
  const found = (rows: readonly string[], least = 1) => {
    const width = rows[0]?.length ?? 0;
    const values = Uint8Array.from(rows.join(''), Number);
    const isIn = new ComponentFinder(width, rows.length).largest(values, least);
    return rows.map((_, y) =>
      Array.from({ length: width }, (_, x) => (isIn(y * width + x) ? '#' : '.')).join(''),
    );
  };

  it('finds the largest, over sides and not over corners', () => {
    expect(found(['1100', '0011', '0001'])).toEqual(['....', '..##', '...#']);
    expect(found(['101', '101', '111'])).toEqual(['#.#', '#.#', '###']);
  });

  it('does not go around the border', () => {
    expect(found(['001', '110', '000'])).toEqual(['...', '##.', '...']);
  });

  it('takes the first of two of one size, only what reaches the least, or nothing', () => {
    expect(found(['1010', '0000'])).toEqual(['#...', '....']);
    expect(found(['15', '66'], 5)).toEqual(['.#', '##']);
    expect(found(['00'])).toEqual(['..']);
  });
});
