import { OffcutError, reasonOf } from '../../src/shared/errors.ts';
import { parseRecipe, refuseNotYetBuilt, type Recipe } from '../../src/shared/recipe.ts';
import { EvalError } from './eval-error.ts';

/** One way to run Offcut; variants are measured side by side on the same pictures. */
export interface Variant {
  readonly name: string;
  readonly recipe: Recipe;
}

/** Fields that move or paint over pixels, so that there would be nothing to compare with. */
const fixed = ['background', 'shadow', 'crop', 'canvas', 'output'] as const;

/** @throws EvalError when Offcut would not take the recipe, or it cannot be measured */
export function variantOf(name: string, input: unknown): Variant {
  const problem = (reason: string) => new EvalError(`The variant ${name} cannot be run: ${reason}`);
  if (typeof input === 'object' && input !== null) {
    const set = fixed.filter((field) => Object.hasOwn(input, field));
    if (set.length > 0) throw problem(`${set.join(' and ')} must stay as it is to be measured.`);
  }
  try {
    const recipe = parseRecipe(input);
    refuseNotYetBuilt(recipe);
    if (recipe.engine.policy !== 'local') throw problem('only what is cut here can be measured.');
    return { name, recipe };
  } catch (error) {
    throw error instanceof EvalError ? error : problem(OffcutError.from(error).message);
  }
}

/**
 * A variant as the command line says it: `NAME=JSON`, where JSON is a recipe in part.
 * @throws EvalError
 */
export function parseVariant(text: string): Variant {
  const [, name, json] = /^([\w.+-]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || json === undefined) {
    throw new EvalError(`--variant is NAME=JSON, as in fp32='{"model":"isnet-general"}'.`);
  }
  let input: unknown;
  try {
    input = JSON.parse(json);
  } catch (error) {
    throw new EvalError(`The recipe of the variant ${name} is not JSON: ${reasonOf(error)}`);
  }
  return variantOf(name, input);
}
