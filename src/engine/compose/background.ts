import { parseColor, type Color } from '../../shared/color.ts';
import type { Warning } from '../../shared/cutout.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { layOver } from './blend.ts';
import type { Pixels } from './place.ts';

const WHITE: Color = { r: 255, g: 255, b: 255, alpha: 1 };

/** Pixels that lie behind the subject, of the canvas' size. */
export interface Backdrop extends Pixels {
  /** Whether every alpha is 255. */
  readonly opaque: boolean;
}

/** How the cutout's pixels are finished. */
export interface Finish {
  /** What lies behind the subject; undefined leaves it transparent. */
  readonly fill: Color | Pixels | undefined;
  /** Which channels the written picture has. */
  readonly channels: 'rgba' | 'rgb' | 'alpha';
  readonly warnings: readonly Warning[];
}

function colorOnWhite({ r, g, b, alpha }: Color): Color {
  const onWhite = (value: number) => Math.round(value * alpha + 255 * (1 - alpha));
  return { r: onWhite(r), g: onWhite(g), b: onWhite(b), alpha: 1 };
}

function pixelsOnWhite({ width, height, rgba }: Pixels): Pixels {
  const copy = Buffer.from(rgba);
  layOver(copy, WHITE);
  return { width, height, rgba: copy };
}

/**
 * Decides background and channels from the recipe and from what its format can hold.
 * @param backdrop the pixels of a background that is no colour; it is not written to
 */
export function finishOf({ background, output }: Recipe, backdrop?: Backdrop): Finish {
  if (output.channels === 'alpha') return { fill: undefined, channels: 'alpha', warnings: [] };
  const color = background.type === 'color' ? parseColor(background.color) : undefined;
  const fill = backdrop ?? color;
  const opaque = backdrop?.opaque ?? color?.alpha === 1;
  if (opaque) return { fill, channels: 'rgb', warnings: [] };
  if (output.format !== 'jpeg' && output.channels === 'rgba') {
    return { fill, channels: 'rgba', warnings: [] };
  }
  return {
    fill: backdrop ? pixelsOnWhite(backdrop) : colorOnWhite(color ?? { ...WHITE, alpha: 0 }),
    channels: 'rgb',
    warnings: ['filled-with-white'],
  };
}
