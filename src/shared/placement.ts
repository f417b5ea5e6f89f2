import type { Box, Size } from './cutout.ts';
import type { Framing } from './framing.ts';

/** What of the source is seen in the cutout, in whole source px, and the whole px that it fills. */
export interface Placement {
  readonly part: Box;
  readonly at: Box;
}

/**
 * Rounds a framing to pixels: the one place that knows which pixels of the cutout are the source's.
 * @returns undefined where nothing of the source is seen
 */
export function placementOf(source: Size, { region, size }: Framing): Placement | undefined {
  const scaleX = size.width / region.width;
  const scaleY = size.height / region.height;
  const left = Math.max(0, region.x);
  const top = Math.max(0, region.y);
  const width = Math.min(source.width, region.x + region.width) - left;
  const height = Math.min(source.height, region.y + region.height) - top;
  if (width <= 0 || height <= 0) return undefined;

  const x = Math.min(size.width - 1, Math.round((left - region.x) * scaleX));
  const y = Math.min(size.height - 1, Math.round((top - region.y) * scaleY));
  return {
    part: { x: left, y: top, width, height },
    at: {
      x,
      y,
      width: Math.max(1, Math.min(size.width - x, Math.round(width * scaleX))),
      height: Math.max(1, Math.min(size.height - y, Math.round(height * scaleY))),
    },
  };
}

/**
 * Where all of the source lies in the cutout's px, so that its pixels register with the cutout's;
 * not whole where the cutout is scaled, and beyond the cutout's edges where it is cropped.
 */
export function sourceInCutout(source: Size, framing: Framing): Box | undefined {
  const placement = placementOf(source, framing);
  if (placement === undefined) return undefined;
  const { part, at } = placement;
  const scaleX = at.width / part.width;
  const scaleY = at.height / part.height;
  return {
    x: at.x - part.x * scaleX,
    y: at.y - part.y * scaleY,
    width: source.width * scaleX,
    height: source.height * scaleY,
  };
}
