import type { BrowserWindow } from 'electron';
import type { RequestHandlers } from '../bridge/register.ts';
import type { Backgrounds } from '../recipes/backgrounds.ts';
import { askForPictures } from './inputs.ts';

export interface RecipeTools {
  readonly backgrounds: Backgrounds;
  readonly window: () => BrowserWindow | undefined;
}

export const recipeHandlers = ({
  backgrounds,
  window,
}: RecipeTools): Pick<RequestHandlers, 'recipe.chooseBackground'> => ({
  'recipe.chooseBackground': async () => {
    const [path] = await askForPictures(window(), ['openFile']);
    if (path === undefined) return null;
    backgrounds.add(path);
    return { path };
  },
});
