import { describe, expect, it } from 'vitest';
import { draw } from '../../../test/helpers/pixels.ts';
import { boundaryF, toleranceFor } from './boundary-f.ts';
import { boundaryOf } from './boundary.ts';

const size = { width: 30, height: 30 };
/** A square of 10 px; its boundary is the outline of 11 x 11 px, which are 40. */
const square = (left: number, top: number) =>
  draw(size, (x, y) => [x >= left && x < left + 10 && y >= top && y < top + 10 ? 255 : 0]);
const nothing = new Uint8Array(30 * 30);
const pairOf = (found: Uint8Array, reference: Uint8Array) => ({ ...size, found, reference });

describe('boundaryOf', () => {
  it('marks the upper left of each step, as seg2bmap does', () => {
    const inside = draw({ width: 4, height: 4 }, (x, y) => [x >= 2 && y >= 2 ? 1 : 0]);
    expect([...boundaryOf(inside, 4)]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 0, 1, 0, 0, 0, 1, 0, 0]);
  });

  it('marks an outline of a square inside the picture', () => {
    const boundary = boundaryOf(
      square(10, 10).map((value) => value & 1),
      30,
    );
    expect(boundary.reduce((sum, value) => sum + value, 0)).toBe(40);
  });
});

describe('boundaryF', () => {
  it('tolerates 0.008 of the diagonal, rounded up', () => {
    expect([toleranceFor(30, 30), toleranceFor(854, 480), toleranceFor(1920, 1080)]).toEqual([
      1, 8, 18,
    ]);
  });

  it('is 1 within the tolerance', () => {
    expect(boundaryF(pairOf(square(10, 10), square(10, 10)))).toBe(1);
    expect(boundaryF(pairOf(square(11, 10), square(10, 10)))).toBe(1);
  });

  it('is the harmonic mean of precision and recall beyond it', () => {
    // 3 px to the right: 9 px of the upper and of the lower side are on each other or beside, and
    // 2 more of one upright side touch those. 20 of 40, both ways.
    expect(boundaryF(pairOf(square(13, 10), square(10, 10)))).toBeCloseTo(0.5, 12);
    // One of two squares is found: precision 1, recall 1/2.
    const both = square(2, 2).map((value, i) => Math.max(value, square(18, 18)[i] ?? 0));
    expect(boundaryF(pairOf(square(2, 2), both))).toBeCloseTo(2 / 3, 12);
  });

  it('dilates with a disk: (1, 1) is further than 1 px', () => {
    const dot = (x: number, y: number) =>
      draw({ width: 60, height: 60 }, (u, v) => [u === x && v === y ? 255 : 0]);
    const apart = { width: 60, height: 60, found: dot(20, 20), reference: dot(23, 23) };
    // A dot's boundary is 2 x 2 px; the nearest of the two are (2, 2) apart.
    expect(boundaryF(apart)).toBe(0);
  });

  it('knows pictures without boundaries', () => {
    expect(boundaryF(pairOf(nothing, nothing))).toBe(1);
    expect(boundaryF(pairOf(square(10, 10), nothing))).toBe(0);
    expect(boundaryF(pairOf(nothing, square(10, 10)))).toBe(0);
  });

  it('leaves out boundaries at ignored pixels, of both', () => {
    const ignore = draw(size, (x) => [x >= 16 ? 1 : 0]);
    // The right sides differ by 5 px, but are ignored.
    const wide = draw(size, (x, y) => [x >= 10 && x < 25 && y >= 10 && y < 20 ? 255 : 0]);
    expect(boundaryF({ ...pairOf(wide, square(10, 10)), ignore })).toBe(1);
  });

  it('says nothing when most of the reference outline is void', () => {
    const ignore = draw(size, (x, y) => [x >= 8 && x < 22 && (y < 12 || y > 17) ? 1 : 0]);
    expect(boundaryF({ ...pairOf(square(10, 10), square(10, 10)), ignore })).toBeNull();
  });
});
