import { blob, over, panel } from '../backdrop.ts';
import type { Material } from '../material.ts';
import { lathe, patch, type Mesh, type Shape } from '../mesh.ts';
import { fbm, noise } from '../noise.ts';
import { tableTop } from '../props.ts';
import { Random } from '../random.ts';
import { defaultLook, type Scene } from '../scene.ts';
import { wood } from '../textures.ts';
import { add, clamp, hex, mix, scale, smoothstep, turnY, type Vec } from '../vec.ts';

const RIM = 0.92;

const terracotta: Material = {
  surface: (p) => {
    const cloud = fbm(p[0] * 2.2, p[1] * 3, p[2] * 2.2, 5);
    const lime = smoothstep(
      0.12,
      0.55,
      fbm(p[0] * 3 + 9, p[1] * 2.2, p[2] * 3, 5) + 0.25 * smoothstep(0.5, 0, p[1]),
    );
    const clay = mix(hex(0xb4623e), hex(0x8c4329), clamp(0.5 + 0.9 * cloud, 0, 1));
    return {
      kind: 'coated',
      albedo: mix(clay, hex(0xd9b8a0), 0.55 * lime),
      roughness: 0.8,
      f0: 0.03,
    };
  },
  height: (p) =>
    0.0015 * Math.sin(p[1] * 90 + noise(p[0] * 3, p[1] * 3, p[2] * 3)) +
    0.006 * fbm(p[0] * 14, p[1] * 14, p[2] * 14, 3),
};

const soil: Material = {
  surface: (p) => {
    const t = clamp(0.5 + fbm(p[0] * 16, p[1] * 16, p[2] * 16, 3), 0, 1);
    return {
      kind: 'coated',
      albedo: mix(hex(0x1e140d), hex(0x4a3524), t),
      roughness: 0.95,
      f0: 0.02,
    };
  },
  height: (p) => 0.03 * fbm(p[0] * 12, 0, p[2] * 12, 3),
};

/** Spider plant: a pale stripe down the middle of a green blade, fine veins along it. */
const blade: Material = {
  surface: (p, [u, v]) => {
    const s = Math.abs(u - 0.5) * 2;
    const edge = 0.42 + 0.1 * noise(v * 5 + p[0], 3, p[2]);
    const green = mix(
      hex(0x3f7a2a),
      hex(0x6ea53c),
      clamp(0.4 + 0.5 * noise(u * 16, v * 2, p[0]) + 0.3 * v, 0, 1),
    );
    const vein = 0.9 + 0.1 * Math.sin(u * 60);
    const stripe = smoothstep(edge, edge - 0.16, s);
    const albedo = scale(mix(green, hex(0xe9edc0), 0.9 * stripe), vein);
    const through = scale(mix(hex(0x8cc23a), hex(0xe4e8a4), 0.8 * stripe), 0.5);
    const dry = smoothstep(0.95, 1, v);
    return {
      kind: 'thin',
      albedo: mix(albedo, hex(0x9a7a44), dry),
      through,
      roughness: 0.42,
      f0: 0.04,
    };
  },
};

/** One arching blade that leaves the middle of the pot in direction `turn`. */
function growBlade(random: Random, turn: number, upright: number): Mesh {
  const long = random.range(1.1, 1.6) * (0.82 + 0.28 * upright);
  const wide = random.range(0.042, 0.062);
  const rise = 0.35 + 1.05 * upright + random.range(-0.1, 0.15);
  const sag = random.range(1.5, 2.3) * (1.15 - 0.55 * upright);
  const twist = random.range(-0.9, 0.9);
  const root: Vec = [random.range(-0.07, 0.07), RIM - 0.1, random.range(-0.07, 0.07)];
  const bend = random.range(-0.25, 0.25);
  // The spine is walked step by step: its slope falls steadily as gravity wins.
  const steps = 60;
  const spine: Vec[] = [[0, 0, 0]];
  const slopes: number[] = [rise];
  for (let i = 1; i <= steps; i++) {
    const t = i / steps;
    const slope = Math.max(rise - sag * t * t * 1.15, -1.35);
    const [x, y, z] = spine[i - 1] ?? [0, 0, 0];
    spine.push([
      x + (Math.cos(slope) * long) / steps,
      y + (Math.sin(slope) * long) / steps,
      z + (bend * t * long) / steps,
    ]);
    slopes.push(slope);
  }
  const f = (u: number, v: number): Vec => {
    const x = clamp(v, 0, 1) * steps;
    const i = Math.min(Math.floor(x), steps - 1);
    const a = spine[i] ?? [0, 0, 0];
    const b = spine[i + 1] ?? a;
    const c = mix(a, b, x - i);
    const slope = slopes[i] ?? 0;
    const half = wide * Math.min(1, 0.35 + v * 5) * Math.max(0, 1 - v ** 2.6) ** 0.8;
    const s = (u - 0.5) * 2;
    const fold = 0.45 * half * Math.abs(s);
    const roll = twist * v;
    const across = half * s * Math.cos(roll) - fold * Math.sin(roll);
    const above = fold * Math.cos(roll) + half * s * Math.sin(roll);
    const p: Vec = [c[0] - Math.sin(slope) * above, c[1] + Math.cos(slope) * above, c[2] + across];
    return add(root, turnY(p, turn));
  };
  return patch(f, 8, 64, blade);
}

