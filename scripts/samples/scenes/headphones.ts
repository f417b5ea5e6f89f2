import { addDiscs, blob, over, panel, scatterDiscs } from '../backdrop.ts';
import { metal, plain, type Material } from '../material.ts';
import { curve, lathe, patch, place, tube, type Mesh, type Shape } from '../mesh.ts';
import { fbm, noise } from '../noise.ts';
import { tableTop } from '../props.ts';
import { defaultLook, type Scene } from '../scene.ts';
import { mottled } from '../textures.ts';
import {
  add,
  cross,
  hex,
  mix,
  normalize,
  scale,
  smoothstep,
  sub,
  turnY,
  turnZ,
  type Vec,
} from '../vec.ts';

const leather = (colour: Vec): Material => ({
  surface: (p) => ({
    kind: 'coated',
    albedo: scale(colour, 1 + 0.12 * fbm(p[0] * 7, p[1] * 7, p[2] * 7, 3)),
    roughness: 0.46,
    f0: 0.04,
  }),
  height: (p) =>
    0.0011 * Math.abs(noise(p[0] * 95, p[1] * 95, p[2] * 95)) +
    0.006 * fbm(p[0] * 6, p[1] * 6, p[2] * 6, 2),
  heightStep: 0.003,
});

const tan = leather(hex(0xa8653a));
const shell = plain(hex(0xe8e0d2), 0.33);
const brass = metal([0.92, 0.7, 0.42], 0.22);
const dark = plain(hex(0x2a2624), 0.8);
const CUP = 0.4;

type Ring = readonly (readonly [number, number])[];

/** One ear cup, its outer face towards +x when `side` is 1. */
function cup(side: 1 | -1): Mesh[] {
  const about = (profile: Ring, material: Material, along = 40): Mesh => {
    // Profiles run along the cup's axis: y in the lathe becomes x outwards.
    const turn = (p: Vec): Vec => turnZ(p, side === 1 ? -Math.PI / 2 : Math.PI / 2);
    const tilt = (p: Vec): Vec => turnY(turnZ(p, side * 0.05), side * 0.1);
    const to = (p: Vec): Vec => add(tilt(turn(p)), [side * 0.56, CUP - 0.014, 0]);
    return place(lathe(profile, 120, along, material), to, (n) => tilt(turn(n)));
  };
  return [
    about(
      [
        [0.37, 0],
        [0.385, 0.03],
        [0.38, 0.09],
        [0.35, 0.14],
        [0.3, 0.17],
        [0.27, 0.178],
      ],
      shell,
    ),
    about(
      [
        [0.27, 0.176],
        [0.272, 0.19],
        [0.262, 0.196],
        [0.252, 0.19],
        [0.25, 0.175],
      ],
      brass,
    ),
    about(
      [
        [0.252, 0.178],
        [0.2, 0.172],
        [0.1, 0.168],
        [0.03, 0.168],
        [0, 0.168],
      ],
      tan,
      24,
    ),
    about(
      [
        [0.374, -0.02],
        [0.38, -0.005],
        [0.38, 0.01],
        [0.374, 0.022],
      ],
      brass,
      12,
    ),
    about(
      [
        [0.2, -0.05],
        [0.19, -0.11],
        [0.22, -0.175],
        [0.29, -0.19],
        [0.355, -0.165],
        [0.385, -0.1],
        [0.385, -0.05],
        [0.36, -0.015],
      ],
      tan,
      60,
    ),
    about(
      [
        [0, -0.06],
        [0.1, -0.06],
        [0.22, -0.06],
      ],
      dark,
      8,
    ),
  ];
}

/** A strap with a lens-shaped section along an arch; `wide` and `thick` are half sizes. */
function strap(
  path: (t: number) => Vec,
  wide: (t: number) => number,
  thick: number,
  material: Material,
): Mesh {
  const f = (u: number, v: number): Vec => {
    const tangent = normalize(sub(path(Math.min(v + 1e-3, 1)), path(Math.max(v - 1e-3, 0))));
    const out = normalize(cross(tangent, [0, 0, 1]));
    const a = u * 2 * Math.PI;
    const flat = (c: number): number => Math.sign(c) * Math.abs(c) ** 0.6;
    const w = wide(v);
    const rim = Math.min(1, w / 0.03);
    return add(
      path(v),
      add(scale([0, 0, 1], w * flat(Math.cos(a))), scale(out, thick * rim * flat(Math.sin(a)))),
    );
  };
  return patch(f, 72, 160, material, true);
}

