import type { MattePair } from './matte-pair.ts';

/** Alpha from which a pixel is the subject: 0.5, as a byte. */
export const HALF = 128;

/** Intersection over union of the subjects at alpha 0.5, 0-1; 1 when neither matte has one. */
export function intersectionOverUnion({ found, reference, ignore }: MattePair): number {
  let intersection = 0;
  let union = 0;
  for (let i = 0; i < found.length; i++) {
    if (ignore !== undefined && ignore[i] !== 0) continue;
    const [a, b] = [(found[i] as number) >= HALF, (reference[i] as number) >= HALF];
    if (a && b) intersection++;
    if (a || b) union++;
  }
  return union === 0 ? 1 : intersection / union;
}
