import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMatte, discMatte } from '../../../../test/helpers/mattes.ts';
import { draw, pixelAt } from '../../../../test/helpers/pixels.ts';
import { refusal } from '../../../../test/helpers/refusal.ts';
import type { Size } from '../../../shared/cutout.ts';
import { parseRecipe, type RecipeInput } from '../../../shared/recipe.ts';
import { featherEdge } from './feather.ts';
import { refine } from './refine.ts';
import { shiftEdge } from './shift.ts';

const size: Size = { width: 80, height: 60 };
const options = (input: RecipeInput['refine']) => parseRecipe({ refine: input }).refine;
const refined = (matte: Buffer, input: RecipeInput['refine'], of: Size = size) =>
  refine({ matte: Buffer.from(matte), small: undefined }, of, options(input));
const disc = discMatte(size, 15, 6);

describe('refine', () => {
  it('hands back what it was given when the recipe says nothing of edges', () => {
    const matte = Buffer.from(disc);
    const small = { ...size, rgb: Buffer.of(), matte: Buffer.from(disc) };
    const result = refine({ matte, small }, size, options({ decontaminate: false }));
    expect(result.matte).toBe(matte);
    expect(result.mixture).toBe(matte);
    expect(result.small).toBe(small);
    expect(matte).toEqual(disc);
  });

  it('hardens at the threshold: at least that alpha is in, the rest is out', () => {
    const matte = Buffer.from([0, 127, 128, 254, 255]);
    const row = { width: 5, height: 1 };
    expect([...refined(matte, { threshold: 0.5 }, row).matte]).toEqual([0, 0, 255, 255, 255]);
    expect([...refined(matte, { threshold: 1 }, row).matte]).toEqual([0, 0, 0, 0, 255]);
    expect([...refined(matte, { threshold: 127 / 255 }, row).matte]).toEqual([
      0, 255, 255, 255, 255,
    ]);
  });

  it('hardens once and for all', () => {
    const level = fc.double({ min: 0.01, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(anyMatte(12), level, ({ matte, size: of }, threshold) => {
        const hard = () => refined(matte, { threshold }, of).matte;
        fc.pre(matte.includes(0) && matte.some((alpha) => alpha >= 128));
        expect(refined(hard(), { threshold }, of).matte).toEqual(hard());
      }),
    );
  });

  it('goes in order: threshold, then shift, then feather', () => {
    const hard = refined(disc, { threshold: 0.5 }).matte;
    const expected = featherEdge(shiftEdge(hard, size, -2), size, 5);
    expect(refined(disc, { threshold: 0.5, shift: -2, feather: 5 }).matte).toEqual(expected);
  });

  it('takes spots before the edge moves, and islands before holes', () => {
    const speck = Buffer.from(disc);
    speck.fill(255, 5 * 80 + 70, 5 * 80 + 73);
    // Grown first, it would be too large to go.
    const { matte } = refined(speck, { smallestIsland: 4, shift: 4 });
    expect(pixelAt(matte, 80, 71, 5, 1)).toEqual([0]);
    // A hole of 25 px with a speck in its middle, which is none of the subject's.
    const hole = Buffer.from(discMatte(size, 20));
    for (let y = 28; y < 33; y++) hole.fill(0, y * 80 + 38, y * 80 + 43);
    hole[30 * 80 + 40] = 255;
    expect(pixelAt(refined(hole, { fillHoles: 24 }).matte, 80, 39, 29, 1)).toEqual([255]);
    const both = refined(hole, { smallestIsland: 9, fillHoles: 24 });
    expect(pixelAt(both.matte, 80, 39, 29, 1)).toEqual([0]);
  });

  it('tells colours where the edge was, and which spots went', () => {
    const matte = Buffer.from(disc);
    matte.fill(255, 5 * 80 + 70, 5 * 80 + 73);
    const half = { width: 40, height: 30 };
    const seen = draw(half, (x, y) => pixelAt(matte, 80, x * 2 + 1, y * 2 + 1, 1));
    const small = { ...half, rgb: Buffer.alloc(half.width * half.height * 3), matte: seen };
    const asked = options({ smallestIsland: 9, shift: 3 });
    const result = refine({ matte, small }, size, asked);
    expect(result.mixture).toEqual(disc);
    expect(result.matte).toEqual(shiftEdge(disc, size, 3));
    expect(pixelAt(seen, 40, 35, 2, 1)).toEqual([255]);
    expect(result.small?.matte).toEqual(
      draw(half, (x, y) => pixelAt(disc, 80, x * 2 + 1, y * 2 + 1, 1)),
    );
  });

  it.each([{ shift: -40 }, { feather: -100 }, { threshold: 1 }])(
    'says when %j leaves nothing',
    async (asked) => {
      const faint = Buffer.from(disc.map((alpha) => Math.min(alpha, 250)));
      const error = await refusal(() => Promise.resolve(refined(faint, asked)));
      expect(error.code).toBe('edges-leave-nothing');
    },
  );

  it.each([{ shift: 100 }, { threshold: 0 }])(
    'says when %j leaves no background',
    async (asked) => {
      const error = await refusal(() => Promise.resolve(refined(disc, asked)));
      expect(error.code).toBe('edges-leave-everything');
    },
  );

  it('says when all of the background was a hole', async () => {
    const ring = draw(size, (x, y) => [x > 0 && y > 0 && x < 79 && y < 59 ? 0 : 255]);
    const error = await refusal(() => Promise.resolve(refined(ring, { fillHoles: 1e6 })));
    expect(error.code).toBe('edges-leave-everything');
  });

  it('is not to blame for a matte without a subject', () => {
    const empty = Buffer.alloc(size.width * size.height, 20);
    for (const asked of [{ shift: 3 }, { feather: 2 }, { threshold: 0.5 }, { smallestIsland: 5 }]) {
      expect(() => refined(empty, asked)).not.toThrow();
    }
  });
});
