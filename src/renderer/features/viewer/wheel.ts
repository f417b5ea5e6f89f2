import type { Point } from './view-transform.ts';

/** What turns of a wheel and moves on a trackpad mean. Pure. */

/** Of a WheelEvent; `deltaMode`: 0 px, 1 lines, 2 pages. */
export interface Wheel {
  readonly deltaX: number;
  readonly deltaY: number;
  readonly deltaMode: number;
}

const LINE_PX = 16;
const PAGE_PX = 400;
const unitOf = ({ deltaMode }: Wheel) =>
  deltaMode === 0 ? 1 : deltaMode === 1 ? LINE_PX : PAGE_PX;

/** Powers of two that one event zooms by at most, and px at which it does most of that. */
const MOST = 0.45;
const SOON = 30;

/**
 * The factor by which a turn with Ctrl, or a pinch, zooms. A notch of a mouse is 100 px and more at
 * once, a pinch a few px at a time: it is steep for little and level for much, so both feel right.
 */
export function wheelZoom(wheel: Wheel): number {
  const turned = wheel.deltaY * unitOf(wheel);
  return 2 ** (-Math.sign(turned) * MOST * (1 - Math.exp(-Math.abs(turned) / SOON)));
}

/** How far a turn pans, in px of the window. */
export function wheelPan(wheel: Wheel): Point {
  const unit = unitOf(wheel);
  return { x: -wheel.deltaX * unit, y: -wheel.deltaY * unit };
}
