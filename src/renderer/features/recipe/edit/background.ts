import type { Recipe } from '../../../../shared/recipe.ts';

export type Background = Recipe['background'];
export type BackgroundType = Background['type'];
type ImageFit = Extract<Background, { type: 'image' }>['fit'];

export const backgroundTypes = ['transparent', 'color', 'image', 'blur'] as const;
export const imageFits = ['cover', 'contain', 'fill'] as const;

export const withBackground = (recipe: Recipe, background: Background): Recipe => ({
  ...recipe,
  background,
});

/** What a kind of background begins with; an image begins with a file that the user chooses. */
export function newBackground(type: Exclude<BackgroundType, 'image'>): Background {
  switch (type) {
    case 'transparent':
      return { type };
    case 'color':
      return { type, color: '#ffffff' };
    case 'blur':
      return { type, radius: 2 };
  }
}

export const withColor = (recipe: Recipe, color: string): Recipe =>
  withBackground(recipe, { type: 'color', color });

/** sd in percent of the longer side. */
export const withBlur = (recipe: Recipe, radius: number): Recipe =>
  withBackground(recipe, { type: 'blur', radius });

/** Another file keeps how the one before was placed. */
export function withImage(recipe: Recipe, path: string): Recipe {
  const { background } = recipe;
  const placed =
    background.type === 'image'
      ? background
      : { type: 'image' as const, fit: 'cover' as const, position: { x: 50, y: 50 } };
  return withBackground(recipe, { ...placed, path });
}

export function withImageFit(recipe: Recipe, fit: ImageFit): Recipe {
  const { background } = recipe;
  return background.type === 'image' ? withBackground(recipe, { ...background, fit }) : recipe;
}

/** Percent. */
export function withImagePosition(
  recipe: Recipe,
  position: { readonly x?: number; readonly y?: number },
): Recipe {
  const { background } = recipe;
  if (background.type !== 'image') return recipe;
  return withBackground(recipe, {
    ...background,
    position: { ...background.position, ...position },
  });
}
