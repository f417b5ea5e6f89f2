import { describe, expect, it } from 'vitest';
import { draw, pixelAt } from '../../../test/helpers/pixels.ts';
import { colourRevealed } from './revealed.ts';

const size = { width: 160, height: 90 };
const ORANGE = [230, 120, 20] as const;
const BLUE = [20, 60, 220] as const;
const GREEN = [0, 255, 0] as const;

/** The subject: orange above, blue below, up to x = 60; before green. */
const colourAt = (y: number) => (y < 45 ? ORANGE : BLUE);
const picture = () => ({
  ...size,
  rgba: draw(size, (x, y) => [...(x < 60 ? colourAt(y) : GREEN), 255]),
});
const mixture = draw(size, (x) => [x < 60 ? 255 : 0]);
const until = (end: number) => draw(size, (x) => [x < 60 ? 255 : x < end ? 120 : 0]);

describe('colourRevealed', () => {
  it.each([62, 80, 160])("gives what is revealed up to x = %d the subject's colours", (end) => {
    const found = picture();
    colourRevealed(found, mixture, until(end));
    for (let y = 0; y < size.height; y++) {
      for (let x = 60; x < end; x++) {
        for (const [k, value] of pixelAt(found.rgba, size.width, x, y).entries()) {
          if (k === 3) continue;
          const [a = 0, b = 0] = [ORANGE[k], BLUE[k]];
          // Between the subject's two colours, and never towards the wall's.
          expect(value).toBeGreaterThanOrEqual(Math.min(a, b) - 1);
          expect(value).toBeLessThanOrEqual(Math.max(a, b) + 1);
        }
      }
    }
  });

  it('takes the colours that are near', () => {
    const found = picture();
    colourRevealed(found, mixture, until(160));
    for (const [x, error] of [
      [61, 16],
      [79, 40],
    ] as const) {
      for (const y of [5, 85]) {
        for (const [k, value] of colourAt(y).entries()) {
          const near = pixelAt(found.rgba, size.width, x, y)[k] ?? 0;
          expect(Math.abs(near - value)).toBeLessThan(error);
        }
      }
    }
  });

  it('leaves every other pixel alone, and every alpha', () => {
    const found = picture();
    colourRevealed(found, mixture, until(80));
    const before = picture();
    for (let at = 0; at < mixture.length; at++) {
      const x = at % size.width;
      expect(found.rgba[at * 4 + 3]).toBe(255);
      if (x >= 60 && x < 80) continue;
      expect(found.rgba.readUInt32LE(at * 4)).toBe(before.rgba.readUInt32LE(at * 4));
    }
  });

  it('keeps more of a colour the more of it is known', () => {
    const greenOf = (alpha: number) => {
      const soft = draw(size, (x) => [x < 60 ? 255 : x < 64 ? alpha : 0]);
      const found = picture();
      colourRevealed(found, soft, Buffer.alloc(soft.length, 255));
      return pixelAt(found.rgba, size.width, 62, 5)[1] ?? 0;
    };
    expect(greenOf(0)).toBeLessThan(130);
    expect(greenOf(32)).toBeGreaterThan(160);
    expect(greenOf(32)).toBeLessThan(215);
    expect(greenOf(64)).toBe(255);
  });

  it('changes nothing where nothing is revealed', () => {
    const found = picture();
    colourRevealed(found, mixture, Buffer.from(mixture.map((alpha) => alpha >> 1)));
    expect(found.rgba).toEqual(picture().rgba);
  });
});
