import type { RequestName } from '../../shared/bridge/channels.ts';
import type { RequestOutput } from '../../shared/bridge/contract.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { RequestHandlers } from '../bridge/register.ts';

/** Where a recipe stands in what the window asks; undefined: there is none in it this time. */
const recipeIn = {
  'queue.add': ({ recipe }: RequestOutput<'queue.add'>) => recipe,
  'queue.recut': ({ recipe }: RequestOutput<'queue.recut'>) => recipe,
  'preview.recipe': ({ recipe }: RequestOutput<'preview.recipe'>) => recipe,
  'settings.change': ({ cutting }: RequestOutput<'settings.change'>) => cutting?.recipe,
  'presets.save': ({ recipe }: RequestOutput<'presets.save'>) => recipe,
} as const satisfies { readonly [N in RequestName]?: (input: never) => Recipe | undefined };

export const requestsWithRecipe = Object.keys(recipeIn) as readonly (keyof typeof recipeIn)[];

/**
 * The same handlers; each recipe that a window sends is checked before one of them sees it.
 * @param check throws where the recipe may not be used
 */
export function guardRecipes(
  handlers: RequestHandlers,
  check: (recipe: Recipe) => Promise<void>,
): RequestHandlers {
  const guarded =
    <I, A>(find: (input: I) => Recipe | undefined, handle: (input: I) => A | Promise<A>) =>
    async (input: I): Promise<A> => {
      const recipe = find(input);
      if (recipe !== undefined) await check(recipe);
      return handle(input);
    };
  return {
    ...handlers,
    'queue.add': guarded(recipeIn['queue.add'], handlers['queue.add']),
    'queue.recut': guarded(recipeIn['queue.recut'], handlers['queue.recut']),
    'preview.recipe': guarded(recipeIn['preview.recipe'], handlers['preview.recipe']),
    'settings.change': guarded(recipeIn['settings.change'], handlers['settings.change']),
    'presets.save': guarded(recipeIn['presets.save'], handlers['presets.save']),
  };
}
