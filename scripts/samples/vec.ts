/** A point, direction or linear RGB colour. */
export type Vec = readonly [number, number, number];

export const add = (a: Vec, b: Vec): Vec => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const sub = (a: Vec, b: Vec): Vec => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const mul = (a: Vec, b: Vec): Vec => [a[0] * b[0], a[1] * b[1], a[2] * b[2]];
export const scale = (a: Vec, s: number): Vec => [a[0] * s, a[1] * s, a[2] * s];
export const dot = (a: Vec, b: Vec): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const length = (a: Vec): number => Math.sqrt(dot(a, a));

/** `a + b * s`. */
export const along = (a: Vec, b: Vec, s: number): Vec => [
  a[0] + b[0] * s,
  a[1] + b[1] * s,
  a[2] + b[2] * s,
];

export const cross = (a: Vec, b: Vec): Vec => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** Unit vector along `a`; a zero vector stays zero. */
export function normalize(a: Vec): Vec {
  const l = length(a);
  return l > 0 ? [a[0] / l, a[1] / l, a[2] / l] : a;
}

/** Linear blend, `t` 0 gives `a` and 1 gives `b`. */
export const mix = (a: Vec, b: Vec, t: number): Vec => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
];

/** Rec. 709 luminance of a linear colour. */
export const luminance = (c: Vec): number => 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];

export const clamp = (x: number, lo: number, hi: number): number => (x < lo ? lo : x > hi ? hi : x);

/** Hermite step from 0 at `a` to 1 at `b` (`a` may be above `b` for a falling step). */
export function smoothstep(a: number, b: number, x: number): number {
  const t = clamp((x - a) / (b - a), 0, 1);
  return t * t * (3 - 2 * t);
}

/** Two unit vectors that form an orthonormal frame with the unit vector `n`. */
export function frame(n: Vec): [Vec, Vec] {
  const t = normalize(Math.abs(n[1]) < 0.9 ? cross([0, 1, 0], n) : cross([1, 0, 0], n));
  return [t, cross(n, t)];
}

/** Linear colour from sRGB hex such as 0xd0a060, for picking colours by eye. */
export function hex(rgb: number): Vec {
  const lin = (v: number): number => {
    const s = v / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  };
  return [lin((rgb >> 16) & 255), lin((rgb >> 8) & 255), lin(rgb & 255)];
}

/** `p` turned by `angle` radians about the y axis. */
export function turnY(p: Vec, angle: number): Vec {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  return [c * p[0] + s * p[2], p[1], c * p[2] - s * p[0]];
}

/** `p` turned by `angle` radians about the x axis. */
export function turnX(p: Vec, angle: number): Vec {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  return [p[0], c * p[1] - s * p[2], s * p[1] + c * p[2]];
}

/** `p` turned by `angle` radians about the z axis. */
export function turnZ(p: Vec, angle: number): Vec {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  return [c * p[0] - s * p[1], s * p[0] + c * p[1], p[2]];
}
