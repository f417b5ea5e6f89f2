/** Places around a pixel, nearest first, and how much each counts, 0-1. */
export interface Disc {
  readonly dx: Int32Array;
  readonly dy: Int32Array;
  readonly weights: Float64Array;
  /** How many of the places count fully; they come first. */
  readonly full: number;
  /** How far the places reach along an axis. */
  readonly reach: number;
}

/**
 * A disc whose rim is soft over one px, so that it grows smoothly with its radius: a place counts
 * fully up to `radius` px away and not at all from `radius + 1` px on.
 */
export function discOf(radius: number): Disc {
  const reach = Math.ceil(radius + 1) - 1;
  const places: (readonly [dx: number, dy: number, distance: number])[] = [];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const distance = Math.hypot(dx, dy);
      if (distance < radius + 1) places.push([dx, dy, distance]);
    }
  }
  places.sort(([, , a], [, , b]) => a - b);
  return {
    dx: Int32Array.from(places, ([dx]) => dx),
    dy: Int32Array.from(places, ([, dy]) => dy),
    weights: Float64Array.from(places, ([, , distance]) => Math.min(1, radius + 1 - distance)),
    full: places.filter(([, , distance]) => distance <= radius).length,
    reach,
  };
}
