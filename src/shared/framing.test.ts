import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box, Size } from './cutout.ts';
import { frame } from './framing.ts';
import { parseRecipe, type RecipeInput } from './recipe.ts';

const source: Size = { width: 1000, height: 600 };
/** 200 x 100, right of the middle and near the top. */
const subject: Box = { x: 600, y: 50, width: 200, height: 100 };

const framed = (input: RecipeInput, of: Size = source, around: Box = subject) =>
  frame(parseRecipe(input), of, around);
const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height });

describe('frame: crop', () => {
  it.each<[string, RecipeInput, Box]>([
    ['none', {}, box(0, 0, 1000, 600)],
    ['none, named', { crop: { type: 'none' } }, box(0, 0, 1000, 600)],
    ['subject', { crop: { type: 'subject' } }, subject],
    ['one px', { crop: { type: 'subject', margin: '10' } }, box(590, 40, 220, 120)],
    // Percent of the longer side, 200.
    [
      '% of each side',
      { crop: { type: 'subject', margin: '10% 5%', percentOf: 'each-side' } },
      box(590, 40, 220, 120),
    ],
    [
      'px, whatever percent are of',
      { crop: { type: 'subject', margin: '10', percentOf: 'each-side' } },
      box(590, 40, 220, 120),
    ],
    ['one %', { crop: { type: 'subject', margin: '5%' } }, box(590, 40, 220, 120)],
    ['two', { crop: { type: 'subject', margin: '10px 20px' } }, box(580, 40, 240, 120)],
    ['three', { crop: { type: 'subject', margin: '1 2 3' } }, box(598, 49, 204, 104)],
    ['four', { crop: { type: 'subject', margin: '1 2 3 4%' } }, box(592, 49, 210, 104)],
    ['beyond the edges', { crop: { type: 'subject', margin: '300' } }, box(300, -250, 800, 700)],
    ['square', { crop: { type: 'subject', aspect: '1:1' } }, box(600, 0, 200, 200)],
    ['wider', { crop: { type: 'subject', aspect: '4:1' } }, box(500, 50, 400, 100)],
    ['taller', { crop: { type: 'subject', aspect: '1:2' } }, box(600, -100, 200, 400)],
    [
      'a margin, then an aspect',
      { crop: { type: 'subject', margin: '50', aspect: '1:1' } },
      box(550, -50, 300, 300),
    ],
  ])('%s', (_, input, region) => {
    expect(framed(input)).toEqual({
      region,
      size: { width: region.width, height: region.height },
    });
  });

  it('shares an odd growth within a pixel', () => {
    const { region } = framed(
      { crop: { type: 'subject', aspect: '1:1' } },
      source,
      box(5, 5, 4, 1),
    );
    expect(region).toMatchObject({ x: 5, width: 4, height: 4 });
    expect(Math.abs(region.y - 3.5)).toBeLessThanOrEqual(0.5);
  });
});

