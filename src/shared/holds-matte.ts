import type { Recipe } from './recipe.ts';

/** Whether a cutout of this recipe is transparent where its matte is, so that both can be seen. */
export const holdsMatte = ({ background, output }: Pick<Recipe, 'background' | 'output'>) =>
  background.type === 'transparent' && output.channels === 'rgba' && output.format !== 'jpeg';
