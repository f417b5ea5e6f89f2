import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draw, noise, pixelAt } from '../../../test/helpers/pixels.ts';
import type { Size } from '../../shared/cutout.ts';
import { place, type Pixels } from './place.ts';

const size: Size = { width: 20, height: 12 };
const source: Pixels = { ...size, rgba: noise(size.width * size.height * 4) };
const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });
const clear = [0, 0, 0, 0];

/** Every pixel of `found` is the source's one at the region's offset, or transparent beyond it. */
function expectCopied(found: Pixels, left: number, top: number): void {
  for (let y = 0; y < found.height; y++) {
    for (let x = 0; x < found.width; x++) {
      const [sx, sy] = [left + x, top + y];
      const within = sx >= 0 && sy >= 0 && sx < size.width && sy < size.height;
      const expected = within ? pixelAt(source.rgba, size.width, sx, sy) : clear;
      expect(pixelAt(found.rgba, found.width, x, y)).toEqual(expected);
    }
  }
}

describe('place without scaling', () => {
  it('gives the very source back when nothing changes', async () => {
    expect(await place(source, { region: { x: 0, y: 0, ...size }, size })).toBe(source);
  });

  it.each([
    ['within', box(3, 2, 10, 5)],
    ['one pixel', box(19, 11, 1, 1)],
    ['a full row', box(0, 5, 20, 1)],
    ['beyond the left and the top', box(-4, -3, 10, 10)],
    ['beyond the right and the bottom', box(15, 8, 12, 9)],
    ['beyond every edge', box(-2, -5, 30, 25)],
    ['of the same size, elsewhere', box(1, 1, 20, 12)],
  ])('copies %s', async (_, region) => {
    const { width, height } = region;
    const found = await place(source, { region, size: { width, height } });
    expect(found).toMatchObject({ width, height });
    expect(found.rgba.length).toBe(width * height * 4);
    expectCopied(found, region.x, region.y);
  });

  it.each([box(20, 0, 5, 5), box(0, 12, 5, 5), box(-5, 0, 5, 5), box(0, -9, 5, 5)])(
    'is empty where nothing of the source is seen: %j',
    async (region) => {
      const found = await place(source, { region, size: { width: 5, height: 5 } });
      expect(found.rgba.equals(Buffer.alloc(100))).toBe(true);
    },
  );

  it('leaves the source alone', async () => {
    const before = Buffer.from(source.rgba);
    await place(source, { region: box(3, 2, 10, 5), size: { width: 30, height: 15 } });
    expect(source.rgba.equals(before)).toBe(true);
  });
});

describe('place with scaling', () => {
  const red = [255, 0, 0, 255];
  const blue = [0, 0, 255, 255];
  /** A red block from (40, 20) to (60, 30) on blue, 100 x 60. */
  const block: Pixels = {
    width: 100,
    height: 60,
    rgba: draw({ width: 100, height: 60 }, (x, y) =>
      x >= 40 && x < 60 && y >= 20 && y < 30 ? red : blue,
    ),
  };

  it.each([
    ['half', box(0, 0, 100, 60), { width: 50, height: 30 }],
    ['thrice', box(0, 0, 100, 60), { width: 300, height: 180 }],
    ['a part, doubled', box(30, 10, 40, 30), { width: 80, height: 60 }],
    ['beyond the edges, halved', box(-100, -60, 300, 180), { width: 150, height: 90 }],
    ['squashed', box(0, 0, 100, 60), { width: 50, height: 60 }],
    ['beyond the right, enlarged', box(30, 10, 100, 60), { width: 250, height: 150 }],
  ])('%s: the block lands where it belongs', async (_, region, to) => {
    const found = await place(block, { region, size: to });
    expect(found).toMatchObject(to);
    const at = (x: number, y: number) =>
      pixelAt(
        found.rgba,
        to.width,
        Math.floor(((x - region.x) * to.width) / region.width),
        Math.floor(((y - region.y) * to.height) / region.height),
      );
    // Two source pixels inside and outside of each of the block's edges.
    for (const [x, y] of [
      [44, 25],
      [55, 25],
      [50, 24],
      [50, 25],
    ] as const) {
      const [r = 0, , b = 255, a] = at(x, y);
      expect([r > 200, b < 60, a]).toEqual([true, true, 255]);
    }
    for (const [x, y] of [
      [35, 25],
      [64, 25],
      [50, 15],
      [50, 34],
    ] as const) {
      const [r = 255, , b = 0, a] = at(x, y);
      expect([r < 60, b > 200, a]).toEqual([true, true, 255]);
    }
    // Beyond the source there is nothing.
    for (const [x, y] of [
      [-8, 30],
      [108, 30],
      [50, -8],
      [50, 68],
    ] as const) {
      const inside =
        x >= region.x &&
        y >= region.y &&
        x < region.x + region.width &&
        y < region.y + region.height;
      if (inside) expect(at(x, y)).toEqual(clear);
    }
  });

  it('does not let hidden colour bleed into what is seen', async () => {
    const half: Pixels = {
      width: 40,
      height: 40,
      rgba: draw({ width: 40, height: 40 }, (x) => (x < 20 ? [0, 255, 0, 0] : red)),
    };
    const found = await place(half, { region: box(0, 0, 40, 40), size: { width: 13, height: 13 } });
    for (let at = 0; at < found.rgba.length; at += 4) {
      const [r = 0, g = 0, , a = 0] = found.rgba.subarray(at, at + 4);
      if (a > 64) expect([r > 240, g < 15]).toEqual([true, true]);
    }
  });

  it('always fills the canvas that was asked for', async () => {
    const side = fc.integer({ min: 1, max: 60 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -70, max: 70 }),
        fc.integer({ min: -70, max: 70 }),
        side,
        side,
        side,
        side,
        async (x, y, w, h, width, height) => {
          const found = await place(source, { region: box(x, y, w, h), size: { width, height } });
          expect(found).toMatchObject({ width, height });
          expect(found.rgba.length).toBe(width * height * 4);
        },
      ),
      { numRuns: 200 },
    );
  });
});
