import { DEFAULT_MIN_CONFIDENCE, parseRecipe, type Recipe } from '../../../../shared/recipe.ts';

export const policies = ['local', 'local-then-cloud', 'cloud'] as const;

/** Who is asked, and in which order, is decided for all recipes together. */
export const withPolicy = (recipe: Recipe, policy: Recipe['engine']['policy']): Recipe => ({
  ...recipe,
  engine: { ...parseRecipe({}).engine, policy },
});

/** @param confidence 0-1 */
export const withMinConfidence = (recipe: Recipe, confidence: number): Recipe => ({
  ...recipe,
  engine: {
    ...recipe.engine,
    minConfidence: confidence === DEFAULT_MIN_CONFIDENCE ? null : confidence,
  },
});
