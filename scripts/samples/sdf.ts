import { clamp } from './vec.ts';

/** Signed distance to a solid, negative inside. */
export type Sdf = (x: number, y: number, z: number) => number;

export const sphere = (x: number, y: number, z: number, r: number): number =>
  Math.sqrt(x * x + y * y + z * z) - r;

/** An ellipsoid with half axes a, b, c; close to the true distance near the surface. */
export function ellipsoid(
  x: number,
  y: number,
  z: number,
  a: number,
  b: number,
  c: number,
): number {
  const k0 = Math.sqrt((x / a) ** 2 + (y / b) ** 2 + (z / c) ** 2);
  const k1 = Math.sqrt((x / (a * a)) ** 2 + (y / (b * b)) ** 2 + (z / (c * c)) ** 2);
  return k1 > 1e-9 ? (k0 * (k0 - 1)) / k1 : -Math.min(a, b, c);
}

/** A box with half sizes a, b, c (without the rounding) and edges rounded by r. */
export function roundBox(
  x: number,
  y: number,
  z: number,
  a: number,
  b: number,
  c: number,
  r: number,
): number {
  const qx = Math.abs(x) - a + r;
  const qy = Math.abs(y) - b + r;
  const qz = Math.abs(z) - c + r;
  const outside = Math.hypot(Math.max(qx, 0), Math.max(qy, 0), Math.max(qz, 0));
  return outside + Math.min(Math.max(qx, qy, qz), 0) - r;
}

/** An upright cylinder of radius r and half height h with edges rounded by e. */
export function roundCylinder(
  x: number,
  y: number,
  z: number,
  r: number,
  h: number,
  e: number,
): number {
  const dx = Math.sqrt(x * x + z * z) - r + e;
  const dy = Math.abs(y) - h + e;
  return Math.min(Math.max(dx, dy), 0) + Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) - e;
}

/** A ring about the y axis: radius R, thickness radius r. */
export const torus = (x: number, y: number, z: number, R: number, r: number): number =>
  Math.hypot(Math.sqrt(x * x + z * z) - R, y) - r;

/** A segment from a to b with radius ra at a and rb at b. */
export function limb(
  x: number,
  y: number,
  z: number,
  a: readonly [number, number, number],
  b: readonly [number, number, number],
  ra: number,
  rb: number,
): number {
  const bx = b[0] - a[0];
  const by = b[1] - a[1];
  const bz = b[2] - a[2];
  const px = x - a[0];
  const py = y - a[1];
  const pz = z - a[2];
  const t = clamp((px * bx + py * by + pz * bz) / (bx * bx + by * by + bz * bz), 0, 1);
  return Math.hypot(px - bx * t, py - by * t, pz - bz * t) - (ra + (rb - ra) * t);
}

/** Union of two solids, blended over the distance k (polynomial smooth minimum). */
export function blend(a: number, b: number, k: number): number {
  const h = clamp(0.5 + (0.5 * (b - a)) / k, 0, 1);
  return b + (a - b) * h - k * h * (1 - h);
}

/** `a` without `b`, the edge blended over the distance k. */
export const carve = (a: number, b: number, k: number): number => -blend(-a, b, k);
