import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { useTempFolder } from '../../test/helpers/temp.ts';
import { sizeSourceOf } from '../shared/cutout-size.ts';
import { frame } from '../shared/framing.ts';
import { parseRecipe, type RecipeInput } from '../shared/recipe.ts';
import { decodeHeicHere } from './codec/heic/decode-heic.ts';
import { measure } from './measure.ts';

const newFolder = useTempFolder();

async function measured(file: string, recipe: RecipeInput = {}, maxPixels = 1e6) {
  const source = { source: file, name: file, recipe: parseRecipe(recipe) };
  const message = { type: 'measure', id: 1, ...source, maxPixels, lenient: false } as const;
  return measure(message, { heic: decodeHeicHere });
}

async function picture(orientation: number): Promise<string> {
  const file = path.join(await newFolder(), 'a.jpg');
  const create = { width: 60, height: 20, channels: 3, background: '#888' } as const;
  await sharp({ create }).withMetadata({ orientation }).jpeg().toFile(file);
  return file;
}

it('measures the cutout of an upright picture', async () => {
  expect(await measured(await picture(1))).toEqual({ width: 60, height: 20 });
  const turned = await picture(6);
  expect(await measured(turned)).toEqual({ width: 20, height: 60 });
  expect(await measured(turned, { canvas: { size: { width: 10 } } })).toEqual({
    width: 10,
    height: 30,
  });
});

it('refuses what could not be cut', async () => {
  await expect(measured(await picture(1), {}, 1000)).rejects.toMatchObject({
    code: 'input-too-large',
  });
  const file = path.join(await newFolder(), 'a.jpg');
  await writeFile(file, 'no picture');
  await expect(measured(file)).rejects.toMatchObject({ code: 'input-not-an-image' });
});

it('is asked only where every subject gives the same size', () => {
  const side = fc.integer({ min: 1, max: 3000 });
  const recipe = fc.record({
    crop: fc.constantFrom<RecipeInput['crop']>(
      { type: 'none' },
      { type: 'subject', margin: '10%' },
      { type: 'subject', aspect: '1:1' },
    ),
    canvas: fc.record({
      fit: fc.constantFrom('contain' as const, 'cover' as const, 'scale-down' as const),
      anchor: fc.constantFrom('picture' as const, 'subject' as const),
      size: fc.oneof(
        fc.constantFrom('full' as const, 'small' as const),
        fc.record({ width: side, height: side }),
        fc.record({ width: side }),
        fc.record({ height: side }),
        fc.record({ megapixels: fc.double({ min: 0.01, max: 1, noNaN: true }) }),
      ),
      subjectScale: fc.option(fc.integer({ min: 10, max: 100 })),
    }),
  });
  const box = fc.record({ x: side, y: side, width: side, height: side });
  fc.assert(
    fc.property(recipe, box, box, box, (input, { width, height }, one, other) => {
      const parsed = parseRecipe(input);
      const source = { width, height };
      const decided = sizeSourceOf(parsed);
      if (decided.kind === 'subject') return;
      const { size } = frame(parsed, source, one);
      expect(frame(parsed, source, other).size).toEqual(size);
      if (decided.kind === 'recipe') expect(decided.size).toEqual(size);
    }),
  );
});
