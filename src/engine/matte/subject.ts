import type { Box, Size } from '../../shared/cutout.ts';

/** Alpha from which a pixel belongs to the subject's box: half. */
const INSIDE = 128;
/** Alphas between a tenth and nine tenths are neither clearly in nor clearly out. */
const [CLEARLY_OUT, CLEARLY_IN] = [26, 229];

/** Whether an alpha of 8 bits is neither. */
export const isUnclear = (alpha: number): boolean => alpha >= CLEARLY_OUT && alpha <= CLEARLY_IN;

export interface MatteFacts {
  /** The subject's box in px; undefined when no pixel is at least half inside. */
  readonly box: Box | undefined;
  /** 0-1: of the pixels that are not clearly out, how many are not clearly in either. */
  readonly ambiguous: number;
}

/** Measures a matte of 8 bits. One pass. */
export function measureMatte(matte: Buffer, { width, height }: Size): MatteFacts {
  let [left, right, top, bottom] = [width, -1, height, -1];
  let [clear, unclear] = [0, 0];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const alpha = matte[at] as number;
      if (alpha < CLEARLY_OUT) continue;
      if (alpha > CLEARLY_IN) clear++;
      else unclear++;
      if (alpha < INSIDE) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return {
    box:
      right < 0
        ? undefined
        : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 },
    ambiguous: clear + unclear === 0 ? 1 : unclear / (clear + unclear),
  };
}
