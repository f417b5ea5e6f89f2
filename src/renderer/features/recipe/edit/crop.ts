import type { Recipe } from '../../../../shared/recipe.ts';
import { readMargin, writeMargin, type MarginParts } from './margin.ts';

export const usualAspects = ['1:1', '4:3', '3:4', '3:2', '2:3', '4:5', '16:9'] as const;

export const withCropToSubject = (recipe: Recipe, isCropped: boolean): Recipe => ({
  ...recipe,
  crop: isCropped
    ? { type: 'subject', margin: '0', percentOf: 'longer-side', aspect: null }
    : { type: 'none' },
});

export function withMargin(
  recipe: Recipe,
  change: Partial<Pick<MarginParts, 'unit' | 'values'>>,
): Recipe {
  const { crop } = recipe;
  if (crop.type !== 'subject') return recipe;
  const margin = writeMargin({ ...readMargin(crop.margin), ...change });
  return { ...recipe, crop: { ...crop, margin } };
}

export function withAspect(recipe: Recipe, aspect: string | null): Recipe {
  const { crop } = recipe;
  return crop.type === 'subject' ? { ...recipe, crop: { ...crop, aspect } } : recipe;
}
