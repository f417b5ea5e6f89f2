import { describe, expect, it } from 'vitest';
import { frame } from '../../shared/framing.ts';
import { parseRecipe, type RecipeInput } from '../../shared/recipe.ts';
import { scaleRecipe } from './scale-recipe.ts';

const source = { width: 4000, height: 3000 };
const scaled = (recipe: RecipeInput, of = source, side = 1000) =>
  scaleRecipe(parseRecipe(recipe), of, side);

it('scales lengths, and areas by the square', () => {
  const refine = { feather: -8, shift: 6, fillHoles: 160, smallestIsland: 5, threshold: 0.5 };
  expect(scaled({ refine }).refine).toEqual({
    decontaminate: true,
    feather: -2,
    shift: 1.5,
    fillHoles: 10,
    smallestIsland: 1,
    threshold: 0.5,
  });
  expect(scaled({}).refine).toEqual(parseRecipe({}).refine);
});

it('enlarges nothing where the source is small already', () => {
  const recipe = { refine: { feather: 8 }, crop: { type: 'subject', margin: '10' } } as const;
  const { refine, crop } = scaled(recipe, { width: 300, height: 200 });
  expect(refine.feather).toBe(8);
  expect(crop).toMatchObject({ margin: '10.00px 10.00px 10.00px 10.00px' });
});

it('scales margins in px, and leaves shares as they are', () => {
  const percentOf = 'each-side';
  const crop = { type: 'subject', margin: '40px 5% 10', percentOf, aspect: '4:3' } as const;
  expect(scaled({ crop }).crop).toEqual({ ...crop, margin: '10.00px 5% 2.50px 5%' });
});

it.each([
  ['full', 'full'],
  ['medium', 'medium'],
  [{ megapixels: 4 }, { megapixels: 4 }],
  [{ width: 800 }, { width: 800 }],
  [{ width: 2000 }, { width: 1000 }],
  // So high would be the cutout of a source of this shape.
  [{ height: 900 }, { height: 750 }],
  [
    { width: 1500, height: 3000 },
    { width: 500, height: 1000 },
  ],
] as const)('caps the canvas %j at the side: %j', (size, expected) => {
  expect(scaled({ canvas: { size } }).canvas.size).toEqual(expected);
});

it('scales a canvas on which nothing is enlarged like the source', () => {
  const fit = 'scale-down';
  const size = (width: number, height: number) =>
    scaled({ canvas: { size: { width, height }, fit } }).canvas.size;
  expect(size(400, 800)).toEqual({ width: 100, height: 200 });
  expect(size(8000, 4000)).toEqual({ width: 1000, height: 500 });
});

it('writes a WebP without metadata, and shows what a JPEG makes of transparency', () => {
  const output = { format: 'tiff', depth: 16, quality: 3, exif: 'keep' } as const;
  const plain = { format: 'webp', depth: 8, quality: null, keepIcc: false, exif: 'strip' };
  expect(scaled({ output }).output).toEqual({ ...plain, channels: 'rgba' });
  expect(scaled({ output: { format: 'jpeg' } }).output.channels).toBe('rgb');
  expect(scaled({ output: { channels: 'alpha' } }).output.channels).toBe('alpha');
});

it('scales brush strokes', () => {
  const stroke = { tool: 'erase', hardness: 1, opacity: 1 } as const;
  const edits = [{ ...stroke, size: 40, points: [[400, 200] as [number, number]] }];
  expect(scaled({ edits }).edits).toEqual([{ ...stroke, size: 10, points: [[100, 50]] }]);
});

describe('the small cutout', () => {
  const subject = { x: 1000, y: 400, width: 1600, height: 2000 };
  const small = { x: 250, y: 100, width: 400, height: 500 };

  it.each<RecipeInput>([
    { crop: { type: 'subject', margin: '100px 5%' } },
    { crop: { type: 'subject', margin: '40', aspect: '1:1' }, canvas: { size: { width: 3000 } } },
    { canvas: { size: { width: 2000, height: 2000 }, fit: 'cover' } },
    { canvas: { size: { width: 1500, height: 3000 }, subjectScale: 80 } },
    { canvas: { size: { width: 2800, height: 3600 }, fit: 'scale-down' } },
    {
      crop: { type: 'subject' },
      canvas: { size: { width: 3600, height: 3600 }, fit: 'scale-down' },
    },
    {
      crop: { type: 'subject', margin: '10%', percentOf: 'each-side' },
      canvas: { anchor: 'subject', position: { x: 0, y: 30 } },
    },
    { crop: { type: 'subject', margin: '100' }, canvas: { size: { megapixels: 0.05 } } },
  ])('shows the same part of the source as the large one: %j', (input) => {
    const recipe = parseRecipe(input);
    const large = frame(recipe, source, subject).region;
    const { region } = frame(
      scaleRecipe(recipe, source, 1000),
      { width: 1000, height: 750 },
      small,
    );
    for (const part of ['x', 'y', 'width', 'height'] as const) {
      expect(Math.abs(region[part] - large[part] / 4)).toBeLessThanOrEqual(2);
    }
  });
});
