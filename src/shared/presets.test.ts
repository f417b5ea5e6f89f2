import { describe, expect, it } from 'vitest';
import { OffcutError } from './errors.ts';
import { builtInPresets, edgePresets, findPreset } from './presets.ts';
import { parseRecipe, partsNotYetBuilt } from './recipe.ts';

describe('built-in presets', () => {
  it.each(Object.entries(builtInPresets))('%s is a recipe that is built already', (_, preset) => {
    expect(partsNotYetBuilt(parseRecipe(preset))).toEqual([]);
  });

  it.each([
    ['amazon', 2000, 2000, 85],
    ['ebay', 1600, 1600, 90],
    ['etsy', 2667, 2000, 80],
    ['shopify', 2048, 2048, 90],
  ])('%s: white, %d x %d, the subject fills %d %%', (name, width, height, subjectScale) => {
    expect(parseRecipe(findPreset(name))).toMatchObject({
      background: { type: 'color', color: '#ffffff' },
      crop: { type: 'subject' },
      canvas: { size: { width, height }, subjectScale },
      output: { format: 'jpeg', quality: 92 },
    });
  });

  it('transparent, white and matte', () => {
    expect(parseRecipe(findPreset('transparent'))).toEqual(parseRecipe({}));
    expect(parseRecipe(findPreset('white')).background).toEqual({
      type: 'color',
      color: '#ffffff',
    });
    expect(parseRecipe(findPreset('matte')).output.channels).toBe('alpha');
  });

  it.each(['nope', '', 'Amazon', 'constructor', '__proto__'])('has none named %j', (name) => {
    let thrown: unknown;
    try {
      findPreset(name);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(OffcutError);
    expect(thrown).toMatchObject({
      code: 'preset-unknown',
      params: { name, known: 'transparent, white, matte, amazon, ebay, etsy, shopify' },
    });
  });
});

describe('named edges', () => {
  it.each(Object.entries(edgePresets))('%s says all there is to say of edges', (_, edges) => {
    expect(parseRecipe({ refine: edges }).refine).toEqual(edges);
    expect(Object.keys(edges).sort()).toEqual(Object.keys(parseRecipe({}).refine).sort());
  });

  it('are different from each other and from the defaults', () => {
    const all = [parseRecipe({}).refine, ...Object.values(edgePresets)].map((edges) =>
      JSON.stringify(edges, Object.keys(edges).sort()),
    );
    expect(new Set(all).size).toBe(all.length);
  });
});
