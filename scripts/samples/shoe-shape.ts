import { curve } from './mesh.ts';
import { blend, carve, limb, type Sdf } from './sdf.ts';
import { clamp, smoothstep, type Vec } from './vec.ts';

// The shoe points along +x from the heel at -1 to the toe at 1; y is up.

type Knots = readonly (readonly [number, number])[];

/** A smooth function of x through `knots`, tabulated because it is asked for millions of times. */
function along(knots: Knots): (x: number) => number {
  const path = curve(knots.map(([x, y]): Vec => [x, y, 0]));
  const table = new Float64Array(513);
  let t = 0;
  for (let i = 0; i <= 512; i++) {
    const x = -1 + i / 256;
    while (t < 1 && path(t)[0] < x) t += 0.0005;
    table[i] = path(t)[1];
  }
  return (x) => {
    const f = clamp((x + 1) * 256, 0, 511.999);
    const i = Math.floor(f);
    const a = table[i] ?? 0;
    return a + ((table[i + 1] ?? a) - a) * (f - i);
  };
}

/** Half the width of the sole. */
const width = along([
  [-1, 0.02],
  [-0.975, 0.1],
  [-0.91, 0.18],
  [-0.8, 0.24],
  [-0.62, 0.278],
  [-0.35, 0.27],
  [0, 0.285],
  [0.32, 0.355],
  [0.58, 0.372],
  [0.78, 0.325],
  [0.91, 0.225],
  [0.975, 0.12],
  [1, 0.02],
]);
/** Height of the upper's ridge; far above the ankle, where the opening cuts it off. */
const ridge = along([
  [-1, 1.1],
  [-0.9, 1.4],
  [-0.6, 1.5],
  [-0.3, 1.4],
  [-0.1, 1.1],
  [0.05, 0.91],
  [0.3, 0.69],
  [0.5, 0.55],
  [0.7, 0.475],
  [0.88, 0.42],
  [0.97, 0.34],
  [1, 0.27],
]);

/** How far the foot's middle line bends to the inside. */
const middle = (x: number): number => 0.05 * Math.cos(x * 1.9) - 0.02;
/** The toe lifts a little off the ground. */
const spring = (x: number): number => 0.07 * smoothstep(0.45, 1.05, x) ** 1.5;
export const soleTop = (x: number): number =>
  0.17 + spring(x) + 0.05 * smoothstep(0.1, -0.8, x) + 0.05 * smoothstep(0.75, 1, x);

const outline = (x: number, z: number, grow: number): number => {
  const k = 1 - grow;
  const xs = clamp(x * k, -1, 1);
  const w = width(xs);
  const side = Math.abs(z - middle(xs)) - w - grow * Math.min(1, w / 0.12);
  return side * 0.75 + Math.max(0, Math.abs(x * k) - 0.99) * 0.9;
};

/** The rubber sole, a little wider than the upper. */
export const sole: Sdf = (x, y, z) => {
  const side = outline(x, z, 0.022 + 0.02 * smoothstep(0.2, 0, y));
  const slab = Math.max(y - soleTop(x), spring(x) - y) * 0.95;
  const e = 0.025;
  const a = side + e;
  const b = slab + e;
  return Math.min(Math.max(a, b), 0) + Math.hypot(Math.max(a, 0), Math.max(b, 0)) - e;
};

const dome = (x: number, y: number, z: number, shrink: number): number => {
  const base = 0.1;
  const w = Math.max(width(x) - 0.012 - shrink, 0.01);
  const h = Math.max(ridge(x) - base - shrink, 0.02);
  const p = 2.5 - 0.35 * smoothstep(0.2, -0.4, x);
  // The counter leans forward above the heel's bulge.
  const heel = x < 0 ? 0.11 * Math.max(0, y - 0.38) ** 1.4 + 0.05 * Math.max(0, 0.38 - y) : 0;
  const across = Math.abs(z - middle(x)) / w;
  const up = Math.max(y - base, 0) / h;
  const r = (across ** p + up ** p) ** (1 / p);
  return (r - 1) * Math.min(w, h) * 0.6 + Math.max(0, Math.abs(x) - 0.985 + shrink + heel) * 0.8;
};

/** Height of the upper above (x, z), for laying laces onto it. */
export function upperTop(x: number, z: number): number {
  const p = 2.5 - 0.35 * smoothstep(0.2, -0.4, x);
  const across = clamp(Math.abs(z - middle(x)) / (width(x) - 0.012), 0, 1);
  return 0.1 + (ridge(x) - 0.1) * (1 - across ** p) ** (1 / p);
}

export const middleLine = middle;

/** The upper, hollow, with the opening for the foot and its padded rim. */
export const upper: Sdf = (x, y, z) => {
  const solid = dome(x, y, z, 0);
  // The opening's rim dips at the ankle and rises towards heel and tongue.
  const collar = 0.66 + 0.14 * smoothstep(-0.55, -1, x) + 0.24 * smoothstep(-0.42, 0.08, x);
  const padded = Math.hypot(dome(x, y, z, 0.03), (y - collar) * 0.9) - 0.036;
  const cut = collar - y;
  const open = carve(solid, Math.max(cut, x - 0.07), 0.02);
  const cavity = Math.max(dome(x, y, z, 0.05), 0.2 - y, x - 0.1);
  const hollow = carve(open, cavity, 0.015);
  return blend(hollow, Math.max(padded, x - 0.03), 0.03);
};

/** The tongue, which stands out of the throat. */
export const tongue: Sdf = (x, y, z) => {
  const m = middle(0);
  const flat = limb(x, y, (z - m) * 0.32, [0.3, 0.66, 0], [-0.08, 1.06, 0], 0.034, 0.024);
  return Math.max(flat, Math.abs(z - m) - 0.185) * 0.7;
};