describe('frame: canvas size', () => {
  it.each<[NonNullable<RecipeInput['canvas']>['size'], Size]>([
    ['full', { width: 1000, height: 600 }],
    ['preview', { width: 256, height: 154 }],
    ['small', { width: 512, height: 307 }],
    // Larger than the picture: never enlarged.
    ['medium', { width: 1000, height: 600 }],
    ['large', { width: 1000, height: 600 }],
    [{ width: 500 }, { width: 500, height: 300 }],
    [{ height: 300 }, { width: 500, height: 300 }],
    [{ width: 2000 }, { width: 2000, height: 1200 }],
    [{ width: 333 }, { width: 333, height: 200 }],
    [{ width: 1 }, { width: 1, height: 1 }],
    [
      { width: 400, height: 400 },
      { width: 400, height: 400 },
    ],
    [{ megapixels: 0.15 }, { width: 500, height: 300 }],
    // 408.2 x 244.9
    [{ megapixels: 0.1 }, { width: 408, height: 244 }],
    [{ megapixels: 0.6 }, { width: 1000, height: 600 }],
    [{ megapixels: 4 }, { width: 1000, height: 600 }],
  ])('%j', (size, expected) => {
    expect(framed({ canvas: { size } }).size).toEqual(expected);
  });

  it('never exceeds an area, and nearly fills it where the picture is larger', () => {
    const side = fc.integer({ min: 1, max: 20_000 });
    const megapixels = fc.double({ min: 0.01, max: 30, noNaN: true });
    fc.assert(
      fc.property(side, side, megapixels, (width, height, limit) => {
        const whole = { width, height };
        const { size } = framed({ canvas: { size: { megapixels: limit } } }, whole);
        expect(size.width * size.height).toBeLessThanOrEqual(limit * 1e6);
        if (width * height <= limit * 1e6) expect(size).toEqual(whole);
        // A pixel less on either side is what rounding down may cost.
        else expect((size.width + 1) * (size.height + 1)).toBeGreaterThan(limit * 1e6 * 0.999);
      }),
    );
  });

  it('measures an area on the crop', () => {
    const canvas = { size: { megapixels: 0.01 } };
    expect(framed({ crop: { type: 'subject' }, canvas })).toEqual({
      region: subject,
      size: { width: 141, height: 70 },
    });
    const flat = framed({ canvas }, { width: 30_000, height: 1 }, box(0, 0, 9, 1));
    expect(flat.size).toEqual({ width: 10_000, height: 1 });
    const thin = framed({ canvas }, { width: 1, height: 30_000 }, box(0, 0, 1, 9));
    expect(thin.size).toEqual({ width: 1, height: 10_000 });
  });

  it('measures presets on the crop', () => {
    const crop = { type: 'subject', margin: '200' } as const;
    expect(framed({ crop, canvas: { size: 'preview' } }).size).toEqual({ width: 256, height: 213 });
    expect(framed({ crop: { type: 'subject' }, canvas: { size: 'preview' } })).toEqual({
      region: subject,
      size: { width: 200, height: 100 },
    });
  });

  it('shows the whole picture on a preset or a single side', () => {
    const sizes = [
      'preview',
      'medium',
      { width: 500 },
      { height: 60 },
      { megapixels: 0.1 },
    ] as const;
    for (const size of sizes) {
      expect(framed({ canvas: { size } }).region).toEqual(box(0, 0, 1000, 600));
    }
  });
});

describe('frame: an exact size', () => {
  const square = { width: 300, height: 300 };
  const tall = { width: 100, height: 500 };
  it.each<[NonNullable<RecipeInput['canvas']>, Box]>([
    // Contained: all of the picture, the canvas reaches beyond it.
    [{ size: square }, box(0, -200, 1000, 1000)],
    [{ size: square, position: { x: 0, y: 0 } }, box(0, 0, 1000, 1000)],
    [{ size: square, position: { x: 100, y: 100 } }, box(0, -400, 1000, 1000)],
    [{ size: square, position: { x: 0, y: 25 } }, box(0, -100, 1000, 1000)],
    [{ size: { width: 300, height: 100 }, position: { x: 0, y: 50 } }, box(0, 0, 1800, 600)],
    [{ size: { width: 300, height: 100 } }, box(-400, 0, 1800, 600)],
    [{ size: { width: 300, height: 100 }, position: { x: 100, y: 0 } }, box(-800, 0, 1800, 600)],
    // Covered: all of the canvas, the picture loses an edge.
    [{ size: square, fit: 'cover' }, box(200, 0, 600, 600)],
    [{ size: square, fit: 'cover', position: { x: 0, y: 0 } }, box(0, 0, 600, 600)],
    [{ size: square, fit: 'cover', position: { x: 100, y: 0 } }, box(400, 0, 600, 600)],
    [{ size: tall, fit: 'cover' }, box(440, 0, 120, 600)],
    [
      { size: { width: 400, height: 120 }, fit: 'cover', position: { x: 50, y: 100 } },
      box(0, 300, 1000, 300),
    ],
  ])('%j', (canvas, region) => {
    expect(framed({ canvas }).region).toEqual(region);
  });

  const large = { width: 1200, height: 1000 };
  it.each<[NonNullable<RecipeInput['canvas']>, Box, Size]>([
    // As it is, in the middle or where it is wanted.
    [{ size: large }, box(-100, -200, 1200, 1000), large],
    [{ size: large, position: { x: 0, y: 100 } }, box(0, -400, 1200, 1000), large],
    // Too wide for it: as contained.
    [{ size: square }, box(0, -200, 1000, 1000), square],
    [{ size: { width: 2000 } }, box(0, 0, 1000, 600), source],
    [{ size: { height: 2000 } }, box(0, 0, 1000, 600), source],
    [{ size: { width: 500 } }, box(0, 0, 1000, 600), { width: 500, height: 300 }],
    [{ size: { height: 300 } }, box(0, 0, 1000, 600), { width: 500, height: 300 }],
  ])('never enlarged: %j', (canvas, region, size) => {
    expect(framed({ canvas: { ...canvas, fit: 'scale-down' } })).toEqual({ region, size });
  });

  it('meets the crop, not the picture', () => {
    const canvas = { size: { width: 50, height: 50 } };
    expect(framed({ crop: { type: 'subject' }, canvas })).toEqual({
      region: box(600, 0, 200, 200),
      size: { width: 50, height: 50 },
    });
  });
});

