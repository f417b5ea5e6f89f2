import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draw } from '../../../../test/helpers/pixels.ts';
import { eachRunOf, findComponents } from './components.ts';
import { anyMatte } from '../../../../test/helpers/mattes.ts';

/** Every pixel's component by flooding, the slow way: its pixels, for each in reading order. */
function flooded(values: readonly number[], width: number, least: number, corners: boolean) {
  const seen = new Set<number>();
  const found: (readonly number[])[] = [];
  for (const start of values.keys()) {
    if ((values[start] ?? 0) < least || seen.has(start)) continue;
    const pixels = [start];
    seen.add(start);
    for (const pixel of pixels) {
      for (const [next, value] of values.entries()) {
        const dx = Math.abs((next % width) - (pixel % width));
        const dy = Math.abs(Math.floor(next / width) - Math.floor(pixel / width));
        if (Math.max(dx, dy) !== 1 || (!corners && dx + dy !== 1)) continue;
        if (value < least || seen.has(next)) continue;
        seen.add(next);
        pixels.push(next);
      }
    }
    found.push(pixels.sort((a, b) => a - b));
  }
  return found;
}

describe('findComponents', () => {
  it.each([
    [0, false],
    [0, true],
    [255, false],
    [255, true],
  ] as const)('finds what flooding finds, flip %d, corners %j', (flip, corners) => {
    fc.assert(
      fc.property(anyMatte(9), fc.integer({ min: 1, max: 255 }), ({ matte, size }, least) => {
        const values = [...matte].map((alpha) => alpha ^ flip);
        const expected = flooded(values, size.width, least, corners);
        const components = findComponents(matte, size, least, { flip, corners });
        expect([...components.areas]).toEqual(expected.map(({ length }) => length));
        for (const [index, pixels] of expected.entries()) {
          const chosen = new Uint8Array(expected.length);
          chosen[index] = 1;
          const found: number[] = [];
          eachRunOf(components, size, chosen, (first, behind) => {
            for (let at = first; at < behind; at++) found.push(at);
          });
          expect(found).toEqual(pixels);
          expect(components.peaks[index]).toBe(Math.max(...pixels.map((at) => values[at] ?? 0)));
          const border = pixels.some((at) => {
            const [x, y] = [at % size.width, Math.floor(at / size.width)];
            return x === 0 || y === 0 || x === size.width - 1 || y === size.height - 1;
          });
          expect(components.atBorder[index]).toBe(Number(border));
        }
      }),
    );
  });

  it('has room for more runs than it starts with', () => {
    const size = { width: 200, height: 200 };
    const checks = draw(size, (x, y) => [(x + y) % 2 === 0 ? 255 : 0]);
    const apart = findComponents(checks, size, 128, { flip: 0, corners: false });
    expect(apart.areas.length).toBe(20_000);
    const joined = findComponents(checks, size, 128, { flip: 0, corners: true });
    expect([...joined.areas]).toEqual([20_000]);
  });
});
