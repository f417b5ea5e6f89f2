import path from 'node:path';
import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { edgePresets } from '../../shared/presets.ts';
import { parseRecipe } from '../../shared/recipe.ts';
import { addRecipeFlags, recipeFromFlags } from './recipe-flags.ts';

const tempFolder = useTempFolder();

function recipeOf(...args: readonly string[]) {
  const command = addRecipeFlags(new Command('cut').exitOverride());
  command.parse(args, { from: 'user' });
  return recipeFromFlags(command, undefined);
}

async function recipeFile(recipe: unknown): Promise<string> {
  const file = path.join(await tempFolder(), 'recipe.json');
  await writeFile(file, JSON.stringify(recipe));
  return file;
}

describe('recipeFromFlags: background pictures', () => {
  it('means a flag from the current directory', () => {
    expect(recipeOf('--background-image', 'shop/wall.jpg').background).toEqual({
      type: 'image',
      path: path.resolve('shop/wall.jpg'),
      fit: 'cover',
      position: { x: 50, y: 50 },
    });
    const absolute = path.resolve('/pictures/wall.jpg');
    expect(recipeOf('--background-image', absolute).background).toMatchObject({ path: absolute });
  });

  it("means a recipe file's path from its own folder", async () => {
    const file = await recipeFile({ background: { type: 'image', path: '../wall.jpg' } });
    const expected = path.resolve(path.dirname(file), '../wall.jpg');
    const relative = path.relative(process.cwd(), file);
    for (const written of [file, relative]) {
      expect(recipeOf('--recipe', written).background).toMatchObject({ path: expected });
    }
    const placed = recipeOf('--recipe', file, '--background-fit', 'contain');
    expect(placed.background).toMatchObject({ path: expected, fit: 'contain' });
    const flag = recipeOf('--recipe', file, '--background-image', 'other.jpg');
    expect(flag.background).toMatchObject({ path: path.resolve('other.jpg') });
  });

  it('leaves other backgrounds, and what is wrong, to the schema', async () => {
    const color = await recipeFile({ background: { type: 'color', color: 'red' } });
    expect(recipeOf('--recipe', color).background).toEqual({ type: 'color', color: 'red' });
    const wrong = await recipeFile({ background: { type: 'image', path: 5 } });
    expect(() => recipeOf('--recipe', wrong)).toThrow('background.path');
    expect(recipeOf('--background-blur', '3').background).toEqual({ type: 'blur', radius: 3 });
  });
});

describe('recipeFromFlags: sizes', () => {
  it.each([
    ['full', 'full'],
    ['medium', 'medium'],
    ['1200x', { width: 1200 }],
    ['x800', { height: 800 }],
    ['800x600', { width: 800, height: 600 }],
    ['4MP', { megapixels: 4 }],
    ['0.25mp', { megapixels: 0.25 }],
  ])('takes %s', (text, size) => {
    expect(recipeOf('--size', text).canvas.size).toEqual(size);
  });

  it.each(['MP', '4', '4M', '-4MP', '4MPx', 'x', 'huge'])('refuses %s', (text) => {
    expect(() => recipeOf('--size', text)).toThrow('an area such as 4MP');
  });

  it('leaves areas beyond all sense to the schema, and replaces a recipe file’s size', async () => {
    expect(() => recipeOf('--size', '901MP')).toThrow('canvas.size');
    const file = await recipeFile({ canvas: { size: { width: 5, height: 5 } } });
    expect(recipeOf('--recipe', file, '--size', '1MP').canvas.size).toEqual({ megapixels: 1 });
  });
});

describe('recipeFromFlags: frames', () => {
  it('says what percent are of, what is placed, and what is never enlarged', () => {
    const { crop, canvas } = recipeOf(
      ...['--margin-of', 'each-side', '--anchor', 'subject', '--fit', 'scale-down'],
    );
    expect(crop).toMatchObject({ type: 'subject', percentOf: 'each-side' });
    expect(canvas).toMatchObject({ anchor: 'subject', fit: 'scale-down' });
  });
});

describe('recipeFromFlags: edges', () => {
  const { refine: defaults } = parseRecipe({});

  it.each([
    [['--feather', '2.5'], { feather: 2.5 }],
    [['--feather', '-3'], { feather: -3 }],
    [['--shift', '-0.5'], { shift: -0.5 }],
    [['--fill-holes', '40'], { fillHoles: 40 }],
    [['--smallest-island', '50'], { smallestIsland: 50 }],
    [['--threshold', '0.4'], { threshold: 0.4 }],
    [['--no-decontaminate'], { decontaminate: false }],
  ] as const)('takes %j', (args, changed) => {
    expect(recipeOf(...args).refine).toEqual({ ...defaults, ...changed });
  });

  it.each(Object.entries(edgePresets))('takes all of the edges named %s', (name, edges) => {
    expect(recipeOf('--edges', name).refine).toEqual(edges);
  });

  it('lays single flags over named edges over a recipe file, beside a preset', async () => {
    const file = await recipeFile({ refine: { feather: 9, shift: 9 }, canvas: { size: 'small' } });
    const recipe = recipeOf(
      '--shift',
      '3',
      '--preset',
      'white',
      '--recipe',
      file,
      '--edges',
      'hard',
    );
    expect(recipe.refine).toEqual({ ...edgePresets.hard, shift: 3 });
    expect(recipe.background).toEqual({ type: 'color', color: '#ffffff' });
    expect(recipe.canvas.size).toBe('small');
  });

  it('refuses edges without a name that is known', () => {
    expect(() => recipeOf('--edges', 'nope')).toThrow('hair, product, soft, hard');
  });
});
