import { boundaryOf, withoutIgnored } from './boundary.ts';
import { HALF } from './iou.ts';
import type { MattePair } from './matte-pair.ts';

/** How far boundaries may lie apart, as a share of the picture's diagonal. */
const TOLERANCE = 0.008;

const countOf = (boundary: Uint8Array) => boundary.reduce((sum, value) => sum + value, 0);

/** For each pixel, how far the nearest boundary pixel of its row is, at most `limit`. */
function distancesInRows(boundary: Uint8Array, width: number, limit: number): Uint16Array {
  const distances = new Uint16Array(boundary.length).fill(limit);
  for (let start = 0; start < boundary.length; start += width) {
    let away = limit;
    for (let i = start; i < start + width; i++) {
      away = boundary[i] !== 0 ? 0 : Math.min(limit, away + 1);
      distances[i] = away;
    }
    for (let i = start + width - 1; i >= start; i--) {
      away = boundary[i] !== 0 ? 0 : Math.min(limit, away + 1);
      if (away < (distances[i] as number)) distances[i] = away;
    }
  }
  return distances;
}

/** How many pixels of `boundary` lie on `other` dilated by a disk of `radius` px. */
function countNear(boundary: Uint8Array, other: Uint8Array, width: number, radius: number): number {
  const distances = distancesInRows(other, width, radius + 1);
  // The disk's half width at each row: x^2 + y^2 <= r^2.
  const spans = Array.from({ length: radius + 1 }, (_, dy) =>
    Math.floor(Math.sqrt(radius * radius - dy * dy)),
  );
  const near = (pixel: number) =>
    spans.some((span, dy) => {
      const [above, below] = [pixel - dy * width, pixel + dy * width];
      return (
        (above >= 0 && (distances[above] as number) <= span) ||
        (below < boundary.length && (distances[below] as number) <= span)
      );
    });
  let count = 0;
  for (let i = 0; i < boundary.length; i++) if (boundary[i] !== 0 && near(i)) count++;
  return count;
}

/**
 * The F-measure of two boundaries, 0-1 (Perazzi et al., "A benchmark dataset and evaluation
 * methodology for video object segmentation", 2016; DAVIS' `db_eval_boundary`).
 */
function fMeasure(found: Uint8Array, reference: Uint8Array, width: number, radius: number): number {
  const [foundCount, referenceCount] = [countOf(found), countOf(reference)];
  if (foundCount === 0 && referenceCount === 0) return 1;
  if (foundCount === 0 || referenceCount === 0) return 0;
  const precision = countNear(found, reference, width, radius) / foundCount;
  const recall = countNear(reference, found, width, radius) / referenceCount;
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

/** The radius of the disk in px that DAVIS takes for a picture of this size. */
export const toleranceFor = (width: number, height: number): number =>
  Math.ceil(TOLERANCE * Math.hypot(width, height));

/**
 * The boundary F-measure of the subjects at alpha 0.5, 0-1. Boundary pixels at ignored pixels do
 * not count; null when that leaves less than half of the reference's boundary, as with masks whose
 * outline is all void: the rest would be noise.
 */
export function boundaryF(pair: MattePair): number | null {
  const { width, height, ignore } = pair;
  const radius = toleranceFor(width, height);
  const inside = (alpha: Uint8Array, pixel: number) => ((alpha[pixel] as number) >= HALF ? 1 : 0);
  const found = boundaryOf(
    pair.found.map((_, i) => inside(pair.found, i)),
    width,
  );
  const reference = boundaryOf(
    pair.reference.map((_, i) => inside(pair.reference, i)),
    width,
  );
  if (ignore === undefined) return fMeasure(found, reference, width, radius);
  const kept = withoutIgnored(reference, ignore, width);
  if (countOf(kept) < countOf(reference) / 2) return null;
  return fMeasure(withoutIgnored(found, ignore, width), kept, width, radius);
}
