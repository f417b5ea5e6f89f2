import type { Camera } from './camera.ts';
import { panel } from './backdrop.ts';
import { add, clamp, cross, dot, luminance, mix, normalize, scale, type Vec } from './vec.ts';

/** A far away window or studio light. Angles are in degrees, sizes tangents of half the angle. */
export interface SoftLight {
  /** Around from the camera's view direction, positive to its right. */
  azimuth: number;
  elevation: number;
  width: number;
  height: number;
  /** Width of the soft rim, same unit as the sizes. */
  rim: number;
  radiance: Vec;
  /** Splits a window into panes: across, up. */
  panes?: readonly [number, number];
}

/** What surrounds the scene. */
export interface Surroundings {
  /** What the camera sees out of focus; (x, y) in picture heights from the centre, y upwards. */
  backdrop: (x: number, y: number) => Vec;
  /** Light from elsewhere, by the height of the direction (-1 down, 1 up). */
  ambient: (height: number) => Vec;
  lights: readonly SoftLight[];
  /** Scales the backdrop where it only lights the scene and is not seen; the default is 1. */
  backdropGain?: number;
}

const W = 512;
const H = 256;

/** Light from infinity: looked up by direction, and drawn from in proportion to its strength. */
export class Environment {
  readonly #table = new Float32Array(W * H * 3);
  readonly #rowSum = new Float64Array(H + 1);
  readonly #cellSum = new Float64Array(H * (W + 1));
  readonly #camera: Camera;
  readonly #around: Surroundings;

  constructor(around: Surroundings, camera: Camera) {
    this.#around = around;
    this.#camera = camera;
    const boxes = around.lights.map((l) => lightBox(l, camera));
    const gain = around.backdropGain ?? 1;
    for (let j = 0; j < H; j++) {
      const sin = Math.sin((Math.PI * (j + 0.5)) / H);
      let row = 0;
      for (let i = 0; i < W; i++) {
        const d = direction((i + 0.5) / W, (j + 0.5) / H);
        let c = this.#base(d, gain);
        for (const box of boxes) c = add(c, box(d));
        this.#table.set(c, (j * W + i) * 3);
        // A small share for the dark parts keeps every direction possible.
        row += (luminance(c) + 0.01) * sin;
        this.#cellSum[j * (W + 1) + i + 1] = row;
      }
      this.#rowSum[j + 1] = (this.#rowSum[j] as number) + row;
    }
  }

  #base(d: Vec, gain: number): Vec {
    const ambient = this.#around.ambient(d[1]);
    const at = this.#camera.project(d);
    if (at === undefined) return ambient;
    const reach = Math.max(Math.abs(at[0]), Math.abs(at[1]));
    const share = clamp((1.8 - reach) / 0.9, 0, 1);
    if (share === 0) return ambient;
    const x = clamp(at[0], -1.2, 1.2);
    return mix(ambient, scale(this.#around.backdrop(x, clamp(at[1], -1, 1)), gain), share);
  }

  /** What the camera sees in direction `d` where nothing stands in the way. */
  seen(d: Vec): Vec {
    return this.#base(d, 1);
  }

  /** Light that arrives from direction `d`. */
  light(d: Vec): Vec {
    const x = (Math.atan2(d[2], d[0]) / (2 * Math.PI) + 1) * W - 0.5;
    const y = clamp((Math.acos(clamp(d[1], -1, 1)) / Math.PI) * H - 0.5, 0, H - 1.001);
    const i = Math.floor(x);
    const j = Math.floor(y);
    const u = x - i;
    const v = y - j;
    const a = (j * W + (i & (W - 1))) * 3;
    const b = (j * W + ((i + 1) & (W - 1))) * 3;
    const t = this.#table;
    const channel = (k: number): number => {
      const above = (t[a + k] as number) * (1 - u) + (t[b + k] as number) * u;
      const below = (t[a + W * 3 + k] as number) * (1 - u) + (t[b + W * 3 + k] as number) * u;
      return above * (1 - v) + below * v;
    };
    return [channel(0), channel(1), channel(2)];
  }

  /** Draws a direction from two random numbers. */
  sample(u1: number, u2: number): Vec {
    const j = find(this.#rowSum, 0, H, u1 * (this.#rowSum[H] as number));
    const row = j * (W + 1);
    const rest = u2 * (this.#cellSum[row + W] as number);
    const i = find(this.#cellSum, row, W, rest);
    const lo = this.#cellSum[row + i] as number;
    const du = (rest - lo) / ((this.#cellSum[row + i + 1] as number) - lo);
    const top = this.#rowSum[j] as number;
    const dv = (u1 * (this.#rowSum[H] as number) - top) / ((this.#rowSum[j + 1] as number) - top);
    return direction((i + du) / W, (j + dv) / H);
  }

  /** Density of `sample` per steradian in direction `d`. */
  pdf(d: Vec): number {
    const x = (Math.atan2(d[2], d[0]) / (2 * Math.PI) + 1) * W;
    const i = Math.floor(x) & (W - 1);
    const j = Math.min(H - 1, Math.floor((Math.acos(clamp(d[1], -1, 1)) / Math.PI) * H));
    const row = j * (W + 1) + i;
    const share = (this.#cellSum[row + 1] as number) - (this.#cellSum[row] as number);
    const sin = Math.max(1e-4, Math.sqrt(1 - Math.min(1, d[1] * d[1])));
    return ((share / (this.#rowSum[H] as number)) * W * H) / (2 * Math.PI * Math.PI * sin);
  }
}

function direction(u: number, v: number): Vec {
  const a = u * 2 * Math.PI;
  const s = Math.sin(v * Math.PI);
  return [s * Math.cos(a), Math.cos(v * Math.PI), s * Math.sin(a)];
}

/** The last k in 0..n-1 with sums[start + k] <= x. */
function find(sums: Float64Array, start: number, n: number, x: number): number {
  let lo = 0;
  let hi = n;
  while (hi - lo > 1) {
    const m = (lo + hi) >> 1;
    if ((sums[start + m] as number) <= x) lo = m;
    else hi = m;
  }
  return lo;
}

function lightBox(l: SoftLight, camera: Camera): (d: Vec) => Vec {
  const flat = normalize([camera.forward[0], 0, camera.forward[2]]);
  const side = normalize(cross(flat, [0, 1, 0]));
  const az = (l.azimuth * Math.PI) / 180;
  const el = (l.elevation * Math.PI) / 180;
  const level = add(scale(flat, Math.cos(az)), scale(side, Math.sin(az)));
  const centre = add(scale(level, Math.cos(el)), [0, Math.sin(el), 0]);
  const right = normalize(cross(centre, [0, 1, 0]));
  const up = cross(right, centre);
  const [across, rows] = l.panes ?? [1, 1];
  return (d) => {
    const z = dot(d, centre);
    if (z <= 0.02) return [0, 0, 0];
    const x = dot(d, right) / z / l.width;
    const y = dot(d, up) / z / l.height;
    let share = panel(x, y, -1, -1, 1, 1, l.rim / l.width, l.rim / l.height);
    if (l.panes !== undefined) {
      const px = Math.abs((((x + 1) * 0.5 * across) % 1) - 0.5);
      const py = Math.abs((((y + 1) * 0.5 * rows) % 1) - 0.5);
      share *= clamp((0.47 - Math.max(px, py)) / 0.04, 0.12, 1);
    }
    return scale(l.radiance, share);
  };
}
