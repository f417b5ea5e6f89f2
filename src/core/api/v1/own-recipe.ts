import { z } from 'zod';
import { isRecord, mergeRecipe } from '../../../shared/merge-recipe.ts';
import { builtInPresets } from '../../../shared/presets.ts';
import { parseRecipe, recipeSchema, type Recipe } from '../../../shared/recipe.ts';
import { OffcutError } from '../../../shared/errors.ts';
import { invalidField } from '../failure.ts';
import type { ApiTools } from '../tools.ts';

/** The recipe as JSON Schema, for the API's description. */
export const recipeJsonSchema = z.toJSONSchema(recipeSchema, {
  io: 'input',
  unrepresentable: 'any',
});

/** Built-in ones and the user's own; of one name, the user's own is meant. */
export function presetsOf({ presets }: Pick<ApiTools, 'presets'>): ReadonlyMap<string, Recipe> {
  const builtIn = Object.entries(builtInPresets).map(
    ([name, preset]) => [name, parseRecipe(preset)] as const,
  );
  return new Map([...builtIn, ...Object.entries(presets())]);
}

export interface AskedRecipe {
  readonly preset?: string | undefined;
  /** What was written; its sections go over those of the preset. */
  readonly recipe?: unknown;
  /** Absolute: a picture that was sent along to be laid behind. */
  readonly background?: string | undefined;
}

/** The recipe as JSON text, such as a form has it. @throws ApiFailure `invalid` */
export function readRecipeText(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalidField('recipe', 'is not valid JSON');
  }
}

/**
 * The recipe that a request asks for. A path in it is refused: whoever asks may be on another
 * machine, and must not have files of this one shown.
 * @throws ApiFailure `invalid`; OffcutError `preset-unknown`, `recipe-invalid`
 */
export function recipeOf(
  { preset, recipe: asked = {}, background }: AskedRecipe,
  tools: Pick<ApiTools, 'presets'>,
): Recipe {
  if (!isRecord(asked)) throw invalidField('recipe', 'has to be an object');
  const behind = asked['background'];
  if (isRecord(behind) && 'path' in behind) {
    throw invalidField('recipe.background.path', 'send the picture as "background" in a form');
  }
  const presets = presetsOf(tools);
  const base = preset === undefined ? {} : presets.get(preset);
  if (base === undefined) {
    const known = [...presets.keys()].join(', ');
    throw new OffcutError('preset-unknown', { name: preset ?? '', known });
  }
  const picture =
    background === undefined ? {} : { background: { type: 'image', path: background } };
  return parseRecipe(mergeRecipe(mergeRecipe(base, asked), picture));
}
