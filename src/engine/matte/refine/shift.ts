import type { Size } from '../../../shared/cutout.ts';
import { growByDistance } from './grow-far.ts';
import { growByDisc } from './grow.ts';

/** Up to this many px, the largest alpha around every pixel is looked for. */
const NEAR = 4;

/**
 * Moves the edge by `px` of the matte's grid: outwards where positive, so that no alpha gets lower,
 * inwards where negative, so that none gets higher. The edge keeps its softness. Where the picture
 * ends there is no edge: a subject that is cut off by the picture's border stays at it.
 * @param matte `width * height` bytes; left as it is
 * @returns a matte of its own
 */
export function shiftEdge(matte: Buffer, size: Size, px: number): Buffer {
  const flip = px < 0 ? 255 : 0;
  const far = Math.abs(px);
  return (far <= NEAR ? growByDisc : growByDistance)(matte, size, far, flip);
}
