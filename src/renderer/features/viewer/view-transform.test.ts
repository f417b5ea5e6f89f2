import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fit,
  MAX_ZOOM,
  pan,
  pinch,
  resized,
  stepZoom,
  zoomTo,
  type Scene,
} from './view-transform.ts';

const scene: Scene = {
  pane: { width: 1000, height: 800 },
  picture: { width: 4000, height: 3000 },
  margin: 20,
};
const small: Scene = { ...scene, picture: { width: 100, height: 50 } };

describe('fit', () => {
  it('shows all of the picture in the middle, with the margin around it', () => {
    const view = fit(scene);
    expect(view.zoom).toBeCloseTo(960 / 4000);
    expect(view.x).toBeCloseTo(20);
    expect(view.y).toBeCloseTo((800 - 720) / 2);
    expect(view.fitted).toBe(true);
  });

  it('leaves a small picture as large as it is', () => {
    expect(fit(small)).toEqual({ zoom: 1, x: 450, y: 375, fitted: true });
  });

  it('survives a pane that is not there yet', () => {
    expect(fit({ ...scene, pane: { width: 0, height: 0 } }).zoom).toBeGreaterThan(0);
  });
});

describe('zoomTo', () => {
  it('keeps what is under the pointer', () => {
    const start = zoomTo(scene, fit(scene), 1, { x: 500, y: 400 });
    const point = { x: 300, y: 600 };
    const at = (view: typeof start) => ({
      x: (point.x - view.x) / view.zoom,
      y: (point.y - view.y) / view.zoom,
    });
    const next = zoomTo(scene, start, 2.5, point);
    expect(next.zoom).toBe(2.5);
    expect(next.fitted).toBe(false);
    expect(at(next).x).toBeCloseTo(at(start).x);
    expect(at(next).y).toBeCloseTo(at(start).y);
  });

  it('ends at 800 % and at fitting', () => {
    expect(zoomTo(scene, fit(scene), 100, { x: 0, y: 0 }).zoom).toBe(MAX_ZOOM);
    expect(zoomTo(scene, fit(scene), 0, { x: 0, y: 0 }).zoom).toBeCloseTo(0.24);
    expect(zoomTo(small, fit(small), 0, { x: 0, y: 0 }).zoom).toBe(0.5);
  });
});

describe('pan', () => {
  it('moves a picture that is larger than its pane, up to the margin', () => {
    const view = zoomTo(scene, fit(scene), 1, { x: 500, y: 400 });
    expect(pan(scene, view, { x: -7, y: 9 })).toMatchObject({ x: view.x - 7, y: view.y + 9 });
    expect(pan(scene, view, { x: 1e6, y: 1e6 })).toMatchObject({ x: 20, y: 20 });
    expect(pan(scene, view, { x: -1e6, y: -1e6 })).toMatchObject({ x: -3020, y: -2220 });
  });

  it('leaves a picture that fits in the middle', () => {
    expect(pan(scene, fit(scene), { x: 50, y: 50 })).toEqual(fit(scene));
  });

  it('never loses the picture, whatever is done', () => {
    const length = fc.integer({ min: 1, max: 5000 });
    const size = fc.record({ width: length, height: length });
    const point = fc.record({
      x: fc.integer({ min: -9000, max: 9000 }),
      y: fc.integer({ min: -9000, max: 9000 }),
    });
    const step = fc.record({ zoom: fc.double({ min: 0.01, max: 20, noNaN: true }), at: point });
    fc.assert(
      fc.property(size, size, fc.array(step, { maxLength: 8 }), (pane, picture, steps) => {
        const of: Scene = { pane, picture, margin: 10 };
        const view = steps.reduce(
          (now, { zoom, at }) => pan(of, zoomTo(of, now, zoom, at), at),
          fit(of),
        );
        const [width, height] = [picture.width * view.zoom, picture.height * view.zoom];
        expect(view.x).toBeLessThanOrEqual(Math.max(10, (pane.width - width) / 2) + 1e-6);
        expect(view.x + width).toBeGreaterThanOrEqual(
          Math.min(pane.width - 10, (pane.width + width) / 2) - 1e-6,
        );
        expect(view.y).toBeLessThanOrEqual(Math.max(10, (pane.height - height) / 2) + 1e-6);
        expect(view.y + height).toBeGreaterThanOrEqual(
          Math.min(pane.height - 10, (pane.height + height) / 2) - 1e-6,
        );
      }),
    );
  });
});

describe('pinch', () => {
  it('zooms by the spread and follows the middle of the fingers', () => {
    const view = zoomTo(scene, fit(scene), 1, { x: 500, y: 400 });
    const from = [
      { x: 400, y: 400 },
      { x: 600, y: 400 },
    ] as const;
    const to = [
      { x: 310, y: 405 },
      { x: 710, y: 405 },
    ] as const;
    const next = pinch(scene, view, from, to);
    expect(next.zoom).toBeCloseTo(2);
    expect((510 - next.x) / next.zoom).toBeCloseTo((500 - view.x) / view.zoom);
    expect((405 - next.y) / next.zoom).toBeCloseTo((400 - view.y) / view.zoom);
  });
});

describe('resized', () => {
  const wider: Scene = { ...scene, pane: { width: 1400, height: 500 } };

  it('fits anew what was fitted', () => {
    expect(resized(scene, fit(scene), wider)).toEqual(fit(wider));
  });

  it('keeps the zoom and the point in the middle otherwise', () => {
    const view = zoomTo(scene, fit(scene), 2, { x: 500, y: 400 });
    const next = resized(scene, view, wider);
    expect(next.zoom).toBe(2);
    expect((700 - next.x) / 2).toBeCloseTo((500 - view.x) / 2);
    expect((250 - next.y) / 2).toBeCloseTo((400 - view.y) / 2);
  });

  it('comes back to where it was', () => {
    const view = zoomTo(scene, fit(scene), 2, { x: 321, y: 456 });
    const back = resized(wider, resized(scene, view, wider), scene);
    expect(back.x).toBeCloseTo(view.x);
    expect(back.y).toBeCloseTo(view.y);
  });
});

describe('stepZoom', () => {
  it.each([
    [0.24, 1, 0.5],
    [1, 1, 2],
    [1.0000001, 1, 2],
    [8, 1, 8],
    [1, -1, 0.5],
    [3, -1, 2],
    [0.5, -1, 0],
  ] as const)('%d by %d: %d', (zoom, direction, expected) => {
    expect(stepZoom(zoom, direction)).toBe(expected);
  });
});