describe('frame: subject scale', () => {
  it.each<[string, Size, number, 'width' | 'height']>([
    ['a wide subject on a square', { width: 1000, height: 1000 }, 80, 'width'],
    ['a wide subject on a wider canvas', { width: 1000, height: 100 }, 50, 'height'],
    ['a wide subject on a tall canvas', { width: 100, height: 1000 }, 100, 'width'],
    ['ten percent', { width: 1000, height: 1000 }, 10, 'width'],
  ])('%s', (_, size, subjectScale, tighter) => {
    const { region } = framed({ canvas: { size, subjectScale } });
    const share = (side: 'width' | 'height') => (100 * subject[side]) / region[side];
    expect(share(tighter)).toBeCloseTo(subjectScale, 0);
    expect(share(tighter === 'width' ? 'height' : 'width')).toBeLessThan(subjectScale + 0.5);
    // In the middle.
    expect(region.x + region.width / 2).toBeCloseTo(subject.x + subject.width / 2, 0);
    expect(region.y + region.height / 2).toBeCloseTo(subject.y + subject.height / 2, 0);
  });

  it.each([
    [0, 0, box(600, 50, 400, 400)],
    [100, 100, box(400, -250, 400, 400)],
    [0, 100, box(600, -250, 400, 400)],
    [25, 50, box(550, -100, 400, 400)],
  ])('stands at %d %%, %d %%', (x, y, region) => {
    const canvas = { size: { width: 400, height: 400 }, subjectScale: 50, position: { x, y } };
    expect(framed({ canvas }).region).toEqual(region);
  });

  it('takes the ratio of the picture on a full canvas', () => {
    expect(framed({ canvas: { subjectScale: 100 } })).toEqual({
      region: box(600, 40, 200, 120),
      size: source,
    });
  });

  it('fills exactly its percent for any subject', () => {
    const side = fc.integer({ min: 1, max: 2000 });
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.integer({ min: 10, max: 100 }),
        (w, h, cw, ch, scale) => {
          const around = box(7, 11, w, h);
          const canvas = { size: { width: cw, height: ch }, subjectScale: scale };
          const { region } = framed({ canvas }, { width: 3000, height: 3000 }, around);
          // Within the rounding of the region to whole pixels.
          const tighter = Math.max(w / region.width, h / region.height) * 100;
          const slack = (scale / Math.min(region.width, region.height)) * 1.5 + 1e-9;
          expect(Math.abs(tighter - scale)).toBeLessThanOrEqual(slack);
        },
      ),
    );
  });
});

describe('frame: a subject that is placed', () => {
  const anchor = 'subject';
  it.each<[NonNullable<RecipeInput['canvas']>, Box]>([
    // Its box is 200 x 100 at 600, 50.
    [{}, box(200, -200, 1000, 600)],
    [{ position: { x: 0, y: 0 } }, box(600, 50, 1000, 600)],
    [{ position: { x: 100, y: 50 } }, box(-200, -200, 1000, 600)],
    [{ size: 'preview', position: { x: 0, y: 100 } }, box(600, -450, 1000, 600)],
    [{ size: { megapixels: 0.1 }, position: { x: 0, y: 0 } }, box(600, 50, 1000, 600)],
    [{ size: { width: 300, height: 300 } }, box(200, -400, 1000, 1000)],
    // What covers the canvas goes on doing so.
    [{ size: { width: 300, height: 300 }, fit: 'cover' }, box(400, 0, 600, 600)],
    [{ size: { width: 100, height: 500 }, fit: 'cover' }, box(640, 0, 120, 600)],
    [{ size: { width: 400, height: 120 }, fit: 'cover' }, box(0, 0, 1000, 300)],
  ])('%j', (canvas, region) => {
    expect(framed({ canvas: { ...canvas, anchor } }).region).toEqual(region);
  });

  it('stands no otherwise when it is scaled', () => {
    const canvas = { subjectScale: 50, position: { x: 20, y: 80 } };
    expect(framed({ canvas: { ...canvas, anchor } })).toEqual(framed({ canvas }));
  });
});

