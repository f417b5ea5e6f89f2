import { parseColor, type Color } from '../../shared/color.ts';
import type { Warning } from '../../shared/cutout.ts';
import type { Recipe } from '../../shared/recipe.ts';

const WHITE: Color = { r: 255, g: 255, b: 255, alpha: 1 };

/** How the cutout's pixels are finished. */
export interface Finish {
  /** What lies behind the subject; undefined leaves it transparent. */
  readonly fill: Color | undefined;
  /** Which channels the written picture has. */
  readonly channels: 'rgba' | 'rgb' | 'alpha';
  readonly warnings: readonly Warning[];
}

/** Decides background and channels from the recipe and from what its format can hold. */
export function finishOf({ background, output }: Recipe): Finish {
  if (output.channels === 'alpha') return { fill: undefined, channels: 'alpha', warnings: [] };
  const color = background.type === 'color' ? parseColor(background.color) : undefined;
  const opaque = color?.alpha === 1;
  if (opaque) return { fill: color, channels: 'rgb', warnings: [] };
  if (output.format !== 'jpeg' && output.channels === 'rgba') {
    return { fill: color, channels: 'rgba', warnings: [] };
  }
  const { r, g, b, alpha } = color ?? { ...WHITE, alpha: 0 };
  const onWhite = (value: number) => Math.round(value * alpha + 255 * (1 - alpha));
  return {
    fill: { r: onWhite(r), g: onWhite(g), b: onWhite(b), alpha: 1 },
    channels: 'rgb',
    warnings: ['filled-with-white'],
  };
}
