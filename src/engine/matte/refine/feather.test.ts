import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMatte, areaOf, complement, discMatte, lower } from '../../../../test/helpers/mattes.ts';
import { draw, largestDifference } from '../../../../test/helpers/pixels.ts';
import { featherEdge } from './feather.ts';

const size = { width: 300, height: 80 };
/** Everything up to x = 149 is inside; `soft` px wide. */
const edge = (soft: number) =>
  draw(size, (x) => [Math.round(255 * Math.min(1, Math.max(0, 0.5 + (150 - x - 0.5) / soft)))]);
const middleRow = (matte: Buffer) => [...matte.subarray(40 * size.width, 41 * size.width)];
const anyFeather = fc.double({ min: 0.1, max: 100, noNaN: true });

describe('featherEdge', () => {
  it('outwards lowers no alpha, inwards raises none', () => {
    fc.assert(
      fc.property(anyMatte(16), anyFeather, ({ matte, size: of }, px) => {
        expect(lower(featherEdge(matte, of, px), matte)).toEqual([]);
        expect(lower(matte, featherEdge(matte, of, -px))).toEqual([]);
      }),
    );
  });

  it('inwards mirrors outwards', () => {
    const matte = discMatte(size, 30, 3);
    for (const px of [1, 7, 40]) {
      const mirrored = complement(featherEdge(complement(matte), size, px));
      expect(largestDifference(featherEdge(matte, size, -px), mirrored)).toBeLessThanOrEqual(2);
    }
  });

  it.each([1, 2.5, 8, 9, 20, 50, 100])('makes a ramp of %d px of a hard edge', (px) => {
    for (const sign of [1, -1]) {
      const row = middleRow(featherEdge(edge(1), size, sign * px));
      // It falls all the way, from 1 px beside the edge to `px` px away, half of it halfway.
      for (const [x, alpha] of row.entries()) {
        if (x > 0) expect(alpha).toBeLessThanOrEqual(row[x - 1] ?? 255);
      }
      const slack = 1 + px / 12;
      const [start, end] = sign > 0 ? [150, 150 + px] : [150 - px, 150];
      expect(row.findIndex((alpha) => alpha < 252)).toBeGreaterThanOrEqual(
        Math.floor(start - slack),
      );
      expect(row.findLastIndex((alpha) => alpha > 3)).toBeLessThanOrEqual(Math.ceil(end + slack));
      expect(row.reduce((sum, alpha) => sum + alpha, 0) / 255).toBeCloseTo(
        150 + (sign * px) / 2,
        0,
      );
      const spread = row.filter((alpha) => alpha > 12 && alpha < 243).length;
      expect(spread).toBeGreaterThan(px * 0.6 - 1);
    }
  });

  it('has no steps, however wide', () => {
    const row = middleRow(featherEdge(edge(1), size, 100));
    const steps = row.map((alpha, x) => (row[x - 1] ?? alpha) - alpha);
    expect(Math.max(...steps)).toBeLessThanOrEqual(6);
  });

  it.each([2, 30])('makes a soft edge softer still, by %d px', (px) => {
    // The standard deviation of where the edge is, its steps taken as chances.
    const spread = (matte: Buffer) => {
      const row = middleRow(matte);
      const moment = (power: number) =>
        row.reduce((sum, alpha, x) => sum + (((row[x - 1] ?? 255) - alpha) / 255) * x ** power, 0);
      return Math.sqrt(moment(2) - moment(1) ** 2);
    };
    const soft = edge(24);
    for (const by of [px, -px]) {
      expect(spread(featherEdge(soft, size, by))).toBeGreaterThan(spread(soft) + 0.02);
    }
  });

  it('goes on smoothly between its grids', () => {
    const matte = discMatte(size, 30, 4);
    for (const px of [5, 16, 24]) {
      const areas = [px - 0.01, px + 0.01].map((by) => areaOf(featherEdge(matte, size, by)));
      expect(Math.abs((areas[0] ?? 0) / (areas[1] ?? 1) - 1)).toBeLessThan(0.02);
    }
  });

  it.each([0, 255])('has nothing to soften in a matte of %d', (alpha) => {
    for (const of of [
      { width: 1, height: 1 },
      { width: 3, height: 90 },
    ]) {
      const matte = Buffer.alloc(of.width * of.height, alpha);
      for (const px of [-100, -2, 2, 100]) expect(featherEdge(matte, of, px)).toEqual(matte);
    }
  });

  it('takes a picture smaller than the feather', () => {
    const of = { width: 21, height: 15 };
    const matte = discMatte(of, 5);
    const out = featherEdge(matte, of, 100);
    expect(areaOf(out)).toBeGreaterThan(areaOf(matte));
    expect(areaOf(featherEdge(matte, of, -100))).toBeLessThan(areaOf(matte) / 4);
  });
});
