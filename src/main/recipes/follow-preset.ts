import { isDeepStrictEqual } from 'node:util';
import type { HotFolders } from '../../core/hot-folders/hot-folders.ts';
import type { Recipe } from '../../shared/recipe.ts';

export interface SavedPreset {
  readonly name: string;
  /** What it was; undefined: there was none of that name. */
  readonly before: Recipe | undefined;
  readonly recipe: Recipe;
}

/**
 * Brings a preset that was saved again to the hot folders that have it. Each keeps a recipe of its
 * own, so that it goes on whatever becomes of the preset; one whose recipe is not the preset's was
 * given more options, by `offcut watch`, and keeps them.
 */
export async function followPreset(
  hotFolders: Pick<HotFolders, 'kept' | 'update'>,
  { name, before, recipe }: SavedPreset,
): Promise<void> {
  for (const folder of hotFolders.kept()) {
    if (folder.preset !== name || !isDeepStrictEqual(folder.recipe, before)) continue;
    await hotFolders.update(folder.id, {}, recipe);
  }
}
