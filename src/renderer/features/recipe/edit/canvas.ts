import { sizePresets, type Recipe } from '../../../../shared/recipe.ts';

type Canvas = Recipe['canvas'];
export const sizeKinds = ['full', 'preview', 'small', 'medium', 'large', 'exact'] as const;
export type SizeKind = (typeof sizeKinds)[number];

export const withCanvas = (recipe: Recipe, change: Partial<Canvas>): Recipe => ({
  ...recipe,
  canvas: { ...recipe.canvas, ...change },
});

export const sizeKindOf = ({ size }: Canvas): SizeKind =>
  typeof size === 'string' ? size : 'exact';

/** An exact size begins as a square as large as the size before. */
export function withSizeKind(recipe: Recipe, kind: SizeKind): Recipe {
  const { size } = recipe.canvas;
  if (kind !== 'exact') return withCanvas(recipe, { size: kind });
  if (typeof size !== 'string') return recipe;
  const side = size === 'full' ? sizePresets.large : sizePresets[size];
  return withCanvas(recipe, { size: { width: side, height: side } });
}

/** One side of an exact size in px; null leaves it to the picture, which it cannot do with both. */
export function withSide(recipe: Recipe, side: 'width' | 'height', px: number | null): Recipe {
  const { size } = recipe.canvas;
  if (typeof size === 'string') return recipe;
  const { width, height } = size;
  const other = side === 'width' ? { height } : { width };
  if (px !== null) return withCanvas(recipe, { size: { ...other, [side]: px } });
  const isLast = (side === 'width' ? height : width) === undefined;
  return isLast ? recipe : withCanvas(recipe, { size: other });
}

export const hasBothSides = ({ size }: Canvas): boolean =>
  typeof size !== 'string' && size.width !== undefined && size.height !== undefined;

/** Percent. */
export const withPosition = (
  recipe: Recipe,
  position: { readonly x?: number; readonly y?: number },
): Recipe => withCanvas(recipe, { position: { ...recipe.canvas.position, ...position } });
