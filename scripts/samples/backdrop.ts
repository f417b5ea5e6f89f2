import { Random } from './random.ts';
import { add, mix, scale, smoothstep, type Vec } from './vec.ts';

/**
 * How far (x, y) lies inside the rectangle x0..x1, y0..y1: 0 outside, 1 inside, with a soft rim as
 * wide as the blur that a lens would give it.
 */
export function panel(
  x: number,
  y: number,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  blur: number,
  blurY = blur,
): number {
  return (
    smoothstep(x0 - blur, x0 + blur, x) *
    smoothstep(x1 + blur, x1 - blur, x) *
    smoothstep(y0 - blurY, y0 + blurY, y) *
    smoothstep(y1 + blurY, y1 - blurY, y)
  );
}

/** Like `panel` for an ellipse around (cx, cy); `blur` is relative to its size. */
export function blob(
  x: number,
  y: number,
  cx: number,
  cy: number,
  rx: number,
  ry: number,
  blur: number,
): number {
  const r = Math.hypot((x - cx) / rx, (y - cy) / ry);
  return smoothstep(1 + blur, 1 - blur, r);
}

/** Lays `colour` over `under` with the given opacity. */
export const over = (under: Vec, colour: Vec, opacity: number): Vec => mix(under, colour, opacity);

/** A point of light out of focus. */
export interface Disc {
  x: number;
  y: number;
  radius: number;
  colour: Vec;
}

/** Adds discs of light; like a real lens's, each is a little brighter near its rim. */
export function addDiscs(under: Vec, discs: readonly Disc[], x: number, y: number): Vec {
  let c = under;
  for (const d of discs) {
    const r = Math.hypot(x - d.x, y - d.y) / d.radius;
    if (r >= 1.08) continue;
    c = add(c, scale(d.colour, smoothstep(1.08, 0.88, r) * (0.75 + 0.25 * r * r)));
  }
  return c;
}

/** `count` discs scattered over a rectangle, in colours drawn from `colours`. */
export function scatterDiscs(
  seed: number,
  count: number,
  area: readonly [number, number, number, number],
  radius: readonly [number, number],
  colours: readonly Vec[],
): Disc[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => ({
    x: random.range(area[0], area[2]),
    y: random.range(area[1], area[3]),
    radius: random.range(radius[0], radius[1]),
    colour: scale(
      colours[Math.floor(random.next() * colours.length)] ?? [1, 1, 1],
      random.range(0.25, 1),
    ),
  }));
}
