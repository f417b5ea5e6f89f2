import type { Size } from '../../../shared/cutout.ts';
import type { Point, View } from './view-transform.ts';

/** How the canvas is shared out between before and after. Lengths are device px. Pure. */

export const modes = ['wipe', 'side', 'onion', 'toggle'] as const;
export type Mode = (typeof modes)[number];

/** Between two panes that stand side by side. */
export const GAP = 2;

/**
 * The pane that a view is of. Side by side there are two of the same size, and one view serves
 * both: that is all there is to keeping them in step.
 */
export const paneOf = (mode: Mode, canvas: Size): Size =>
  mode === 'side'
    ? { width: Math.max(1, Math.floor((canvas.width - GAP) / 2)), height: canvas.height }
    : canvas;

/** A point of the canvas as one of the pane that it is in. */
export function inPane(mode: Mode, canvas: Size, point: Point): Point {
  if (mode !== 'side') return point;
  const second = paneOf(mode, canvas).width + GAP;
  return point.x >= second ? { x: point.x - second, y: point.y } : point;
}

/** The part of the pane's width that the picture covers, which is what a wipe goes over. */
export function visibleSpan(view: View, picture: Size, pane: Size): readonly [number, number] {
  const from = Math.max(0, view.x);
  return [from, Math.max(from, Math.min(pane.width, view.x + picture.width * view.zoom))];
}
