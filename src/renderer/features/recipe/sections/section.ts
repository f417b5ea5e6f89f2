import type { Recipe } from '../../../../shared/recipe.ts';

/** What each section of the panel takes. */
export interface SectionProps {
  readonly recipe: Recipe;
  readonly onChange: (recipe: Recipe) => void;
}
