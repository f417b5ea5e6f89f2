import { describe, expect, it } from 'vitest';
import type { Size } from '../../../shared/cutout.ts';
import {
  cornerOf,
  frameOf,
  handleX,
  sceneOf,
  shownOf,
  startState,
  withCanvas,
  withMode,
  withPicture,
  type CanvasState,
} from './canvas-state.ts';
import { zoomTo } from './view-transform.ts';

const picture = { width: 600, height: 300 };
const canvas = { width: 1000, height: 800 };
const on = (state: CanvasState, size: Size, ratio = 1) =>
  withCanvas(state, { canvas: size, ratio, origin: { x: 0, y: 0 } });
const state = withPicture(on(startState('wipe'), canvas), picture, true);
const closer = (of: CanvasState, zoom: number): CanvasState => ({
  ...of,
  view: zoomTo(sceneOf(of), of.view, zoom, { x: 500, y: 400 }),
});

describe('the canvas', () => {
  it('shows a small picture as large as it is, in the middle', () => {
    expect(state.view).toMatchObject({ zoom: 1, x: 200, y: 250 });
    expect(frameOf(state)).toEqual(picture);
  });

  it('keeps the view when more is known of the same picture, and fits another', () => {
    const zoomed = closer(state, 4);
    expect(withPicture(zoomed, picture, false).view).toEqual(zoomed.view);
    expect(withPicture(zoomed, picture, true).view).toEqual(state.view);
  });

  it('keeps the size that a picture has on a screen with other pixels', () => {
    const finer = on(closer(state, 2), { width: 2000, height: 1600 }, 2);
    expect(finer.view.zoom).toBe(4);
  });

  it('fits into half of itself side by side', () => {
    const side = withMode(state, 'side');
    expect(side.view.zoom).toBeCloseTo((499 - 48) / 600);
    expect(withMode(side, 'wipe').view).toEqual(state.view);
  });
});

describe('the frame', () => {
  it('stands at whole px of the screen, wherever the canvas does', () => {
    const place = {
      canvas: { width: 1001, height: 801 },
      ratio: 1.25,
      origin: { x: 0.25, y: 0.5 },
    };
    const { x, y } = cornerOf(withCanvas(state, place));
    expect((x + 0.25) % 1).toBe(0);
    expect((y + 0.5) % 1).toBe(0);
  });
});

describe('the wipe', () => {
  it('goes from edge to edge of what is seen of the picture', () => {
    expect(handleX({ ...state, mix: 0 })).toBe(200);
    expect(handleX({ ...state, mix: 0.5 })).toBe(500);
    expect(handleX({ ...state, mix: 1 })).toBe(800);
    expect(handleX({ ...closer(state, 8), mix: 0.25 })).toBe(250);
  });

  it('stays at its share of any canvas', () => {
    const narrow = on({ ...state, mix: 0.25 }, { width: 400, height: 800 });
    expect(handleX(narrow)).toBeCloseTo(24 + 0.25 * 352);
  });

  it('cuts both sides off where the handle is', () => {
    expect(shownOf({ ...state, mix: 0.5 }, 'before')).toEqual({ left: 0, right: 500, opacity: 1 });
    expect(shownOf({ ...state, mix: 0.5 }, 'after')).toEqual({ left: 500, right: 0, opacity: 1 });
  });
});

describe('what is shown', () => {
  const whole = { left: 0, right: 0, opacity: 1 };

  it('is both side by side, whatever is held', () => {
    const side: CanvasState = { ...withMode(state, 'side'), peeking: true };
    expect(shownOf(side, 'before')).toEqual(whole);
    expect(shownOf(side, 'after')).toEqual(whole);
  });

  it('is after over before in an onion', () => {
    const onion: CanvasState = { ...withMode(state, 'onion'), mix: 0.3 };
    expect(shownOf(onion, 'before')).toEqual(whole);
    expect(shownOf(onion, 'after')).toEqual({ ...whole, opacity: 0.7 });
  });

  it('is one of the two in toggle', () => {
    const toggle = withMode(state, 'toggle');
    expect(shownOf(toggle, 'before')).toBeNull();
    expect(shownOf(toggle, 'after')).toEqual(whole);
    expect(shownOf({ ...toggle, side: 'before' }, 'before')).toEqual(whole);
  });

  it.each(['wipe', 'onion', 'toggle'] as const)('is before while peeking in %s', (mode) => {
    const peeking: CanvasState = { ...withMode(state, mode), peeking: true };
    expect(shownOf(peeking, 'before')).toEqual(whole);
    expect(shownOf(peeking, 'after')).toBeNull();
  });
});
