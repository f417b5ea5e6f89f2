import type { Size } from '../../../shared/cutout.ts';
import { MIDDLE, placeOf } from './mix.ts';
import { paneOf, visibleSpan, type Mode } from './panes.ts';
import { fit, resized, type Point, type Scene, type View } from './view-transform.ts';

/** Everything that decides where things stand on the canvas. Pure. */

export type Side = 'before' | 'after';

export interface CanvasState {
  /** Device px. */
  readonly canvas: Size;
  /** Device px for each px that styles are written in. */
  readonly ratio: number;
  /** The canvas's corner in the window, in device px: not whole ones where the ratio is not. */
  readonly origin: Point;
  readonly mode: Mode;
  /** px of what the view is of: the cutout, or the source while there is none. */
  readonly picture: Size;
  readonly view: View;
  /** How much is shown of before in a wipe or an onion, 0-1. */
  readonly mix: number;
  /** What is shown in toggle. */
  readonly side: Side;
  /** Before is shown alone, for as long as a key is held. */
  readonly peeking: boolean;
}

/** CSS px around a fitted picture, and as far as its edges can be pulled in. */
const MARGIN = 24;

const sceneFor = ({ canvas, ratio, mode, picture }: Omit<CanvasState, 'view'>): Scene => ({
  pane: paneOf(mode, canvas),
  picture,
  margin: MARGIN * ratio,
});

export const sceneOf = (state: CanvasState): Scene => sceneFor(state);

export function startState(mode: Mode, mix = MIDDLE): CanvasState {
  const start = {
    canvas: { width: 1, height: 1 },
    ratio: 1,
    origin: { x: 0, y: 0 },
    mode,
    picture: { width: 1, height: 1 },
    mix,
    side: 'after',
    peeking: false,
  } as const;
  return { ...start, view: fit(sceneFor(start)) };
}

function changed(state: CanvasState, change: Partial<CanvasState>): CanvasState {
  const next = { ...state, ...change };
  const factor = next.ratio / state.ratio;
  // On a screen with other pixels, the picture stays as large as it was.
  const view = factor === 1 ? state.view : { ...state.view, zoom: state.view.zoom * factor };
  return { ...next, view: resized(sceneOf(state), view, sceneOf(next)) };
}

export const withCanvas = (
  state: CanvasState,
  place: Pick<CanvasState, 'canvas' | 'ratio' | 'origin'>,
): CanvasState => changed(state, place);

export const withMode = (state: CanvasState, mode: Mode): CanvasState => changed(state, { mode });

/** Another picture is fitted anew; of the same one, more may be known now. */
export function withPicture(state: CanvasState, picture: Size, isAnother: boolean): CanvasState {
  const next = changed(state, { picture });
  return isAnother ? { ...next, view: fit(sceneOf(next)) } : next;
}

/** Where the wipe's handle is, in device px from the pane's left. */
export function handleX({ canvas, mode, view, picture, mix }: CanvasState): number {
  return placeOf(mix, visibleSpan(view, picture, paneOf(mode, canvas)));
}

/** How a side is shown in its pane: what is cut off at the left and the right, in device px. */
export interface Shown {
  readonly left: number;
  readonly right: number;
  readonly opacity: number;
}

const whole: Shown = { left: 0, right: 0, opacity: 1 };

/** null: not at all. */
export function shownOf(state: CanvasState, side: Side): Shown | null {
  const { mode, peeking, canvas, mix } = state;
  if (mode === 'side') return whole;
  if (peeking) return side === 'before' ? whole : null;
  switch (mode) {
    case 'toggle':
      return side === state.side ? whole : null;
    case 'onion':
      // After lies over before.
      return side === 'before' ? whole : { ...whole, opacity: 1 - mix };
    case 'wipe': {
      const x = handleX(state);
      return side === 'before' ? { ...whole, right: canvas.width - x } : { ...whole, left: x };
    }
  }
}

/** px of the frame that the picture fills, whole device px, so that its edges are sharp. */
export function frameOf({ view, picture }: CanvasState): Size {
  return {
    width: Math.max(1, Math.round(picture.width * view.zoom)),
    height: Math.max(1, Math.round(picture.height * view.zoom)),
  };
}

/** Where the frame's corner is in its pane, so that it is at a whole px of the screen. */
export const cornerOf = ({ view, origin }: CanvasState): Point => ({
  x: Math.round(view.x + origin.x) - origin.x,
  y: Math.round(view.y + origin.y) - origin.y,
});
