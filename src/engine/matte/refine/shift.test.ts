import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMatte, areaOf, complement, discMatte, lower } from '../../../../test/helpers/mattes.ts';
import { draw, largestDifference, pixelAt } from '../../../../test/helpers/pixels.ts';
import { shiftEdge } from './shift.ts';

const size = { width: 300, height: 260 };
const anyShift = fc.double({ min: 0.1, max: 100, noNaN: true });
const edge = (soft: number) =>
  draw(size, (x) => [Math.round(255 * Math.min(1, Math.max(0, 0.5 + (150 - x - 0.5) / soft)))]);

describe('shiftEdge', () => {
  it('outwards lowers no alpha, inwards raises none, and the two mirror each other', () => {
    fc.assert(
      fc.property(anyMatte(16), anyShift, ({ matte, size: of }, px) => {
        const grown = shiftEdge(matte, of, px);
        const shrunk = shiftEdge(matte, of, -px);
        expect(lower(grown, matte)).toEqual([]);
        expect(lower(matte, shrunk)).toEqual([]);
        expect(shrunk).toEqual(complement(shiftEdge(complement(matte), of, px)));
      }),
    );
  });

  it.each([0.5, 1, 3.7, 4.5, 12.25, 20.5, 99.5])('moves a straight edge by %d px', (px) => {
    for (const soft of [1, 8]) {
      const matte = edge(soft);
      const moved = (by: number) => (areaOf(shiftEdge(matte, size, by)) - areaOf(matte)) / 260;
      expect(moved(px)).toBeCloseTo(px, 0.5);
      expect(moved(-px)).toBeCloseTo(-px, 0.5);
    }
  });

  it.each([3, 30])('keeps an edge as soft as it was, %d px away', (px) => {
    for (const soft of [1, 20]) {
      const width = (matte: Buffer) =>
        [...matte.subarray(0, size.width)].filter((alpha) => alpha > 13 && alpha < 242).length;
      const matte = edge(soft);
      for (const by of [px, -px]) {
        expect(Math.abs(width(shiftEdge(matte, size, by)) - width(matte))).toBeLessThanOrEqual(2);
      }
    }
  });

  it.each([2, 10, 20.5, 40])('makes a larger and a smaller disc of a disc, by %d px', (px) => {
    const radius = (matte: Buffer) => Math.sqrt(areaOf(matte) / Math.PI);
    const matte = discMatte(size, 70);
    expect(Math.abs(radius(shiftEdge(matte, size, px)) - 70 - px)).toBeLessThan(0.5);
    expect(Math.abs(radius(shiftEdge(matte, size, -px)) - 70 + px)).toBeLessThan(0.5);
  });

  it('goes on smoothly where its two ways meet', () => {
    const matte = discMatte(size, 70, 12);
    const [near, far] = [shiftEdge(matte, size, 4), shiftEdge(matte, size, 4.01)];
    expect(Math.abs(areaOf(near) - areaOf(far)) / areaOf(near)).toBeLessThan(0.01);
    // Half a px of an edge that is 12 px soft, and as much for its softness.
    expect(largestDifference(near, far)).toBeLessThan(42);
  });

  it.each([2, 30])('lets glass be glass, grown by %d px', (px) => {
    const matte = draw(size, (x) => [x < 150 ? 200 : 0]);
    const grown = shiftEdge(matte, size, px);
    expect(pixelAt(grown, size.width, 10, 100, 1)).toEqual([200]);
    expect(Math.max(...grown)).toBe(200);
    expect(areaOf(grown)).toBeGreaterThan(areaOf(matte));
  });

  it.each([3, 30])('leaves a subject at the border that cuts it off, shrunk by %d px', (px) => {
    const shrunk = shiftEdge(edge(1), size, -px);
    for (const y of [0, 130, 259]) {
      expect(pixelAt(shrunk, size.width, 0, y, 1)).toEqual([255]);
      expect(pixelAt(shrunk, size.width, 148, y, 1)).toEqual([0]);
    }
  });

  it.each([0, 255])('has nothing to move in a matte of %d', (alpha) => {
    for (const of of [
      { width: 1, height: 1 },
      { width: 3, height: 90 },
    ]) {
      const matte = Buffer.alloc(of.width * of.height, alpha);
      for (const px of [-100, -2, 2, 100]) expect(shiftEdge(matte, of, px)).toEqual(matte);
    }
  });

  it('takes all or gives all where it is larger than the picture', () => {
    const of = { width: 40, height: 30 };
    const matte = discMatte(of, 10);
    expect(shiftEdge(matte, of, 100).every((alpha) => alpha === 255)).toBe(true);
    expect(shiftEdge(matte, of, -100).every((alpha) => alpha === 0)).toBe(true);
  });
});
