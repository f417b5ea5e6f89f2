import type { Box, CutoutFacts, Size } from '../../../shared/cutout.ts';
import { frame } from '../../../shared/framing.ts';
import { sourceInCutout } from '../../../shared/placement.ts';
import type { Recipe } from '../../../shared/recipe.ts';

/** Where pictures lie in the px of the view, which are those of the cutout. */
export interface CutoutPlace {
  readonly cutout: Size;
  readonly source: Size;
  /** Undefined: nothing of the source is in the cutout. */
  readonly sourceBox: Box | undefined;
}

/**
 * The recipe says how the source was framed, the facts around what. Where the two do not tell of
 * the cutout that there is, the source is laid over all of it.
 */
export function cutoutPlace(facts: CutoutFacts, recipe: Recipe): CutoutPlace {
  const { width, height, source } = facts;
  const cutout = { width, height };
  const framing = frame(recipe, source, facts.subject);
  const isThis = framing.size.width === width && framing.size.height === height;
  return {
    cutout,
    source: { width: source.width, height: source.height },
    sourceBox: isThis ? sourceInCutout(source, framing) : { x: 0, y: 0, ...cutout },
  };
}