function headphoneShapes(): Shape[] {
  const arch = curve([
    [-0.71, 0.86, 0],
    [-0.69, 1.1, 0],
    [-0.6, 1.36, 0],
    [-0.37, 1.6, 0],
    [0, 1.7, 0],
    [0.37, 1.6, 0],
    [0.6, 1.36, 0],
    [0.69, 1.1, 0],
    [0.71, 0.86, 0],
  ]);
  const inner = (t: number): Vec => {
    const p = arch(0.2 + 0.6 * t);
    return [p[0] * 0.94, p[1] - 0.062, 0];
  };
  const ends = (t: number): number => Math.sqrt(Math.max(1e-4, 1 - Math.abs(2 * t - 1) ** 14));
  const meshes: Mesh[] = [
    strap(arch, (t) => (0.085 + 0.045 * Math.sin(Math.PI * t)) * ends(t), 0.024, shell),
    strap(inner, (t) => 0.125 * ends(t), 0.046, tan),
    ...cup(1),
    ...cup(-1),
  ];
  for (const side of [1, -1] as const) {
    const fork = (z: number): ((t: number) => Vec) =>
      curve([
        [side * 0.7, 0.96, 0],
        [side * 0.69, 0.9, z * 0.25],
        [side * 0.665, 0.8, z * 0.72],
        [side * 0.62, 0.62, z * 1.0],
        [side * 0.585, CUP - 0.014, z * 1.06],
      ]);
    for (const z of [0.385, -0.385]) {
      meshes.push(tube(fork(z), () => 0.021, 20, 60, brass, true, [1, 0.1, 0.05]));
      const knob = lathe(
        [
          [0, -0.03],
          [0.035, -0.028],
          [0.042, 0],
          [0.035, 0.028],
          [0, 0.03],
        ],
        32,
        16,
        brass,
      );
      meshes.push(
        place(
          knob,
          (p) => [p[0] + side * 0.583, p[2] + CUP - 0.014, p[1] + z * 1.05],
          (n) => [n[0], n[2], n[1]],
        ),
      );
    }
    const cap = (t: number): number => 0.001 + 0.036 * (1 - Math.abs(2 * t - 1) ** 6) ** 0.5;
    meshes.push(
      tube((t) => [side * 0.703, 0.83 + 0.14 * t, 0], cap, 32, 40, brass, true, [1, 0, 0]),
    );
  }
  const turn = (p: Vec): Vec => turnY(p, 0.62);
  for (const m of meshes) place(m, turn, turn);
  const desk = mottled(hex(0x4f565c), hex(0x3b4046), 1.6, 0.35, 0.0004);
  return [...meshes, ...tableTop(desk, 3, -3.2)];
}

const warm = [hex(0xffb25e), hex(0xff8a4a), hex(0xffd8a0), hex(0xf0607a), hex(0x7fb4ff)];
const city = scatterDiscs(23, 46, [-0.95, -0.1, 0.95, 0.55], [0.016, 0.05], warm).map((d) => ({
  ...d,
  colour: scale(d.colour, 0.75),
}));

/** A city at dusk behind a window. */
function dusk(x: number, y: number): Vec {
  let c = mix(hex(0x3d3f5c), hex(0x16233f), smoothstep(-0.1, 0.5, y));
  c = over(c, hex(0xa8606a), 0.4 * blob(x, y, 0.3, -0.05, 1.2, 0.25, 1));
  for (const [at, wide, high] of [
    [-0.62, 0.13, 0.3],
    [-0.3, 0.1, 0.12],
    [0.08, 0.14, 0.24],
    [0.5, 0.12, 0.36],
  ] as const) {
    c = over(c, hex(0x121a30), 0.6 * panel(x, y, at - wide, -0.6, at + wide, high, 0.04));
  }
  return addDiscs(c, city, x, y);
}

/** Headphones standing on a desk at dusk, with the city seen through the arch. */
export const headphones = (): Scene => ({
  width: 1200,
  height: 900,
  samples: 20,
  camera: { from: [0, 1.45, 6.2], to: [0, 0.84, 0], fov: 18.5, aperture: 0.07, focus: 5.9 },
  around: {
    backdrop: dusk,
    ambient: (h) => mix(hex(0x2c2c38), hex(0x5c6480), smoothstep(-0.4, 0.8, h)),
    lights: [
      { azimuth: 68, elevation: 38, width: 0.4, height: 0.5, rim: 0.1, radiance: [15, 11.5, 7.6] },
      {
        azimuth: -100,
        elevation: 25,
        width: 0.5,
        height: 0.7,
        rim: 0.1,
        radiance: [2.6, 3.6, 5.4],
      },
      { azimuth: -20, elevation: 75, width: 0.4, height: 0.3, rim: 0.1, radiance: [4, 3.8, 3.6] },
    ],
  },
  shapes: headphoneShapes,
  look: { ...defaultLook, exposure: 1.05, shadows: [0.97, 1, 1.06] },
});
