import { describe, expect, it } from 'vitest';
import { draw, noise } from '../../../test/helpers/pixels.ts';
import { toFullSize } from './full-size.ts';

describe('toFullSize', () => {
  it.each([
    [
      { width: 16, height: 16 },
      { width: 64, height: 40 },
    ],
    [
      { width: 64, height: 64 },
      { width: 10, height: 30 },
    ],
    [
      { width: 16, height: 16 },
      { width: 3, height: 100 },
    ],
    [
      { width: 16, height: 16 },
      { width: 1, height: 1 },
    ],
  ])('keeps a constant constant, one byte a pixel: %j to %j', async (from, to) => {
    for (const value of [0, 1, 77, 128, 254, 255]) {
      const matte = Buffer.alloc(from.width * from.height, value);
      const found = await toFullSize(matte, from, to);
      expect(found.equals(Buffer.alloc(to.width * to.height, value))).toBe(true);
    }
  });

  it('changes nothing at the same size', async () => {
    const size = { width: 13, height: 9 };
    const matte = noise(13 * 9);
    expect((await toFullSize(matte, size, size)).equals(matte)).toBe(true);
  });

  it('keeps edges in their place, and stays within 0 and 255', async () => {
    const from = { width: 32, height: 32 };
    const to = { width: 320, height: 160 };
    // The upper left quarter.
    const matte = draw(from, (x, y) => [x < 16 && y < 16 ? 255 : 0]);
    const found = await toFullSize(matte, from, to);
    const at = (x: number, y: number) => found[y * to.width + x];
    expect([at(0, 0), at(130, 70), at(140, 20), at(20, 70)]).toEqual([255, 255, 255, 255]);
    expect([at(319, 159), at(180, 20), at(20, 90), at(319, 0), at(0, 159)]).toEqual([
      0, 0, 0, 0, 0,
    ]);
    // The edge lies between the pixels 159 and 160, and is the same seen from both sides.
    for (const distance of [0, 1, 2, 3]) {
      expect((at(159 - distance, 20) ?? 0) + (at(160 + distance, 20) ?? 0)).toBe(255);
    }
    expect(at(158, 20)).toBeGreaterThan(128);
    // Softly: the edge takes several values.
    expect(new Set(found).size).toBeGreaterThan(8);
  });
});
