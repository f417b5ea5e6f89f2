import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box, Size } from './cutout.ts';
import { frame } from './framing.ts';
import { placementOf, sourceInCutout } from './placement.ts';
import { parseRecipe, type RecipeInput } from './recipe.ts';

const source: Size = { width: 1000, height: 600 };
const subject: Box = { x: 600, y: 50, width: 200, height: 100 };
const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height });
const framed = (recipe: RecipeInput) => frame(parseRecipe(recipe), source, subject);

describe('sourceInCutout', () => {
  it.each<[string, RecipeInput, Box]>([
    ['as it is', {}, box(0, 0, 1000, 600)],
    ['cropped', { crop: { type: 'subject' } }, box(-600, -50, 1000, 600)],
    [
      'cropped beyond the top',
      { crop: { type: 'subject', margin: '100px' } },
      box(-500, 50, 1000, 600),
    ],
    ['halved', { canvas: { size: { width: 500 } } }, box(0, 0, 500, 300)],
    ['on a square', { canvas: { size: { width: 500, height: 500 } } }, box(0, 100, 500, 300)],
    [
      'covering a square',
      { canvas: { size: { width: 300, height: 300 }, fit: 'cover' } },
      box(-100, 0, 500, 300),
    ],
    [
      'scaled to the subject',
      { canvas: { size: { width: 400, height: 400 }, subjectScale: 50 } },
      box(-500, 100, 1000, 600),
    ],
  ])('%s', (_, recipe, expected) => {
    expect(sourceInCutout(source, framed(recipe))).toEqual(expected);
  });

  it('is nowhere when the region misses the source', () => {
    const framing = { region: box(1000, 0, 50, 50), size: { width: 50, height: 50 } };
    expect(sourceInCutout(source, framing)).toBeUndefined();
  });
});

describe('any placement', () => {
  const length = fc.integer({ min: 1, max: 3000 });
  const size = fc.record({ width: length, height: length });
  const region = fc.record({
    x: fc.integer({ min: -3000, max: 3000 }),
    y: fc.integer({ min: -3000, max: 3000 }),
    width: length,
    height: length,
  });
  const within = ({ x, y, width, height }: Box, whole: Size) =>
    x >= 0 &&
    y >= 0 &&
    width >= 1 &&
    height >= 1 &&
    x + width <= whole.width &&
    y + height <= whole.height;

  it('takes whole pixels of the source to whole pixels of the cutout, and the rest with them', () => {
    fc.assert(
      fc.property(size, region, size, (of, seen, canvas) => {
        const framing = { region: seen, size: canvas };
        const placement = placementOf(of, framing);
        const whole = sourceInCutout(of, framing);
        expect(placement === undefined).toBe(whole === undefined);
        if (placement === undefined || whole === undefined) return;
        const { part, at } = placement;
        expect(within(part, of) && within(at, canvas)).toBe(true);
        // The corners of the part, carried by the whole source's box, are the corners of `at`.
        const scale = { x: whole.width / of.width, y: whole.height / of.height };
        expect(whole.x + part.x * scale.x).toBeCloseTo(at.x, 5);
        expect(whole.y + part.y * scale.y).toBeCloseTo(at.y, 5);
        expect(part.width * scale.x).toBeCloseTo(at.width, 5);
        expect(part.height * scale.y).toBeCloseTo(at.height, 5);
      }),
      { numRuns: 1000 },
    );
  });
});
