import { sizePresets, type Recipe } from '../../../../shared/recipe.ts';

type Canvas = Recipe['canvas'];
export const sizeKinds = ['full', 'preview', 'small', 'medium', 'large', 'area', 'exact'] as const;
export type SizeKind = (typeof sizeKinds)[number];

export const withCanvas = (recipe: Recipe, change: Partial<Canvas>): Recipe => ({
  ...recipe,
  canvas: { ...recipe.canvas, ...change },
});

/** The megapixels that an area begins with: about what a screen can show. */
const USUAL_AREA = 4;

export function sizeKindOf({ size }: Canvas): SizeKind {
  if (typeof size === 'string') return size;
  return 'megapixels' in size ? 'area' : 'exact';
}

/** px; undefined: the picture's own. */
function sideOf(size: Canvas['size']): number | undefined {
  if (size === 'full') return undefined;
  if (typeof size === 'string') return sizePresets[size];
  return 'megapixels' in size ? Math.round(Math.sqrt(size.megapixels * 1e6)) : undefined;
}

/** An exact size begins as a square as large as the size before. */
export function withSizeKind(recipe: Recipe, kind: SizeKind): Recipe {
  const { size } = recipe.canvas;
  if (kind === sizeKindOf(recipe.canvas)) return recipe;
  if (kind === 'area') return withArea(recipe, USUAL_AREA);
  if (kind !== 'exact') return withCanvas(recipe, { size: kind });
  const side = sideOf(size) ?? sizePresets.large;
  return withCanvas(recipe, { size: { width: side, height: side } });
}

export const withArea = (recipe: Recipe, megapixels: number): Recipe =>
  withCanvas(recipe, { size: { megapixels } });

/** One side of an exact size in px; null leaves it to the picture, which it cannot do with both. */
export function withSide(recipe: Recipe, side: 'width' | 'height', px: number | null): Recipe {
  const { size } = recipe.canvas;
  if (typeof size === 'string' || 'megapixels' in size) return recipe;
  const { width, height } = size;
  const other = side === 'width' ? { height } : { width };
  if (px !== null) return withCanvas(recipe, { size: { ...other, [side]: px } });
  const isLast = (side === 'width' ? height : width) === undefined;
  return isLast ? recipe : withCanvas(recipe, { size: other });
}

export const hasBothSides = ({ size }: Canvas): boolean =>
  typeof size !== 'string' &&
  !('megapixels' in size) &&
  size.width !== undefined &&
  size.height !== undefined;

/** Percent. */
export const withPosition = (
  recipe: Recipe,
  position: { readonly x?: number; readonly y?: number },
): Recipe => withCanvas(recipe, { position: { ...recipe.canvas.position, ...position } });
