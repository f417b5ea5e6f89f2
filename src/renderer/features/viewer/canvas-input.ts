import { sceneOf, type CanvasState } from './canvas-state.ts';
import { inPane } from './panes.ts';
import { pan, pinch, zoomTo, type Point, type View } from './view-transform.ts';
import { changeCanvas } from './viewer-store.ts';
import { wheelPan, wheelZoom } from './wheel.ts';

/** px of the window that a click may slip. */
const SLIP = 4;

export const changeView = (change: (state: CanvasState) => View): void => {
  changeCanvas((state) => ({ ...state, view: change(state) }));
};

/** Where the pointer was last over the canvas, in device px; null: it is elsewhere. */
let hovering: Point | null = null;

const toPane = ({ mode, canvas: size }: CanvasState, point: Point): Point =>
  inPane(mode, size, point);

/** The pointer's place in the pane that it is over, in device px; else the pane's middle. */
export function pointerInPane(state: CanvasState): Point {
  if (hovering !== null) return toPane(state, hovering);
  const { pane } = sceneOf(state);
  return { x: pane.width / 2, y: pane.height / 2 };
}

/**
 * Drags and wheels over the canvas. Native listeners: React's cannot refuse the wheel's own doing.
 * @param onClick for a press that went nowhere
 * @returns a function that ends it
 */
export function followPointers(root: HTMLElement, onClick: () => void): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const pressed = new Map<number, Point>();
  let began: Point | null = null;
  let hasMoved = false;

  const pointOf = ({ clientX, clientY }: MouseEvent): Point => {
    const { left, top } = root.getBoundingClientRect();
    const density = window.devicePixelRatio;
    return { x: (clientX - left) * density, y: (clientY - top) * density };
  };

  const onDown = (event: PointerEvent) => {
    if (event.button > 1 || pressed.size === 2) return;
    // The middle button would begin to scroll by itself.
    if (event.button === 1) event.preventDefault();
    const point = pointOf(event);
    root.setPointerCapture(event.pointerId);
    if (pressed.size === 0) {
      began = point;
      hasMoved = false;
    }
    pressed.set(event.pointerId, point);
    root.dataset['pressed'] = '';
  };

  const onMove = (event: PointerEvent) => {
    const point = pointOf(event);
    hovering = point;
    const from = pressed.get(event.pointerId);
    if (from === undefined) return;
    const [other] = [...pressed].flatMap(([id, at]) => (id === event.pointerId ? [] : [at]));
    pressed.set(event.pointerId, point);
    const slip = SLIP * window.devicePixelRatio;
    if (began !== null && Math.hypot(point.x - began.x, point.y - began.y) > slip) hasMoved = true;
    changeView((state) => {
      const { view } = state;
      const scene = sceneOf(state);
      const by = { x: point.x - from.x, y: point.y - from.y };
      if (other === undefined) return pan(scene, view, by);
      const still = toPane(state, other);
      return pinch(scene, view, [still, toPane(state, from)], [still, toPane(state, point)]);
    });
  };

  const onUp = (event: PointerEvent) => {
    if (!pressed.delete(event.pointerId) || pressed.size > 0) return;
    delete root.dataset['pressed'];
    if (event.type === 'pointerup' && event.button === 0 && !hasMoved) onClick();
  };

  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    hovering = pointOf(event);
    changeView((state) => {
      const scene = sceneOf(state);
      if (event.ctrlKey || event.metaKey) {
        const zoom = state.view.zoom * wheelZoom(event);
        return zoomTo(scene, state.view, zoom, pointerInPane(state));
      }
      const { x, y } = wheelPan(event);
      const density = window.devicePixelRatio;
      return pan(scene, state.view, { x: x * density, y: y * density });
    });
  };

  root.addEventListener('pointerdown', onDown, { signal });
  root.addEventListener('pointermove', onMove, { signal });
  root.addEventListener('pointerup', onUp, { signal });
  root.addEventListener('pointercancel', onUp, { signal });
  root.addEventListener('wheel', onWheel, { signal, passive: false });
  root.addEventListener('pointerleave', () => (hovering = null), { signal });
  return () => {
    hovering = null;
    ending.abort();
  };
}

/** Zooms around the pointer, or around the middle while it is elsewhere. */
export const zoomAtPointer = (zoomOf: (zoom: number) => number): void => {
  changeView((state) =>
    zoomTo(sceneOf(state), state.view, zoomOf(state.view.zoom), pointerInPane(state)),
  );
};

/** Zooms around the middle, for who chooses a zoom somewhere else. */
export const zoomAtMiddle = (zoom: number): void => {
  changeView((state) => {
    const { pane } = sceneOf(state);
    return zoomTo(sceneOf(state), state.view, zoom, { x: pane.width / 2, y: pane.height / 2 });
  });
};
