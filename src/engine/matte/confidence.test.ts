import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draw } from '../../../test/helpers/pixels.ts';
import { confidenceFrom, confidenceOf, regressorsOf, signsOf } from './confidence.ts';

const size = { width: 8, height: 6 };
/** On so small a grid every pixel is a cell of its own. */
const signsAt = (points: Readonly<Record<string, number>>) =>
  signsOf(
    draw(size, (x, y) => [points[`${x},${y}`] ?? 0]),
    size,
  );

describe('signsOf: softness', () => {
  it('is what is neither in nor out, by all alpha', () => {
    const { softness } = signsAt({ '1,1': 255, '2,1': 51 });
    expect(softness).toBeCloseTo((4 * 0.2 * 0.8) / 1.2, 10);
  });

  it('is nothing for a hard matte, also where cells have different sizes', () => {
    const odd = { width: 200, height: 131 };
    expect(signsOf(Buffer.alloc(200 * 131, 255), odd)).toEqual({ softness: 0, stray: 0 });
  });

  it('comes near 4 as a veil gets thinner, and is 4 for nothing', () => {
    expect(signsOf(Buffer.alloc(48, 1), size).softness).toBeCloseTo(4 * (254 / 255), 10);
    expect(signsOf(Buffer.alloc(48), size)).toEqual({ softness: 4, stray: 1 });
  });

  it('sees from afar: stripes thinner than a cell are as soft as their average', () => {
    const wide = { width: 1024, height: 256 };
    const fine = draw(wide, (x) => [x % 2 === 0 ? 255 : 0]);
    const coarse = draw(wide, (x) => [x % 32 < 16 ? 255 : 0]);
    expect(signsOf(fine, wide).softness).toBeCloseTo(2, 10);
    expect(signsOf(coarse, wide).softness).toBe(0);
  });
});

describe('signsOf: stray', () => {
  it.each([
    ['right beside the subject', '2,1', 0],
    ['at a corner of it', '2,2', 0],
    ['above it', '1,0', 0],
    ['one cell away', '3,1', 51 / 306],
    ['below it, one cell away', '1,3', 51 / 306],
    ['at the far end', '7,5', 51 / 306],
  ])('alpha %s', (_, place, expected) => {
    expect(signsAt({ '1,1': 255, [place]: 51 }).stray).toBeCloseTo(expected, 10);
  });

  it('does not take the end of a row for the neighbour of the next one', () => {
    expect(signsAt({ '7,2': 255, '0,3': 51 }).stray).toBeCloseTo(51 / 306, 10);
    expect(signsAt({ '0,3': 255, '7,2': 51 }).stray).toBeCloseTo(51 / 306, 10);
  });

  it('counts no second subject, however far away', () => {
    expect(signsAt({ '1,1': 255, '7,5': 128 }).stray).toBe(0);
    expect(signsAt({ '1,1': 255, '7,5': 127 }).stray).toBeGreaterThan(0);
  });
});

describe('confidenceFrom', () => {
  it('is the logistic function of what regressorsOf says', () => {
    const signs = { softness: 0.3, stray: 0.02 };
    const [soft, stray] = regressorsOf(signs);
    const found = confidenceFrom(signs, { intercept: 0.5, softness: -2, stray: -0.25 });
    expect(Math.log(found / (1 - found))).toBeCloseTo(0.5 - 2 * soft - 0.25 * stray, 10);
  });
});

describe('confidenceOf', () => {
  const view = { width: 256, height: 256 };
  /** A disc on a veil: alphas inside and outside, and how wide the edge is. */
  const discOn = (outside: number, inside = 255, edge = 2) =>
    draw(view, (x, y) => {
      const within = (80 - Math.hypot(x - 127.5, y - 127.5)) / edge + 0.5;
      return [Math.round(outside + (inside - outside) * Math.min(1, Math.max(0, within)))];
    });
  const of = (matte: Buffer) => confidenceOf(matte, view);

  it('is high for a sharp subject and low for a fog', () => {
    expect(of(discOn(0))).toBeGreaterThan(0.9);
    expect(of(discOn(100, 150, 60))).toBeLessThan(0.3);
    expect(of(Buffer.alloc(256 * 256))).toBeLessThan(0.1);
  });

  it.each([
    ['a veil gets thicker', (step: number) => discOn(step * 12)],
    ['a subject gets thinner', (step: number) => discOn(0, 255 - step * 12)],
    ['an edge gets wider', (step: number) => discOn(0, 255, 4 + step * 8)],
  ])('falls at every step as %s', (_, matteAt) => {
    const steps = Array.from({ length: 10 }, (__, step) => of(matteAt(step)));
    for (const [i, found] of steps.slice(1).entries()) expect(found).toBeLessThan(steps[i] ?? 0);
  });

  it('is from 0 to 1 for any matte of any size', () => {
    const matte = fc
      .tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 3 }))
      .chain(([width, height]) =>
        fc.record({
          width: fc.constant(width),
          height: fc.constant(height),
          bytes: fc.uint8Array({ minLength: width * height, maxLength: width * height }),
        }),
      );
    fc.assert(
      fc.property(matte, ({ width, height, bytes }) => {
        const found = confidenceOf(Buffer.from(bytes), { width, height });
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(1);
      }),
    );
  });
});
