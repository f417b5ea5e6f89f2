import type { Size } from '../../shared/cutout.ts';
import { parseMargin, type Length } from '../../shared/length.ts';
import type { Recipe } from '../../shared/recipe.ts';

const scaledLength = ({ value, unit }: Length, scale: number): string =>
  unit === '%' ? `${value}%` : `${(value * scale).toFixed(2)}px`;

function scaledCrop(crop: Recipe['crop'], scale: number): Recipe['crop'] {
  const margin = crop.type === 'subject' ? parseMargin(crop.margin) : undefined;
  if (crop.type !== 'subject' || margin === undefined) return crop;
  const { top, right, bottom, left } = margin;
  const lengths = [top, right, bottom, left].map((length) => scaledLength(length, scale));
  return { ...crop, margin: lengths.join(' ') };
}

/**
 * Exact sizes as they are, or smaller in the same shape so that both sides are at most `side`. What
 * is never enlarged needs a canvas that is scaled like the source: beside that, `side` is still the
 * limit, so that a picture looks larger than it will be on a canvas that is far larger.
 */
function cappedSize(
  { size, fit }: Recipe['canvas'],
  source: Size,
  side: number,
  sourceScale: number,
): Recipe['canvas']['size'] {
  // No size but a limit, for the shrunken source as for the source.
  if (typeof size === 'string' || 'megapixels' in size) return size;
  const { width, height } = size;
  // What is not asked for follows from the source's shape, as far as it is known beforehand.
  const longer = Math.max(
    width ?? ((height ?? 1) * source.width) / source.height,
    height ?? ((width ?? 1) * source.height) / source.width,
  );
  const scale = Math.min(fit === 'scale-down' ? sourceScale : 1, side / longer);
  const scaled = (length: number | undefined) =>
    length === undefined ? undefined : Math.max(1, Math.round(length * scale));
  return { width: scaled(width), height: scaled(height) };
}

/** Areas do not become none by being scaled. */
const scaledArea = (area: number, scale: number): number => Math.ceil(area * scale ** 2);

/**
 * The recipe whose cutout of a shrunken source looks like the shrunken cutout of the source: what
 * it says in px of the source is scaled. The cutout is a WebP without metadata, without loss that
 * can be seen.
 * @param source the source's size in px
 * @param side what the longer side was shrunk to, and the most px of an exact canvas' sides
 */
export function scaleRecipe(recipe: Recipe, source: Size, side: number): Recipe {
  const scale = Math.min(1, side / Math.max(source.width, source.height));
  const { refine, crop, canvas, output, edits } = recipe;
  return {
    ...recipe,
    refine: {
      ...refine,
      feather: refine.feather * scale,
      shift: refine.shift * scale,
      fillHoles: scaledArea(refine.fillHoles, scale),
      smallestIsland: scaledArea(refine.smallestIsland, scale),
    },
    crop: scaledCrop(crop, scale),
    canvas: { ...canvas, size: cappedSize(canvas, source, side, scale) },
    output: {
      format: 'webp',
      depth: 8,
      quality: null,
      // JPEG holds no transparency, which is to be seen here as well.
      channels: output.format === 'jpeg' && output.channels === 'rgba' ? 'rgb' : output.channels,
      keepIcc: false,
      exif: 'strip',
    },
    edits: edits.map((stroke) => ({
      ...stroke,
      size: stroke.size * scale,
      points: stroke.points.map(([x, y]): [number, number] => [x * scale, y * scale]),
    })),
  };
}
