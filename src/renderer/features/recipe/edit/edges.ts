import { edgePresets, type EdgePresetName } from '../../../../shared/presets.ts';
import { parseRecipe, type Recipe } from '../../../../shared/recipe.ts';
import { isSame } from './is-same.ts';

export type Refine = Recipe['refine'];
/** `natural`: the matte as it is. */
export const edgeKinds = ['natural', 'hair', 'product', 'soft', 'hard'] as const;
export type EdgeKind = (typeof edgeKinds)[number];
export const transparencies = ['combine', 'return-input-if-not-opaque', 'discard-alpha'] as const;

const refineOf = (kind: EdgeKind): Refine =>
  kind === 'natural' ? parseRecipe({}).refine : edgePresets[kind satisfies EdgePresetName];

export const withRefine = (recipe: Recipe, change: Partial<Refine>): Recipe => ({
  ...recipe,
  refine: { ...recipe.refine, ...change },
});

export const withEdges = (recipe: Recipe, kind: EdgeKind): Recipe =>
  withRefine(recipe, refineOf(kind));

/** undefined: edges of the user's own. */
export const edgeKindOf = ({ refine }: Recipe): EdgeKind | undefined =>
  edgeKinds.find((kind) => isSame(refineOf(kind), refine));

export const withTransparency = (recipe: Recipe, transparency: Recipe['transparency']): Recipe => ({
  ...recipe,
  transparency,
});
