import { EvalError } from '../eval-error.ts';
import type { MaskType } from './data-set.ts';
import type { Pixels } from './pixels.ts';

/** What a reference says; see `MattePair` for the units. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly alpha: Uint8Array;
  readonly ignore: Uint8Array | undefined;
}

/** PASCAL VOC's colour for label 255, "void": nobody knows to what these pixels belong. */
const voidColour = [224, 224, 192] as const;

/** Grey as alpha. @throws EvalError when there are colours or transparency, which mean something */
function greyMask({ width, height, rgba }: Pixels): Mask {
  const alpha = new Uint8Array(width * height);
  for (let i = 0; i < alpha.length; i++) {
    const at = 4 * i;
    const grey = rgba[at] as number;
    if (rgba[at + 1] !== grey || rgba[at + 2] !== grey) {
      throw new EvalError('The mask has colours where grey was expected.');
    }
    if (rgba[at + 3] !== 255) {
      throw new EvalError('The mask has transparency where grey was expected.');
    }
    alpha[i] = grey;
  }
  return { width, height, alpha, ignore: undefined };
}

/** Black is the background, the void colour is left out, every other colour is the subject. */
function labelMask({ width, height, rgba }: Pixels): Mask {
  const alpha = new Uint8Array(width * height);
  const ignore = new Uint8Array(width * height);
  for (let i = 0; i < alpha.length; i++) {
    const colour = rgba.subarray(4 * i, 4 * i + 3);
    if (voidColour.every((value, channel) => colour[channel] === value)) ignore[i] = 1;
    else if (colour.some((value) => value !== 0)) alpha[i] = 255;
  }
  if (!ignore.includes(0)) throw new EvalError('The mask is void everywhere.');
  return { width, height, alpha, ignore };
}

/**
 * The reference that a mask's pixels stand for.
 * @throws EvalError when they are not what masks of this type have
 */
export function maskFrom(pixels: Pixels, type: MaskType): Mask {
  return type === 'binary-labels' ? labelMask(pixels) : greyMask(pixels);
}
