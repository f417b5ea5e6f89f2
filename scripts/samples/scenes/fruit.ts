import { blob, over, panel } from '../backdrop.ts';
import type { Material } from '../material.ts';
import { curve, patch, tube, type Mesh, type Shape } from '../mesh.ts';
import { fbm, noise, speckle } from '../noise.ts';
import { tableTop } from '../props.ts';
import { defaultLook, type Scene } from '../scene.ts';
import { wood } from '../textures.ts';
import {
  add,
  clamp,
  hex,
  mix,
  scale,
  smoothstep,
  sub,
  turnX,
  turnY,
  turnZ,
  type Vec,
} from '../vec.ts';

type Profile = readonly (readonly [number, number])[];

const APPLE: Profile = [
  [0, 0.1],
  [0.1, 0.06],
  [0.19, 0.0],
  [0.34, 0.08],
  [0.455, 0.28],
  [0.505, 0.52],
  [0.475, 0.73],
  [0.37, 0.86],
  [0.23, 0.905],
  [0.11, 0.865],
  [0.04, 0.775],
  [0, 0.74],
];
const PEAR: Profile = [
  [0, 0.07],
  [0.1, 0.03],
  [0.2, 0.0],
  [0.37, 0.09],
  [0.47, 0.29],
  [0.455, 0.5],
  [0.36, 0.73],
  [0.255, 0.92],
  [0.21, 1.07],
  [0.165, 1.2],
  [0.09, 1.27],
  [0.03, 1.255],
  [0, 1.24],
];

const appleSkin = (centre: Vec): Material => ({
  surface: (world) => {
    const p = sub(world, centre);
    const a = Math.atan2(p[2], p[0]);
    const c = Math.cos(a) * 2.2;
    const s = Math.sin(a) * 2.2;
    const streak = 0.62 * fbm(c * 5, s * 5, p[1] * 1.1, 4) + 0.5 * fbm(c * 13, s * 13, p[1] * 2, 3);
    const blush = noise(c * 0.5 + 3, s * 0.5, p[1] * 0.7);
    const ripe = clamp(0.74 + 0.6 * blush + 0.75 * streak, 0, 1);
    const crown = smoothstep(0.16, 0.03, Math.hypot(p[0], p[2])) * smoothstep(0.6, 0.8, p[1]);
    const red = mix(hex(0xa3141a), hex(0x6d0a14), clamp(0.5 + streak, 0, 1));
    let albedo = mix(hex(0xcf7a34), red, 0.35 + 0.65 * smoothstep(-0.1, 0.8, ripe));
    const q = scale(p, 26);
    albedo = mix(albedo, hex(0xe6c98a), 0.75 * speckle(q[0], q[1], q[2], 0.55, 0.14));
    albedo = mix(albedo, hex(0x8a7a3a), 0.8 * crown);
    return { kind: 'coated', albedo, roughness: 0.27 + 0.05 * streak, f0: 0.042 };
  },
  height: (p) => 0.004 * fbm(p[0] * 4, p[1] * 4, p[2] * 4, 3),
  heightStep: 0.005,
});

const pearSkin = (centre: Vec): Material => ({
  surface: (world) => {
    const p = sub(world, centre);
    const cloud = fbm(p[0] * 2.4, p[1] * 1.6, p[2] * 2.4, 4);
    const green = mix(hex(0xc2b545), hex(0x9aa136), clamp(0.5 + 1.1 * cloud, 0, 1));
    const sun = smoothstep(0.0, 0.55, p[0] * 0.9 + p[2] * 0.35 + 0.35 * cloud - 0.06);
    let albedo = mix(green, hex(0xb5562e), 0.62 * sun);
    const q = scale(p, 34);
    const dots = speckle(q[0], q[1], q[2], 0.75, 0.2);
    const russet = smoothstep(0.98, 1.24, p[1] + 0.25 * cloud) + smoothstep(0.08, 0.0, p[1]);
    albedo = mix(albedo, hex(0x7d5a2a), clamp(0.55 * dots + 0.75 * russet, 0, 0.85));
    return { kind: 'coated', albedo, roughness: 0.4 + 0.15 * russet, f0: 0.036 };
  },
  height: (p) =>
    0.006 * fbm(p[0] * 3.2, p[1] * 3.2, p[2] * 3.2, 3) +
    0.0006 * noise(p[0] * 50, p[1] * 50, p[2] * 50),
  heightStep: 0.005,
});

/** A fruit: a profile turned about its axis, a little lopsided, then moved by `to`. */
function fruitBody(profile: Profile, material: Material, seed: number, to: (p: Vec) => Vec): Mesh {
  const path = curve(profile.map(([r, y]): Vec => [r, y, 0]));
  const f = (u: number, v: number): Vec => {
    const [r, y] = path(v);
    const a = u * 2 * Math.PI;
    const low = smoothstep(0.5, 0, y);
    const uneven =
      1 +
      0.03 * noise(Math.cos(a) * 1.1 + seed, y * 1.3, Math.sin(a) * 1.1) +
      0.022 * Math.cos(5 * a + seed) * (low + 0.5 * smoothstep(0.6, 0.9, y));
    return to([
      r * uneven * Math.cos(a),
      y + 0.02 * Math.sin(a + seed) * y,
      -r * uneven * Math.sin(a),
    ]);
  };
  return patch(f, 160, 140, material);
}

