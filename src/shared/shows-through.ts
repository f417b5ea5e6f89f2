import type { Recipe } from './recipe.ts';

/** Whether a cutout of this recipe is transparent where its matte is. */
export const showsThrough = ({ background, output }: Pick<Recipe, 'background' | 'output'>) =>
  background.type === 'transparent' && output.channels === 'rgba' && output.format !== 'jpeg';
