import { builtInPresets, findPreset, type PresetName } from '../../../../shared/presets.ts';
import { parseRecipe, type Recipe } from '../../../../shared/recipe.ts';
import type { Settings } from '../../../../shared/settings.ts';
import { isSame } from './is-same.ts';

type OwnPresets = Settings['presets'];

export const builtInNames = Object.keys(builtInPresets) as readonly PresetName[];

export const isBuiltIn = (name: string): name is PresetName => Object.hasOwn(builtInPresets, name);

/** The user's own of that name, or else the built-in one; undefined: there is none. */
export function recipeOfPreset(name: string, own: OwnPresets): Recipe | undefined {
  if (Object.hasOwn(own, name)) return own[name];
  return isBuiltIn(name) ? parseRecipe(findPreset(name)) : undefined;
}

/** Which preset a recipe is, for one that came without the name; null: none. */
export function presetOf(recipe: Recipe, own: OwnPresets): string | null {
  const names = [...Object.keys(own), ...builtInNames];
  return names.find((name) => isSame(recipeOfPreset(name, own), recipe)) ?? null;
}

/** Whether a recipe is not what its preset says any more. */
export function isChanged(recipe: Recipe, preset: string | null, own: OwnPresets): boolean {
  const saved = preset === null ? undefined : recipeOfPreset(preset, own);
  return saved !== undefined && !isSame(saved, recipe);
}
