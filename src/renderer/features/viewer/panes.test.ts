import { describe, expect, it } from 'vitest';
import { GAP, inPane, paneOf, visibleSpan } from './panes.ts';
import { fit, zoomTo, type Scene } from './view-transform.ts';

const canvas = { width: 1001, height: 600 };

describe('panes side by side', () => {
  it('are two of one size, with the gap between', () => {
    const pane = paneOf('side', canvas);
    expect(pane).toEqual({ width: 499, height: 600 });
    expect(2 * pane.width + GAP).toBeLessThanOrEqual(canvas.width);
  });

  it('have the same point at the same place', () => {
    expect(inPane('side', canvas, { x: 120, y: 30 })).toEqual({ x: 120, y: 30 });
    expect(inPane('side', canvas, { x: 120 + 499 + GAP, y: 30 })).toEqual({ x: 120, y: 30 });
  });
});

it.each(['wipe', 'onion', 'toggle'] as const)('there is one pane in %s', (mode) => {
  expect(paneOf(mode, canvas)).toEqual(canvas);
  expect(inPane(mode, canvas, { x: 900, y: 1 })).toEqual({ x: 900, y: 1 });
});

describe('visibleSpan', () => {
  const scene: Scene = {
    pane: { width: 1000, height: 600 },
    picture: { width: 300, height: 600 },
    margin: 50,
  };

  it('is the picture while it fits, and the pane once it does not', () => {
    const fitted = fit(scene);
    expect(visibleSpan(fitted, scene.picture, scene.pane)).toEqual([375, 625]);
    const close = zoomTo(scene, fitted, 8, { x: 500, y: 300 });
    expect(visibleSpan(close, scene.picture, scene.pane)).toEqual([0, 1000]);
  });
});
