import { describe, expect, it } from 'vitest';
import { noise } from '../../../test/helpers/pixels.ts';
import { applyMatte, layOver, wipeHidden } from './blend.ts';

const color = (r: number, g: number, b: number, alpha = 1) => ({ r, g, b, alpha });
const laid = (pixel: readonly number[], over: ReturnType<typeof color>) => {
  const rgba = Buffer.from(pixel);
  layOver(rgba, over);
  return [...rgba];
};

describe('applyMatte', () => {
  it('replaces the alpha, and wipes the colour where nothing of it is left', () => {
    const rgba = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    applyMatte(rgba, Buffer.from([0, 200, 1]));
    expect([...rgba]).toEqual([0, 0, 0, 0, 5, 6, 7, 200, 9, 10, 11, 1]);
  });
});

describe('wipeHidden', () => {
  it('wipes the colour under alpha 0, and only there', () => {
    const rgba = Buffer.from([1, 2, 3, 0, 4, 5, 6, 1, 7, 8, 9, 255]);
    wipeHidden(rgba);
    expect([...rgba]).toEqual([0, 0, 0, 0, 4, 5, 6, 1, 7, 8, 9, 255]);
  });
});

describe('layOver', () => {
  it.each([
    ['opaque', [10, 20, 30, 255], color(1, 2, 3), [10, 20, 30, 255]],
    ['nothing', [10, 20, 30, 0], color(1, 2, 3), [1, 2, 3, 255]],
    // 0.4 * 100 + 0.6 * 200
    ['some', [100, 0, 255, 102], color(200, 200, 200), [160, 120, 222, 255]],
    ['nothing over half', [10, 20, 30, 0], color(1, 2, 3, 0.5), [1, 2, 3, 128]],
    ['opaque over half', [10, 20, 30, 255], color(1, 2, 3, 0.5), [10, 20, 30, 255]],
    // front 0.4, back 0.3: alpha 0.7, colour (0.4 * 100 + 0.3 * 200) / 0.7
    ['some over half', [100, 100, 100, 102], color(200, 200, 200, 0.5), [143, 143, 143, 179]],
    ['nothing over nothing', [10, 20, 30, 0], color(1, 2, 3, 0), [0, 0, 0, 0]],
    ['some over nothing', [10, 20, 30, 100], color(1, 2, 3, 0), [10, 20, 30, 100]],
  ])('%s', (_, pixel, over, expected) => {
    expect(laid(pixel, over)).toEqual(expected);
  });

  it('lays over pixels as over a colour for each', () => {
    const rgba = Buffer.from([100, 0, 255, 102, 10, 20, 30, 255, 9, 9, 9, 0]);
    const back = Buffer.from([200, 200, 200, 255, 1, 1, 1, 128, 7, 7, 7, 0]);
    layOver(rgba, { width: 3, height: 1, rgba: back });
    expect([...rgba]).toEqual([160, 120, 222, 255, 10, 20, 30, 255, 0, 0, 0, 0]);
    expect(() => {
      layOver(rgba, { width: 1, height: 1, rgba: Buffer.alloc(4) });
    }).toThrow('another size');
  });

  it('follows the formula everywhere, and leaves opaque pixels byte for byte', () => {
    const before = noise(4 * 4000);
    for (let at = 3; at < before.length; at += 400) before[at] = 255;
    for (const over of [color(255, 255, 255), color(17, 99, 200), color(17, 99, 200, 0.3)]) {
      const rgba = Buffer.from(before);
      layOver(rgba, over);
      for (let at = 0; at < rgba.length; at += 4) {
        const alpha = (before[at + 3] ?? 0) / 255;
        const pixel = before.subarray(at, at + 4);
        if (alpha === 1) {
          expect(rgba.subarray(at, at + 4).equals(pixel)).toBe(true);
          continue;
        }
        const sum = alpha + over.alpha * (1 - alpha);
        [over.r, over.g, over.b].forEach((back, c) => {
          const premultiplied = (pixel[c] ?? 0) * alpha + back * over.alpha * (1 - alpha);
          expect(Math.abs((rgba[at + c] ?? 0) - premultiplied / sum)).toBeLessThanOrEqual(
            0.5 + 1e-9,
          );
        });
        expect(Math.abs((rgba[at + 3] ?? 0) - sum * 255)).toBeLessThanOrEqual(0.5 + 1e-9);
      }
    }
  });
});