describe('frame: any recipe', () => {
  const side = fc.integer({ min: 1, max: 3000 });
  const percent = fc.double({ min: 0, max: 100, noNaN: true });
  const sized = fc.record({ width: side, height: side }, { requiredKeys: ['width'] });
  const canvasSize = fc.oneof(
    fc.constantFrom('full', 'preview', 'small', 'medium', 'large'),
    sized,
    side.map((height) => ({ height })),
    fc.record({ megapixels: fc.double({ min: 0.01, max: 20, noNaN: true }) }),
  );
  const canvas = fc.record({
    size: canvasSize,
    fit: fc.constantFrom('contain', 'cover', 'scale-down'),
    anchor: fc.constantFrom('picture', 'subject'),
    subjectScale: fc.option(fc.integer({ min: 10, max: 100 })),
    position: fc.record({ x: percent, y: percent }),
  });
  const crop = fc.oneof(
    fc.constant({ type: 'none' }),
    fc.record({
      type: fc.constant('subject'),
      margin: fc.constantFrom('0', '7', '3%', '1 2% 30 4', '500'),
      percentOf: fc.constantFrom('longer-side', 'each-side'),
      aspect: fc.constantFrom(null, '1:1', '4:3', '1:20', '9999:1'),
    }),
  );
  const place = fc
    .tuple(fc.integer({ min: 2, max: 4000 }), fc.integer({ min: 2, max: 4000 }))
    .chain(([width, height]) =>
      fc.tuple(fc.nat(width - 1), fc.nat(height - 1)).chain(([x, y]) =>
        fc.record({
          source: fc.constant({ width, height }),
          subject: fc.record({
            x: fc.constant(x),
            y: fc.constant(y),
            width: fc.integer({ min: 1, max: width - x }),
            height: fc.integer({ min: 1, max: height - y }),
          }),
        }),
      ),
    );

  it('gives whole pixels, at least one, of nearly one shape', () => {
    fc.assert(
      fc.property(crop, canvas, place, (cropOf, canvasOf, { source: of, subject: around }) => {
        const recipe = parseRecipe({ crop: cropOf, canvas: canvasOf });
        const { region, size } = frame(recipe, of, around);
        for (const value of [region.x, region.y]) {
          expect(Number.isSafeInteger(value)).toBe(true);
        }
        for (const { width, height } of [region, size]) {
          expect(Number.isSafeInteger(width) && Number.isSafeInteger(height)).toBe(true);
          expect(width).toBeGreaterThanOrEqual(1);
          expect(height).toBeGreaterThanOrEqual(1);
        }
        // Each of the four sides was rounded by itself, so each is off by a pixel at most.
        const widest = (side: Size) => (side.width + 1) / (side.height - 1);
        const narrowest = (side: Size) => (side.width - 1) / (side.height + 1);
        expect(widest(region)).toBeGreaterThanOrEqual(narrowest(size));
        expect(narrowest(region)).toBeLessThanOrEqual(widest(size));
      }),
      { numRuns: 1000 },
    );
  });

  it('never enlarges for a preset', () => {
    fc.assert(
      fc.property(
        crop,
        fc.constantFrom('full', 'preview', 'small', 'medium', 'large'),
        place,
        (cropOf, preset, { source: of, subject: around }) => {
          const { region, size } = frame(
            parseRecipe({ crop: cropOf, canvas: { size: preset } }),
            of,
            around,
          );
          expect(size.width).toBeLessThanOrEqual(region.width + 1);
          expect(size.height).toBeLessThanOrEqual(region.height + 1);
        },
      ),
    );
  });
});
