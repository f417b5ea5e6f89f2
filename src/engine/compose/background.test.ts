import { describe, expect, it } from 'vitest';
import { parseRecipe, type RecipeInput } from '../../shared/recipe.ts';
import { finishOf, type Backdrop, type Finish } from './background.ts';

const filled = { type: 'color', color: '#102030' } as const;
const half = { type: 'color', color: 'rgb(0 100 200 / 50%)' } as const;
const white = { r: 255, g: 255, b: 255, alpha: 1 };
const solid = { r: 16, g: 32, b: 48, alpha: 1 };
const glass = { r: 0, g: 100, b: 200, alpha: 0.5 };
const glassOnWhite = { r: 128, g: 178, b: 228, alpha: 1 };
const warned = ['filled-with-white'] as const;

describe('finishOf', () => {
  it.each<[RecipeInput, Finish]>([
    [{}, { fill: undefined, channels: 'rgba', warnings: [] }],
    [{ output: { format: 'webp' } }, { fill: undefined, channels: 'rgba', warnings: [] }],
    [{ output: { format: 'avif' } }, { fill: undefined, channels: 'rgba', warnings: [] }],
    [{ output: { format: 'tiff' } }, { fill: undefined, channels: 'rgba', warnings: [] }],
    [{ output: { format: 'jpeg' } }, { fill: white, channels: 'rgb', warnings: warned }],
    [{ output: { channels: 'rgb' } }, { fill: white, channels: 'rgb', warnings: warned }],
    [{ output: { channels: 'alpha' } }, { fill: undefined, channels: 'alpha', warnings: [] }],
    [
      { output: { channels: 'alpha', format: 'jpeg' }, background: filled },
      { fill: undefined, channels: 'alpha', warnings: [] },
    ],
    [{ background: filled }, { fill: solid, channels: 'rgb', warnings: [] }],
    [
      { background: filled, output: { format: 'jpeg' } },
      { fill: solid, channels: 'rgb', warnings: [] },
    ],
    [
      { background: filled, output: { channels: 'rgb', format: 'webp' } },
      { fill: solid, channels: 'rgb', warnings: [] },
    ],
    [{ background: half }, { fill: glass, channels: 'rgba', warnings: [] }],
    [
      { background: half, output: { format: 'jpeg' } },
      { fill: glassOnWhite, channels: 'rgb', warnings: warned },
    ],
    [
      { background: half, output: { channels: 'rgb' } },
      { fill: glassOnWhite, channels: 'rgb', warnings: warned },
    ],
    [
      { background: { type: 'color', color: 'transparent' }, output: { format: 'jpeg' } },
      { fill: white, channels: 'rgb', warnings: warned },
    ],
  ])('%j', (input, finish) => {
    expect(finishOf(parseRecipe(input))).toEqual(finish);
  });

  const size = { width: 2, height: 1 };
  const opaque = { ...size, rgba: Buffer.from([1, 2, 3, 255, 4, 5, 6, 255]), opaque: true };
  const holed = { ...size, rgba: Buffer.from([1, 2, 3, 255, 4, 5, 6, 0]), opaque: false };
  const holedOnWhite = { ...size, rgba: Buffer.from([1, 2, 3, 255, 255, 255, 255, 255]) };
  const blur = { type: 'blur' } as const;

  it.each<[RecipeInput, Backdrop, Finish]>([
    [{}, opaque, { fill: opaque, channels: 'rgb', warnings: [] }],
    [{ output: { format: 'jpeg' } }, opaque, { fill: opaque, channels: 'rgb', warnings: [] }],
    [{}, holed, { fill: holed, channels: 'rgba', warnings: [] }],
    [
      { output: { format: 'jpeg' } },
      holed,
      { fill: holedOnWhite, channels: 'rgb', warnings: warned },
    ],
    [
      { output: { channels: 'rgb' } },
      holed,
      { fill: holedOnWhite, channels: 'rgb', warnings: warned },
    ],
    [
      { output: { channels: 'alpha' } },
      opaque,
      { fill: undefined, channels: 'alpha', warnings: [] },
    ],
  ])('%j over pixels', (input, backdrop, finish) => {
    const before = Buffer.from(backdrop.rgba);
    expect(finishOf(parseRecipe({ ...input, background: blur }), backdrop)).toEqual(finish);
    expect(backdrop.rgba.equals(before)).toBe(true);
  });
});
