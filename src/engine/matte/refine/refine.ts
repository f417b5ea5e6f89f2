import type { Size } from '../../../shared/cutout.ts';
import { OffcutError } from '../../../shared/errors.ts';
import type { Recipe } from '../../../shared/recipe.ts';
import type { SmallView } from '../guided.ts';
import { featherEdge } from './feather.ts';
import { shiftEdge } from './shift.ts';
import { fillHoles, removeIslands } from './spots.ts';

/** Alpha of 255 from which a pixel is inside: half. */
const INSIDE = 128;

export interface Unrefined {
  /** The matte at the picture's size, one byte for each pixel. */
  readonly matte: Buffer;
  /** The picture and matte as the model saw them, where the edges' colours follow from them. */
  readonly small: SmallView | undefined;
}

export interface Refined extends Unrefined {
  /**
   * How much of the subject each pixel of the photo shows: its spots are put right, but its edge is
   * where the photo has it. Colours, and what lies behind, follow from it, not from `matte`. It is
   * the same buffer where the edge was not touched.
   */
  readonly mixture: Buffer;
}

function hasInside(matte: Buffer): boolean {
  for (let at = 0; at < matte.length; at++) if ((matte[at] as number) >= INSIDE) return true;
  return false;
}

function isAllInside(matte: Buffer): boolean {
  for (let at = 0; at < matte.length; at++) if (matte[at] !== 255) return false;
  return true;
}

/** The small matte, told of the spots that were put right at full size. */
function toldOfSpots(small: SmallView, before: Buffer, after: Buffer, size: Size): SmallView {
  const matte = Buffer.from(small.matte);
  for (let y = 0, at = 0; y < small.height; y++) {
    const row = Math.floor(((y + 0.5) * size.height) / small.height) * size.width;
    for (let x = 0; x < small.width; x++, at++) {
      const full = row + Math.floor(((x + 0.5) * size.width) / small.width);
      if (before[full] !== after[full]) matte[at] = after[full] as number;
    }
  }
  return { ...small, matte };
}

/** @param threshold 0-1 */
function harden(matte: Buffer, threshold: number): Buffer {
  const values = Uint8Array.from({ length: 256 }, (_, alpha) =>
    alpha / 255 >= threshold ? 255 : 0,
  );
  const hard = Buffer.allocUnsafe(matte.length);
  for (let at = 0; at < hard.length; at++) hard[at] = values[matte[at] as number] as number;
  return hard;
}

/**
 * Refines a matte as the recipe says, in this order: islands, holes, threshold, shift, feather.
 * Spots are judged before the edge moves, so that an area means what the photo shows; feathering is
 * last, or hardening would undo it. What the recipe leaves alone costs nothing.
 * @param unrefined its matte is changed in place where spots are put right
 * @throws OffcutError `edges-leave-nothing`, `edges-leave-everything`
 */
export function refine(
  unrefined: Unrefined,
  size: Size,
  { smallestIsland, fillHoles: largestHole, threshold, shift, feather }: Recipe['refine'],
): Refined {
  const mixture = unrefined.matte;
  let { small } = unrefined;
  if (smallestIsland > 0 || largestHole > 0) {
    const before = small && Buffer.from(mixture);
    if (smallestIsland > 0) removeIslands(mixture, size, smallestIsland);
    if (largestHole > 0) fillHoles(mixture, size, largestHole);
    small = small && before && toldOfSpots(small, before, mixture, size);
    if (isAllInside(mixture)) throw new OffcutError('edges-leave-everything');
  }
  let matte = mixture;
  if (threshold !== null) matte = harden(matte, threshold);
  if (shift !== 0) matte = shiftEdge(matte, size, shift);
  if (feather !== 0) matte = featherEdge(matte, size, feather);
  if (matte !== mixture) {
    // A matte that had no subject before is not the edge options' doing.
    if (!hasInside(matte) && hasInside(mixture)) throw new OffcutError('edges-leave-nothing');
    if (isAllInside(matte)) throw new OffcutError('edges-leave-everything');
  }
  return { matte, small, mixture };
}
