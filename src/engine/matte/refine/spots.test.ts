import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMatte, complement } from '../../../../test/helpers/mattes.ts';
import { draw, pixelAt } from '../../../../test/helpers/pixels.ts';
import type { Size } from '../../../shared/cutout.ts';
import { fillHoles, removeIslands } from './spots.ts';

const size: Size = { width: 60, height: 40 };
const clamp = (value: number) => Math.round(Math.min(255, Math.max(0, value)));
/** A round spot whose alpha falls by `fall` for each px, full within `radius`. */
const spot = (x: number, y: number, u: number, v: number, radius: number, fall: number) =>
  clamp(255 - Math.max(0, Math.hypot(x - u, y - v) - radius) * fall);
/** A subject on the left, and whatever else. */
const scene = (other: (x: number, y: number) => number, subject = 20) =>
  draw(size, (x, y) => [Math.max(x < subject ? 255 : 0, other(x, y))]);
const only = scene(() => 0);

describe('removeIslands', () => {
  const removed = (matte: Buffer, smallest: number, of = size) => {
    const result = Buffer.from(matte);
    removeIslands(result, of, smallest);
    return result;
  };

  it('takes an island with its soft rim, and leaves no trace', () => {
    const matte = scene((x, y) => spot(x, y, 45, 20, 3, 25));
    expect(removed(matte, 500)).toEqual(only);
  });

  it('counts pixels from half on, to the pixel', () => {
    // 12 px of at least half, more that are softer.
    const matte = scene((x, y) => {
      if (y === 20 && x >= 40 && x < 52) return x === 51 ? 128 : 255;
      return y === 21 && x >= 40 && x < 52 ? 127 : 0;
    });
    expect(removed(matte, 12)).toEqual(matte);
    expect(removed(matte, 13)).toEqual(only);
  });

  it('joins over corners: a slanted hair is one island', () => {
    const matte = scene((x, y) => (x - 30 === y - 10 && x >= 30 && x < 50 ? 255 : 0));
    expect(removed(matte, 20)).toEqual(matte);
    expect(removed(matte, 21)).toEqual(only);
  });

  it('parts two rims that run into each other in the valley between', () => {
    // The subject's rim falls from x = 20 to 35, the island's from 45 down to 35.
    const rim = (x: number) => clamp(255 - (x - 19) * 16);
    const matte = scene((x, y) => Math.max(rim(x), spot(x, y, 48, 20, 3, 20)));
    const alone = scene((x) => rim(x));
    const result = removed(matte, 300);
    for (let y = 0; y < size.height; y++) {
      for (let x = 0; x < size.width; x++) {
        const [found] = pixelAt(result, size.width, x, y, 1);
        const [wanted = 0] = pixelAt(alone, size.width, x, y, 1);
        const [before = 0] = pixelAt(matte, size.width, x, y, 1);
        // The subject's own rim stays; what was higher than it belonged to the island.
        if (before === wanted && wanted >= 40) expect(found).toBe(wanted);
        if (x >= 38) expect(found).toBe(0);
      }
    }
  });

  it('takes specks that are soft throughout by their whole area, and leaves smoke', () => {
    const speck = scene((x, y) => (x >= 40 && x < 43 && y >= 10 && y < 13 ? 90 : 0));
    expect(removed(speck, 9)).toEqual(speck);
    expect(removed(speck, 10)).toEqual(only);
    const smoke = scene((x) => (x > 25 ? 60 : 0));
    expect(removed(smoke, 500)).toEqual(smoke);
  });

  it('always leaves the largest, however small', () => {
    const matte = draw(size, (x, y) => [
      Math.max(spot(x, y, 10, 10, 2, 90), spot(x, y, 40, 20, 4, 90)),
    ]);
    const result = removed(matte, 1e9);
    expect(pixelAt(result, size.width, 40, 20, 1)).toEqual([255]);
    expect(pixelAt(result, size.width, 10, 10, 1)).toEqual([0]);
  });

  it('never raises an alpha, and a second time changes nothing', () => {
    fc.assert(
      fc.property(anyMatte(12), fc.integer({ min: 0, max: 150 }), (any, smallest) => {
        const once = removed(any.matte, smallest, any.size);
        for (const [at, alpha] of once.entries()) expect([0, any.matte[at]]).toContain(alpha);
        expect(removed(once, smallest, any.size)).toEqual(once);
      }),
    );
  });
});

describe('fillHoles', () => {
  const filled = (matte: Buffer, most: number, of = size) => {
    const result = Buffer.from(matte);
    fillHoles(result, of, most);
    return result;
  };
  const solid = Buffer.alloc(size.width * size.height, 255);
  const holed = (hole: (x: number, y: number) => number) =>
    complement(draw(size, (x, y) => [hole(x, y)]));

  it('fills a hole with its soft rim, and leaves no ring', () => {
    expect(
      filled(
        holed((x, y) => spot(x, y, 30, 20, 3, 25)),
        500,
      ),
    ).toEqual(solid);
  });

  it('counts pixels below half, to the pixel, and does not join over corners', () => {
    const square = holed((x, y) => (x >= 30 && x < 34 && y >= 10 && y < 13 ? 255 : 0));
    expect(filled(square, 11)).toEqual(square);
    expect(filled(square, 12)).toEqual(solid);
    const slanted = holed((x, y) => (x - 30 === y - 10 && x >= 30 && x < 50 ? 255 : 0));
    expect(filled(slanted, 1)).toEqual(solid);
  });

  it('fills a dent that is nowhere below half', () => {
    const dent = holed((x, y) => (x >= 30 && x < 33 && y >= 10 && y < 13 ? 90 : 0));
    expect(filled(dent, 8)).toEqual(dent);
    expect(filled(dent, 9)).toEqual(solid);
  });

  it('leaves the background: what touches the border is no hole', () => {
    const bay = holed((x, y) => (x === 30 && y < 3 ? 255 : 0));
    expect(filled(bay, 1e9)).toEqual(bay);
    const dent = holed((x, y) => (x === 30 && y < 3 ? 90 : 0));
    expect(filled(dent, 1e9)).toEqual(dent);
  });

  it('never lowers an alpha, and a second time changes nothing', () => {
    fc.assert(
      fc.property(anyMatte(12), fc.integer({ min: 0, max: 150 }), (any, most) => {
        const once = filled(any.matte, most, any.size);
        for (const [at, alpha] of once.entries()) expect([255, any.matte[at]]).toContain(alpha);
        expect(filled(once, most, any.size)).toEqual(once);
      }),
    );
  });
});

describe('spots of mattes that have none', () => {
  it.each([0, 255, 100, 200])('all of them %d', (alpha) => {
    for (const of of [{ width: 1, height: 1 }, size]) {
      const matte = Buffer.alloc(of.width * of.height, alpha);
      const result = Buffer.from(matte);
      removeIslands(result, of, 1);
      fillHoles(result, of, 1e9);
      expect(result).toEqual(matte);
    }
  });
});
