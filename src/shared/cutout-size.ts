import type { Size } from './cutout.ts';
import type { Recipe } from './recipe.ts';

/**
 * What decides how large the cutout is: the recipe alone (px), the source's size as well, or the
 * subject's box, which nobody knows before the matte is computed.
 */
export type SizeSource =
  | { readonly kind: 'recipe'; readonly size: Size }
  | { readonly kind: 'source' }
  | { readonly kind: 'subject' };

export function sizeSourceOf({ crop, canvas }: Pick<Recipe, 'crop' | 'canvas'>): SizeSource {
  if (typeof canvas.size === 'object' && !('megapixels' in canvas.size)) {
    const { width, height } = canvas.size;
    if (width !== undefined && height !== undefined) {
      return { kind: 'recipe', size: { width, height } };
    }
  }
  return { kind: crop.type === 'none' ? 'source' : 'subject' };
}
