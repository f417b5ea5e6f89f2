import { addDiscs, blob, over, panel, scatterDiscs } from '../backdrop.ts';
import { growFur } from '../fur.ts';
import { isosurface } from '../isosurface.ts';
import { plain, type Material } from '../material.ts';
import { patch, tube, type Mesh, type Shape } from '../mesh.ts';
import { fbm, noise } from '../noise.ts';
import { tableTop } from '../props.ts';
import { defaultLook, type Scene } from '../scene.ts';
import { blend, ellipsoid, limb, sphere, type Sdf } from '../sdf.ts';
import { cloth } from '../textures.ts';
import { clamp, hex, mix, scale, smoothstep, turnY, type Vec } from '../vec.ts';

const MUZZLE: Vec = [0, 1.2, 0.36];

const snout = (x: number, y: number, z: number): number =>
  ellipsoid(x - MUZZLE[0], y - MUZZLE[1], z - MUZZLE[2], 0.19, 0.15, 0.17);
const pads = (x: number, y: number, z: number): number =>
  ellipsoid(Math.abs(x) - 0.47, y - 0.24, z - 0.86, 0.14, 0.17, 0.09);

const head: Sdf = (x, y, z) => {
  const ax = Math.abs(x);
  const skull = ellipsoid(x, y - 1.31, z, 0.425, 0.385, 0.39);
  const ears = Math.max(
    sphere(ax - 0.355, y - 1.64, z + 0.02, 0.165),
    -sphere(ax - 0.37, y - 1.63, z - 0.16, 0.12),
  );
  return blend(blend(skull, ears, 0.06), snout(x, y, z), 0.08);
};
const body: Sdf = (x, y, z) => {
  const ax = Math.abs(x);
  const belly = ellipsoid(x, y - 0.5, z + 0.02, 0.47, 0.53, 0.42);
  const arm = limb(ax, y, z, [0.37, 0.8, 0.06], [0.62, 0.42, 0.3], 0.15, 0.165);
  const leg = limb(ax, y, z, [0.27, 0.2, 0.25], [0.46, 0.2, 0.68], 0.21, 0.185);
  const foot = ellipsoid(ax - 0.47, y - 0.27, z - 0.78, 0.19, 0.25, 0.14);
  return blend(blend(belly, arm, 0.07), blend(leg, foot, 0.08), 0.07);
};

/** How pale the fur is at a place, 0..1: the muzzle, the ears' insides and the soles are. */
const pale = (p: Vec): number => {
  const ear = sphere(Math.abs(p[0]) - 0.37, p[1] - 1.63, p[2] - 0.14, 0.125);
  return smoothstep(0.1, 0.05, Math.min(snout(...p), pads(...p) + 0.02, ear + 0.03));
};

const fur: Material = {
  surface: (p, [t, id]) => {
    const brown = mix(
      hex(0x9c6f42),
      hex(0xd9b07c),
      clamp(0.35 + 0.5 * id + 0.3 * noise(p[0] * 4, p[1] * 4, p[2] * 4), 0, 1),
    );
    const base = mix(brown, hex(0xf0dfc0), pale(p));
    return { kind: 'fibre', albedo: scale(base, 0.72 + 0.36 * t + 0.12 * pale(p) * (1 - t)) };
  },
};
const skin: Material = {
  surface: (p) => ({
    kind: 'coated',
    albedo: mix(hex(0x6a3f1c), hex(0xcbb48e), pale(p)),
    roughness: 0.9,
    f0: 0.02,
  }),
};

/** An ellipsoid with half axes `r`. */
function ball(centre: Vec, r: Vec, material: Material): Mesh {
  const f = (u: number, v: number): Vec => {
    const a = u * 2 * Math.PI;
    const b = (v - 0.5) * Math.PI;
    const c = Math.cos(b);
    return [
      centre[0] + r[0] * c * Math.cos(a),
      centre[1] + r[1] * Math.sin(b),
      centre[2] - r[2] * c * Math.sin(a),
    ];
  };
  return patch(f, 40, 24, material);
}

const knit: Material = {
  surface: (_, [u, v]) => {
    const row = Math.abs(((u * 22) % 1) - 0.5) * 2;
    const stripe = smoothstep(0.42, 0.5, Math.abs(((v * 7) % 1) - 0.5) * 2);
    const albedo = mix(hex(0xb3242c), hex(0xefe6d6), stripe);
    return { kind: 'coated', albedo: scale(albedo, 1 - 0.5 * row * row), roughness: 0.9, f0: 0.02 };
  },
  height: (p, [u, v]) => {
    const row = Math.abs(((u * 22) % 1) - 0.5) * 2;
    const stitch = Math.abs(((v * 110 + row * 0.8) % 1) - 0.5) * 2;
    return (
      0.012 * Math.sqrt(Math.max(0, 1 - row * row)) -
      0.007 * stitch +
      0.002 * fbm(p[0] * 60, p[1] * 60, p[2] * 60, 2)
    );
  },
};