const stalk: Material = {
  surface: (p) => ({
    kind: 'coated',
    albedo: mix(
      hex(0x4a331c),
      hex(0x7a5a34),
      clamp(0.5 + fbm(p[0] * 30, p[1] * 8, p[2] * 30, 2), 0, 1),
    ),
    roughness: 0.65,
    f0: 0.04,
  }),
  height: (p) => 0.004 * noise(p[0] * 60, p[1] * 18, p[2] * 60),
};

const leafSkin: Material = {
  surface: (_, [u, v]) => {
    const side = Math.abs(u - 0.5) * 2;
    const veins = Math.max(
      smoothstep(0.07, 0.02, side),
      0.6 * smoothstep(0.12, 0, Math.abs(((v * 9 - side * 1.8 + 9) % 1) - 0.5)),
    );
    const albedo = mix(hex(0x3c6b22), hex(0x86a856), 0.55 * veins);
    return { kind: 'thin', albedo, through: scale(hex(0x9ac234), 0.55), roughness: 0.38, f0: 0.04 };
  },
};

function leaf(from: Vec, turn: number): Mesh {
  const f = (u: number, v: number): Vec => {
    const half = 0.15 * Math.sin(Math.PI * v ** 0.8) ** 0.9 * (1 - 0.25 * v);
    const s = (u - 0.5) * 2;
    const droop = 0.28 * v - 0.4 * v * v;
    const ripple = 0.014 * Math.sin(v * 16 + s * 2) * Math.abs(s);
    const p: Vec = [0.56 * v, droop + 0.24 * half * Math.abs(s) + ripple, half * s];
    return add(from, turnY(p, turn));
  };
  return patch(f, 24, 48, leafSkin);
}

function fruitShapes(): Shape[] {
  const appleAt: Vec = [0.42, 0, 0.16];
  const pearAt: Vec = [-0.5, 0, -0.06];
  const appleTo = (p: Vec): Vec => add(appleAt, turnY(turnX(p, 0.16), 0.8));
  const pearTo = (p: Vec): Vec => add(pearAt, turnZ([p[0] + 0.05 * p[1] * p[1], p[1], p[2]], 0.05));
  const appleStalk = curve([
    [0, 0.72, 0],
    [0.01, 0.84, 0],
    [0.03, 0.95, 0.01],
    [0.08, 1.06, 0.02],
  ]);
  const pearStalk = curve([
    [0, 1.22, 0],
    [0, 1.32, 0],
    [0.035, 1.42, 0.01],
    [0.1, 1.5, 0],
  ]);
  const walnut = wood(
    { light: hex(0x6b4a30), dark: hex(0x33200f), board: 0.62, grain: 17, roughness: 0.4 },
    (p) => turnY(p, -0.2),
  );
  const thick = (t: number): number => 0.019 + 0.02 * t ** 4 + 0.008 * (1 - t) ** 3;
  return [
    fruitBody(APPLE, appleSkin(appleAt), 1, appleTo),
    fruitBody(PEAR, pearSkin(pearAt), 5, pearTo),
    tube((t) => appleTo(appleStalk(t)), thick, 14, 30, stalk),
    tube((t) => pearTo(pearStalk(t)), thick, 14, 30, stalk),
    leaf(appleTo([0.05, 0.97, 0.01]), -0.35),
    ...tableTop(walnut, 2.6, -3),
  ];
}

/** A dim kitchen wall in blue green, a window's light fading across it. */
function kitchen(x: number, y: number): Vec {
  const glow = blob(x, y, -0.25, 0.25, 0.95, 0.6, 1);
  let c = mix(hex(0x1c2a2c), hex(0x5d7672), glow);
  c = scale(c, 1 + 0.12 * noise(x * 3, y * 3, 1));
  c = over(c, hex(0x14100c), 0.65 * panel(x, y, 0.3, 0.2, 1.4, 0.235, 0.025));
  c = over(c, hex(0x8a5d3a), 0.55 * panel(x, y, 0.42, 0.24, 0.52, 0.42, 0.03));
  return over(c, hex(0xb9b2a0), 0.45 * panel(x, y, 0.57, 0.24, 0.64, 0.36, 0.03));
}

/** An apple and a pear side by side. */
export const fruit = (): Scene => ({
  width: 1200,
  height: 900,
  samples: 20,
  camera: { from: [0, 1.5, 4.6], to: [-0.01, 0.66, 0], fov: 23, aperture: 0.055, focus: 4.35 },
  around: {
    backdrop: kitchen,
    ambient: (h) => mix(hex(0x2a2623), hex(0x59605f), smoothstep(-0.4, 0.8, h)),
    lights: [
      {
        azimuth: -82,
        elevation: 28,
        width: 0.42,
        height: 0.55,
        rim: 0.04,
        radiance: [14, 13.4, 12],
        panes: [2, 3],
      },
      { azimuth: 140, elevation: 40, width: 0.3, height: 0.4, rim: 0.2, radiance: [4, 3.4, 2.8] },
    ],
  },
  shapes: fruitShapes,
  look: { ...defaultLook, exposure: 1.15, contrast: 0.32 },
});
