import fc from 'fast-check';
import type { Size } from '../../src/shared/cutout.ts';
import { draw } from './pixels.ts';

export interface Matte {
  readonly matte: Buffer;
  readonly size: Size;
}

/** Any matte of up to `longest` px a side, mostly of clear alphas, as real ones are. */
export const anyMatte = (longest: number): fc.Arbitrary<Matte> => {
  const side = fc.integer({ min: 1, max: longest });
  const alpha = fc.oneof(fc.constantFrom(0, 255), fc.integer({ min: 0, max: 255 }));
  return fc
    .tuple(side, side)
    .chain(([width, height]) =>
      fc
        .array(alpha, { minLength: width * height, maxLength: width * height })
        .map((alphas) => ({ matte: Buffer.from(alphas), size: { width, height } })),
    );
};

/** A disc in the middle of a picture; its edge is `soft` px wide. */
export const discMatte = (size: Size, radius: number, soft = 1): Buffer =>
  draw(size, (x, y) => {
    const outside = Math.hypot(x + 0.5 - size.width / 2, y + 0.5 - size.height / 2) - radius;
    return [Math.round(255 * Math.min(1, Math.max(0, 0.5 - outside / soft)))];
  });

export const complement = (matte: Buffer): Buffer => Buffer.from(matte.map((alpha) => 255 - alpha));

/** The sum of all alphas in px: an area. */
export const areaOf = (matte: Buffer): number => matte.reduce((sum, alpha) => sum + alpha, 0) / 255;

/** The pixels (their indices) where `a` is lower than `b`. */
export const lower = (a: Buffer, b: Buffer): readonly number[] =>
  [...a.keys()].filter((at) => (a[at] ?? 0) < (b[at] ?? 0));