/** A scarf about the neck with one end hanging down in front. */
function scarf(): Mesh[] {
  const ring = (t: number): Vec => {
    const a = t * 2 * Math.PI + 1;
    return [0.31 * Math.sin(a), 0.985 - 0.045 * Math.cos(a), 0.29 * Math.cos(a)];
  };
  const hang = (t: number): Vec => [
    0.13 + 0.1 * t,
    0.98 - 0.42 * t,
    0.34 + 0.16 * Math.sin(t * 2.6),
  ];
  const tapered = (p: (t: number) => Vec, deep: number): Mesh =>
    tube(
      p,
      (t) => 0.02 + (deep - 0.02) * Math.sqrt(Math.sin(Math.PI * clamp(t * 0.96 + 0.02, 0, 1))),
      60,
      160,
      knit,
    );
  const loop = tube(ring, () => 0.105, 60, 200, knit);
  return [
    loop,
    tapered(hang, 0.095),
    ball([0.13, 0.985, 0.4], [0.1, 0.095, 0.085], plain(hex(0xb3242c), 0.9, 0.02)),
  ];
}

function bearShapes(): Shape[] {
  const headSkin = isosurface(head, [-0.62, 0.85, -0.5], [0.62, 1.9, 0.62], 0.022, skin);
  const bodySkin = isosurface(body, [-0.9, -0.08, -0.55], [0.9, 1.15, 1.05], 0.024, skin);
  const gloss = plain(hex(0x120d0a), 0.08, 0.05);
  const nose = plain(hex(0x1c1310), 0.35, 0.05);
  const eye = (x: number): Mesh => ball([x, 1.37, 0.375], [0.052, 0.056, 0.04], gloss);
  const stitch = plain(hex(0x1c1310), 0.6);
  const smile = (side: number): Mesh =>
    tube(
      (t) => [side * 0.085 * t, 1.135 - 0.05 * Math.sin(t * 2.4), 0.57 - 0.06 * t],
      () => 0.011,
      10,
      24,
      stitch,
    );
  const parts: Mesh[] = [
    headSkin,
    bodySkin,
    eye(-0.165),
    eye(0.165),
    ball([0, 1.265, 0.535], [0.075, 0.05, 0.045], nose),
    tube(
      (t) => [0, 1.24 - 0.1 * t, 0.565 + 0.01 * t],
      () => 0.011,
      10,
      12,
      stitch,
    ),
    smile(1),
    smile(-1),
    ...scarf(),
  ];
  const near = (p: Vec): number => {
    const eyes = smoothstep(
      0.05,
      0.12,
      Math.hypot(Math.abs(p[0]) - 0.165, p[1] - 1.37, p[2] - 0.37),
    );
    const mouth = 0.5 + 0.5 * smoothstep(0.0, 0.12, Math.hypot(p[0], p[1] - 1.23, p[2] - 0.55));
    return eyes * mouth * (1 - 0.5 * pale(p)) * smoothstep(-0.02, 0.03, p[1]);
  };
  const coat = {
    density: 11500,
    length: 0.135,
    thickness: 0.0034,
    lean: 0.85,
    curl: 0.012,
    lengthAt: near,
  };
  const hair = [growFur(headSkin, coat, fur, 3), growFur(bodySkin, coat, fur, 4)];
  const blanket = cloth(hex(0xd9d2c6), 42, (p) => turnY(p, 0.5));
  return [...parts, ...hair, ...tableTop(blanket, 4, -3)];
}

const fairy = scatterDiscs(
  5,
  15,
  [-0.9, 0.05, 0.9, 0.5],
  [0.022, 0.04],
  [hex(0xffcf8a), hex(0xffe2b4)],
  // None behind the bear's rim, where even a person would wonder what belongs to it.
).filter(({ x }) => Math.abs(x) > 0.36);

/** A child's room: pale blue wall, a curtain and a string of lights. */
function room(x: number, y: number): Vec {
  let c = mix(hex(0x6f97a6), hex(0x9dbcc4), smoothstep(-0.2, 0.6, y - 0.3 * x));
  c = over(
    c,
    hex(0xe9eef0),
    0.8 * panel(x, y, -1.4, -0.2, -0.5, 1, 0.09) * (0.85 + 0.15 * Math.sin(x * 42)),
  );
  c = over(c, hex(0x4e6f86), 0.55 * panel(x, y, 0.42, -0.4, 1.2, 0.12, 0.05));
  c = over(c, hex(0xd98f6a), 0.6 * blob(x, y, 0.55, 0.2, 0.09, 0.1, 0.4));
  return addDiscs(c, fairy, x, y);
}

/** A teddy bear with a scarf. */
export const bear = (): Scene => ({
  width: 1200,
  height: 900,
  samples: 18,
  camera: { from: [-0.75, 1.55, 6.4], to: [0, 0.88, 0.1], fov: 21, aperture: 0.06, focus: 5.9 },
  around: {
    backdrop: room,
    ambient: (h) => mix(hex(0x6a6660), hex(0xa9b2b8), smoothstep(-0.4, 0.8, h)),
    lights: [
      {
        azimuth: -100,
        elevation: 34,
        width: 0.5,
        height: 0.6,
        rim: 0.1,
        radiance: [11, 10.4, 9.4],
      },
      { azimuth: 42, elevation: 36, width: 0.3, height: 0.4, rim: 0.1, radiance: [11, 10.2, 9] },
      { azimuth: 140, elevation: 40, width: 0.5, height: 0.4, rim: 0.2, radiance: [2.4, 2.4, 2.5] },
    ],
  },
  shapes: bearShapes,
  look: { ...defaultLook, exposure: 1.12 },
});