function plantShapes(): Shape[] {
  const random = new Random(31);
  const pot = lathe(
    [
      [0, 0],
      [0.2, 0],
      [0.36, 0.0],
      [0.385, 0.025],
      [0.4, 0.2],
      [0.44, 0.45],
      [0.475, 0.66],
      [0.482, 0.69],
      [0.515, 0.695],
      [0.53, 0.71],
      [0.535, 0.8],
      [0.54, 0.89],
      [0.53, RIM],
      [0.5, RIM + 0.005],
      [0.475, RIM - 0.02],
      [0.47, 0.8],
      [0.46, 0.72],
    ],
    180,
    200,
    terracotta,
  );
  const earth = lathe(
    [
      [0.485, 0.84],
      [0.3, 0.85],
      [0.1, 0.86],
      [0, 0.86],
    ],
    60,
    12,
    soil,
  );
  const leaves: Mesh[] = [];
  const count = 58;
  for (let i = 0; i < count; i++) {
    // The golden angle spreads the blades evenly around.
    leaves.push(growBlade(random, i * 2.39996 + random.range(-0.2, 0.2), (i / count) ** 0.8));
  }
  const shelf = wood(
    { light: hex(0xd9b98c), dark: hex(0xb08552), board: 0, grain: 12, roughness: 0.45 },
    (p) => turnY(p, 0.06),
  );
  return [pot, earth, ...leaves, ...tableTop(shelf, 3, -1.6)];
}

/** A plaster wall in cream with a slant of sunlight. */
function wall(x: number, y: number): Vec {
  let c = mix(hex(0xdccdb2), hex(0xf3e9d6), smoothstep(-0.5, 0.5, y - 0.5 * x));
  c = scale(c, 1 + 0.05 * noise(x * 5, y * 5, 2));
  const slant = x + 0.55 * y;
  const sun = panel(slant, y, -0.42, -0.1, 0.16, 0.62, 0.07);
  const bars = 1 - 0.7 * smoothstep(0.05, 0.025, Math.abs(slant + 0.13));
  c = over(c, [1.35, 1.22, 1.0], 0.5 * sun * bars);
  return over(c, hex(0x9c9484), 0.35 * blob(x, y, 0.42, -0.2, 0.3, 0.4, 0.9));
}

/** A spider plant in a terracotta pot on a shelf. */
export const plant = (): Scene => ({
  width: 900,
  height: 1200,
  samples: 20,
  camera: { from: [0.2, 1.75, 6.9], to: [0, 1.1, 0], fov: 26, aperture: 0.035, focus: 6.7 },
  around: {
    backdrop: wall,
    ambient: (h) => mix(hex(0x6e5a4c), hex(0xa79f98), smoothstep(-0.4, 0.8, h)),
    lights: [
      { azimuth: -72, elevation: 42, width: 0.35, height: 0.4, rim: 0.04, radiance: [19, 17, 14] },
      { azimuth: 130, elevation: 30, width: 0.5, height: 0.5, rim: 0.2, radiance: [1.6, 1.7, 1.9] },
    ],
  },
  shapes: plantShapes,
  look: { ...defaultLook, exposure: 1.15, shadows: [1, 1, 1.01] },
});
