import { describe, expect, it } from 'vitest';
import { draw, pixelAt } from '../../../test/helpers/pixels.ts';
import type { Framing } from '../../shared/framing.ts';
import { blurBehind, frameBlurred } from './blurred-backdrop.ts';

const size = { width: 240, height: 160 };
const count = size.width * size.height;
const whole: Framing = { region: { x: 0, y: 0, ...size }, size };
const inside = (x: number, y: number) => Math.hypot(x - 120, y - 80) < 50;
const matte = Buffer.from(
  draw(size, (x, y) => [Math.min(255, Math.max(0, (50.5 - Math.hypot(x - 120, y - 80)) * 255))]),
);
const ramp = (x: number) => Math.round(40 + (150 * x) / size.width);
/** A red disc on a grey ramp, its edge mixed as the matte says. */
const redOnRamp = draw(size, (x, y) => {
  const alpha = (matte[y * size.width + x] ?? 0) / 255;
  const grey = Math.round(ramp(x) * (1 - alpha));
  return [Math.round(grey + 255 * alpha), grey, grey, 255];
});
const blurred = (rgba: Buffer, radius: number, framing = whole, ownAlpha = false) =>
  frameBlurred(blurBehind({ ...size, rgba }, matte, radius, ownAlpha), framing);

describe('blurBehind', () => {
  it.each([0.1, 1, 3, 20])('takes no colour from the subject, radius %d', (radius) => {
    const { rgba, opaque } = blurred(redOnRamp, radius);
    expect(opaque).toBe(true);
    let most = 0;
    for (let at = 0; at < rgba.length; at += 4) {
      most = Math.max(most, Math.abs((rgba[at] ?? 0) - (rgba[at + 1] ?? 0)));
    }
    expect(most).toBeLessThanOrEqual(2);
  });

  it('stays near the original where that is smooth', () => {
    const { rgba } = blurred(redOnRamp, 1);
    for (const x of [20, 60, 200]) {
      expect(Math.abs((pixelAt(rgba, 240, x, 10)[1] ?? 0) - ramp(x))).toBeLessThanOrEqual(2);
    }
  });

  it.each([0.1, 2, 20])('keeps a constant background constant, radius %d', (radius) => {
    const rgba = draw(size, (x, y) => (inside(x, y) ? [255, 0, 0, 255] : [13, 130, 201, 255]));
    const found = blurred(rgba, radius).rgba;
    expect(found.equals(draw(size, () => [13, 130, 201, 255]))).toBe(true);
  });

  it('blurs by its radius: as a Gaussian whose standard deviation is that percent', () => {
    // A step at x = 50: at one standard deviation beside it, 84 % of the way is gone.
    const step = draw(size, (x) => [...(x < 50 ? [0, 0, 0] : [200, 200, 200]), 255]);
    for (const radius of [2, 4]) {
      const sigma = (radius / 100) * size.width;
      const { rgba } = blurred(step, radius);
      const at = (x: number) => pixelAt(rgba, size.width, Math.round(x), 5)[0] ?? 0;
      expect(Math.abs(at(50 + sigma) - 0.841 * 200)).toBeLessThan(10);
      expect(Math.abs(at(50 - sigma) - 0.159 * 200)).toBeLessThan(10);
    }
  });

  it('leaves out what the picture itself has transparent', () => {
    const rgba = draw(size, (x) => (x < 120 ? [0, 90, 0, 255] : [255, 0, 0, 0]));
    const { rgba: found } = blurred(rgba, 2, whole, true);
    expect(pixelAt(found, size.width, 230, 10)).toEqual([0, 90, 0, 255]);
    expect(pixelAt(blurred(rgba, 2).rgba, size.width, 230, 10)[0]).toBeGreaterThan(200);
  });

  it('is transparent where nothing is known', () => {
    const picture = { ...size, rgba: redOnRamp };
    const found = frameBlurred(blurBehind(picture, Buffer.alloc(count, 255), 2, false), whole);
    expect(found.opaque).toBe(false);
    expect(found.rgba.every((byte) => byte === 0)).toBe(true);
  });

  it('uses even the rim, where there is nothing else', () => {
    const rgba = Buffer.from(draw(size, () => [255, 0, 0, 255]));
    const nearly = Buffer.alloc(count, 255);
    nearly[0] = 0;
    rgba.set([10, 20, 30], 0);
    const found = frameBlurred(blurBehind({ ...size, rgba }, nearly, 2, false), whole);
    expect(pixelAt(found.rgba, size.width, 200, 100)).toEqual([10, 20, 30, 255]);
  });
});

describe('frameBlurred', () => {
  it('lets the edges go on beyond the source, and scales', () => {
    const rgba = draw(size, (x) => (x < 80 ? [200, 0, 0, 255] : [0, 0, 200, 255]));
    const region = { x: -240, y: -160, width: 720, height: 480 };
    const found = blurred(rgba, 1, { region, size: { width: 360, height: 240 } }).rgba;
    expect(pixelAt(found, 360, 0, 0)).toEqual([200, 0, 0, 255]);
    expect(pixelAt(found, 360, 125, 5)).toEqual([200, 0, 0, 255]);
    expect(pixelAt(found, 360, 359, 239)).toEqual([0, 0, 200, 255]);
  });
});
