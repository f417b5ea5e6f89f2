import type { Engine } from '../../core/engine/engine.ts';
import { modelIdFor } from '../../core/models/choose.ts';
import type { Placing } from '../../core/plan/destination.ts';
import type { PlanRequest } from '../../core/plan/plan-batch.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { pictureLimits, type PictureFlags } from './picture-flags.ts';
import type { PlanOptions } from './plan-flags.ts';

export interface AskedFor {
  readonly options: PlanOptions & PictureFlags;
  readonly placing: Placing;
  readonly inputs: readonly string[];
  readonly cwd: string;
  readonly recipe: Recipe;
  /** Asked only where the names of cutouts tell of the model or of their size. */
  readonly engine: Pick<Engine, 'info' | 'compare' | 'measure'>;
}

/** What a command line asks the planner. */
export function planRequest({ options, placing, engine, recipe, ...rest }: AskedFor): PlanRequest {
  return {
    ...placing,
    ...rest,
    recipe,
    template: options.name,
    flatten: options.flatten === true,
    now: new Date(),
    preset: options.preset ?? null,
    modelId: () => modelIdFor(recipe.model, engine),
    measure: ({ path: source }) =>
      engine.measure({ source, name: source, recipe, ...pictureLimits(options) }),
  };
}
