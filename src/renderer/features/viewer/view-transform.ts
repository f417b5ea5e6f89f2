import type { Size } from '../../../shared/cutout.ts';

/**
 * Where the picture stands in its pane. Lengths are device px, so that at a zoom of 1 every px of
 * the picture is one of the screen. Pure.
 */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface View {
  /** Device px for each px of the picture. */
  readonly zoom: number;
  /** The picture's corner, from the pane's. */
  readonly x: number;
  readonly y: number;
  /** Whether it goes on fitting when the pane changes. */
  readonly fitted: boolean;
}

/** What a view is of: the pane, the picture, and the least surround around a fitted picture. */
export interface Scene {
  readonly pane: Size;
  readonly picture: Size;
  readonly margin: number;
}

export const MAX_ZOOM = 8;
/** A fitted picture is never larger than this; smaller ones stand as they are. */
const LARGEST_FIT = 1;
/** What the menu of zooms offers, beside fitting. */
export const zoomSteps = [0.5, 1, 2, 4, 8] as const;

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

function fitZoom({ pane, picture, margin }: Scene): number {
  const across = Math.max(1, pane.width - 2 * margin) / picture.width;
  const down = Math.max(1, pane.height - 2 * margin) / picture.height;
  return Math.min(LARGEST_FIT, across, down);
}

/** Smaller than fitting or than the least step, there is nothing to see. */
const minZoom = (scene: Scene) => Math.min(fitZoom(scene), zoomSteps[0]);

/** In the middle while it fits; otherwise its edges come in no further than the margin. */
function held(at: number, length: number, pane: number, margin: number): number {
  const least = pane - length - margin;
  return least >= margin ? (pane - length) / 2 : clamp(at, least, margin);
}

function bounded(scene: Scene, view: View): View {
  const { pane, picture, margin } = scene;
  return {
    ...view,
    x: held(view.x, picture.width * view.zoom, pane.width, margin),
    y: held(view.y, picture.height * view.zoom, pane.height, margin),
  };
}

/** All of the picture, in the middle. */
export const fit = (scene: Scene): View =>
  bounded(scene, { zoom: fitZoom(scene), x: 0, y: 0, fitted: true });

/** Zooms to `zoom`; what is under `point` of the pane stays under it, as far as bounds allow. */
export function zoomTo(scene: Scene, view: View, zoom: number, point: Point): View {
  const next = clamp(zoom, minZoom(scene), MAX_ZOOM);
  const factor = next / view.zoom;
  return bounded(scene, {
    zoom: next,
    x: point.x - (point.x - view.x) * factor,
    y: point.y - (point.y - view.y) * factor,
    fitted: false,
  });
}

export const pan = (scene: Scene, view: View, by: Point): View =>
  bounded(scene, { ...view, x: view.x + by.x, y: view.y + by.y });

/** What two fingers on the picture do: the point between them moves, and its surround grows. */
export function pinch(
  scene: Scene,
  view: View,
  from: readonly [Point, Point],
  to: readonly [Point, Point],
): View {
  const middle = ([a, b]: readonly [Point, Point]) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const spread = ([a, b]: readonly [Point, Point]) => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
  const [start, end] = [middle(from), middle(to)];
  const zoomed = zoomTo(scene, view, (view.zoom * spread(to)) / spread(from), start);
  return pan(scene, zoomed, { x: end.x - start.x, y: end.y - start.y });
}

/** The view after its pane or picture changed: fitted anew, or the same point in the middle. */
export function resized(before: Scene, view: View, after: Scene): View {
  if (view.fitted) return fit(after);
  const middle = {
    x: (before.pane.width / 2 - view.x) / (before.picture.width * view.zoom),
    y: (before.pane.height / 2 - view.y) / (before.picture.height * view.zoom),
  };
  const zoom = clamp(view.zoom, minZoom(after), MAX_ZOOM);
  return bounded(after, {
    zoom,
    x: after.pane.width / 2 - middle.x * after.picture.width * zoom,
    y: after.pane.height / 2 - middle.y * after.picture.height * zoom,
    fitted: false,
  });
}

/** The next of the menu's zooms, up (1) or down (-1). */
export function stepZoom(zoom: number, direction: 1 | -1): number {
  // Room for the rounding of a zoom that stands on a step.
  const [above, below] = [zoom * 1.001, zoom / 1.001];
  return direction === 1
    ? (zoomSteps.find((step) => step > above) ?? MAX_ZOOM)
    : (zoomSteps.findLast((step) => step < below) ?? 0);
}
