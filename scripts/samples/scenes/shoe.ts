import { addDiscs, blob, over, panel, scatterDiscs } from '../backdrop.ts';
import { isosurface } from '../isosurface.ts';
import { metal, type Material } from '../material.ts';
import { curve, lathe, place, tube, type Mesh, type Shape } from '../mesh.ts';
import { fbm, noise } from '../noise.ts';
import { tableTop } from '../props.ts';
import { defaultLook, type Scene } from '../scene.ts';
import { middleLine, sole, soleTop, tongue, upper, upperTop } from '../shoe-shape.ts';
import { mottled } from '../textures.ts';
import { hex, mix, scale, smoothstep, turnY, type Vec } from '../vec.ts';

const TURN = 0.42;
/** Back from the turned shoe to its own coordinates, in which the patterns are drawn. */
const own = (p: Vec): Vec => turnY(p, -TURN);

/** How far inside a leather overlay a place is: above 0 inside, in scene units. */
function overlay(p: Vec): number {
  const [x, y, z] = p;
  const m = Math.abs(z - middleLine(x));
  const toe = x - 0.66 - 0.5 * m * m - 0.1 * (y - 0.3);
  const stay = Math.min(
    0.24 - 0.12 * smoothstep(0.1, 0.5, x) - m + 0.05,
    0.52 - x,
    x + 0.1 + 0.5 * (y - 0.8),
    y - 0.4,
  );
  const heel = Math.min(-0.78 - x + 0.12 * Math.sin(y * 5), 0.74 - y);
  const guard = 0.32 - 0.09 * Math.sin((x + 0.4) * 2.6) - y;
  const band = 0.055 - Math.abs(x + 0.3 + 0.62 * (y - 0.45)) * 0.8;
  return Math.max(toe, stay, heel, guard, band);
}

const isBand = (p: Vec): boolean =>
  Math.abs(p[0] + 0.3 + 0.62 * (p[1] - 0.45)) < 0.07 && p[1] > 0.26 && p[1] < 0.85;

const weave = (p: Vec): number =>
  Math.sin(p[0] * 260) * Math.sin(p[1] * 260 + p[2] * 90) +
  0.5 * noise(p[0] * 90, p[1] * 90, p[2] * 90);

const fabric: Material = {
  surface: (world) => {
    const p = own(world);
    const inside = overlay(p);
    const cloud = fbm(p[0] * 4, p[1] * 4, p[2] * 4, 3);
    if (inside > 0) {
      const stitch =
        smoothstep(0.005, 0.003, Math.abs(inside - 0.018)) *
        (Math.sin(p[0] * 190 + p[1] * 150) > -0.3 ? 1 : 0);
      const leather = isBand(p)
        ? hex(0xe7e0d2)
        : p[0] < -0.66 && p[1] > 0.32
          ? hex(0xc65a2e)
          : hex(0xd8cdb8);
      const albedo = mix(scale(leather, 1 + 0.1 * cloud), hex(0xf4efe4), 0.8 * stitch);
      return { kind: 'coated', albedo, roughness: 0.5, f0: 0.04 };
    }
    const thread = 0.84 + 0.16 * weave(p);
    return {
      kind: 'coated',
      albedo: scale(hex(0x2f5673), thread * (1 + 0.15 * cloud)),
      roughness: 0.85,
      f0: 0.03,
    };
  },
  height: (world) => {
    const p = own(world);
    const inside = overlay(p);
    const seam = smoothstep(0.007, 0, Math.abs(inside - 0.018));
    const grain = inside > 0 ? 0.0008 * noise(p[0] * 90, p[1] * 90, p[2] * 90) : 0.0007 * weave(p);
    return (
      0.012 * smoothstep(-0.004, 0.006, inside) -
      0.003 * seam +
      grain +
      0.004 * fbm(p[0] * 7, p[1] * 7, p[2] * 7, 2)
    );
  },
};

const lining: Material = {
  surface: (p) => ({
    kind: 'coated',
    albedo: scale(hex(0xcfc4b0), 0.85 + 0.15 * noise(p[0] * 80, p[1] * 80, p[2] * 80)),
    roughness: 0.9,
    f0: 0.02,
  }),
  height: (p) => 0.0012 * noise(p[0] * 90, p[1] * 90, p[2] * 90),
};

const rubber: Material = {
  surface: (world) => {
    const p = own(world);
    const line = smoothstep(0.012, 0.008, Math.abs(p[1] - soleTop(p[0]) + 0.05));
    const tread = smoothstep(0.035, 0.028, p[1] - 0.07 * smoothstep(0.45, 1.05, p[0]) ** 1.5);
    const dirt = smoothstep(0.1, 0.5, fbm(p[0] * 6, p[1] * 12, p[2] * 6, 4)) * 0.12;
    const white = scale(hex(0xefeae0), 1 - dirt);
    return {
      kind: 'coated',
      albedo: mix(mix(white, hex(0xc65a2e), line), hex(0xb98a58), tread),
      roughness: 0.5,
      f0: 0.04,
    };
  },
  height: (world) => {
    const p = own(world);
    const toe = smoothstep(0.62, 0.7, p[0]);
    const ribs =
      Math.sin(Math.atan2(p[2], p[0] - 0.4) * 60) * toe * 0.003 * smoothstep(0.1, 0.12, p[1]);
    const line = -0.006 * smoothstep(0.014, 0.008, Math.abs(p[1] - soleTop(p[0]) + 0.05));
    return ribs + line + 0.0006 * noise(p[0] * 60, p[1] * 60, p[2] * 60);
  },
};

const cord: Material = {
  surface: (_, [u, v]) => {
    const braid = 0.8 + 0.2 * Math.sin(v * 150 + u * 12) * Math.sin(v * 150 - u * 12);
    return { kind: 'coated', albedo: scale(hex(0xf1ece0), braid), roughness: 0.85, f0: 0.03 };
  },
};

function laces(): Mesh[] {
  const meshes: Mesh[] = [];
  const ring = metal([0.75, 0.73, 0.7], 0.3);
  const rows = 6;
  const xAt = (i: number): number => 0.44 - i * 0.083;
  const gap = 0.135;
  const lace = (points: Vec[]): void => {
    meshes.push(tube(curve(points), () => 0.019, 16, 60, cord, true, [0.2, 1, 0.1]));
  };
  const over = (x: number, z: number, lift: number): Vec => {
    const m = middleLine(x);
    return [x, upperTop(x, m + z) + lift, m + z];
  };
  for (let i = 0; i < rows; i++) {
    const x = xAt(i);
    for (const s of [1, -1]) {
      const hole = over(x, s * (gap + 0.02), 0.0);
      const eyelet = lathe(
        [
          [0.028, -0.006],
          [0.03, 0.004],
          [0.022, 0.01],
          [0.014, 0.006],
          [0.012, -0.01],
        ],
        24,
        10,
        ring,
      );
      meshes.push(
        place(
          eyelet,
          (p) => [p[0] + hole[0], p[1] + hole[1] + p[2] * -s * 0.9 - p[0] * 0.8, p[2] + hole[2]],
          (n) => n,
        ),
      );
      if (i === rows - 1) continue;
      lace([
        over(x, s * (gap + 0.03), -0.02),
        over(x - 0.012, s * gap * 0.8, 0.028),
        over(x - 0.04, 0, 0.045 + s * 0.008),
        over(x - 0.07, -s * gap * 0.8, 0.028),
        over(xAt(i + 1), -s * (gap + 0.03), -0.02),
      ]);
    }
  }
  const knot: Vec = [0.015, upperTop(0.015, 0.03) + 0.05, middleLine(0)];
  const at = (x: number, y: number, z: number): Vec => [knot[0] + x, knot[1] + y, knot[2] + z];
  for (const s of [1, -1]) {
    lace([over(xAt(rows - 1), s * (gap + 0.03), -0.02), over(0.02, s * 0.07, 0.035), knot]);
    lace([
      at(0, 0, 0),
      at(0.03, 0.07, s * 0.1),
      at(0.09, 0.06, s * 0.25),
      at(0.15, -0.06, s * 0.32),
      at(0.13, -0.12, s * 0.27),
      at(0.07, -0.02, s * 0.14),
      at(0, 0.01, 0),
    ]);
    lace([
      at(0, 0, 0),
      at(0.06, 0.04, s * 0.06),
      at(0.15, -0.05, s * 0.16),
      at(0.24, -0.2, s * 0.24),
      at(0.27, -0.31, s * 0.29),
    ]);
  }
  lace([at(-0.03, 0.01, -0.03), at(0, 0.04, 0), at(0.03, 0.01, 0.03)]);
  return meshes;
}

function shoeShapes(): Shape[] {
  const parts: Mesh[] = [
    isosurface(sole, [-1.1, -0.02, -0.5], [1.1, 0.42, 0.5], 0.0095, rubber),
    isosurface(upper, [-1.08, 0.08, -0.48], [1.08, 1.14, 0.48], 0.0095, fabric),
    isosurface(tongue, [-0.3, 0.5, -0.25], [0.45, 1.2, 0.3], 0.01, lining),
    ...laces(),
  ];
  const turn = (p: Vec): Vec => turnY(p, TURN);
  for (const m of parts) place(m, turn, turn);
  const concrete = mottled(hex(0xa9a49c), hex(0x827d76), 2.2, 0.65, 0.004);
  return [...parts, ...tableTop(concrete, 3.5, -3.4)];
}

const leaves = scatterDiscs(
  17,
  26,
  [-0.95, 0.12, 0.95, 0.5],
  [0.02, 0.055],
  [hex(0xf4e6a8), hex(0xcfe08a), hex(0xfff4d2)],
)
  // None behind the laces, where even a person would wonder what belongs to the shoe.
  .filter(({ x, y }) => Math.abs(x - 0.12) > 0.24 || y > 0.42)
  .map((d) => ({ ...d, colour: scale(d.colour, 0.32) }));

/** A park on a sunny afternoon. */
function park(x: number, y: number): Vec {
  const trees = y + 0.12 * noise(x * 3, y * 3, 8);
  let c = mix(hex(0x8d9a5e), hex(0xdfe6d8), smoothstep(0.12, 0.55, trees));
  c = over(c, hex(0x4f6338), 0.8 * blob(x, y, -0.45, 0.22, 0.4, 0.2, 0.6));
  c = over(c, hex(0x66794a), 0.8 * blob(x, y, 0.45, 0.24, 0.42, 0.18, 0.7));
  c = over(c, hex(0xe2cf96), 0.6 * blob(x, y, 0.1, 0.13, 0.3, 0.06, 0.9));
  c = over(c, hex(0x4b3a2a), 0.5 * panel(x, y, -0.5, -0.1, -0.45, 0.6, 0.03));
  return addDiscs(scale(c, 1.2 + 0.12 * noise(x * 7, y * 7, 4)), leaves, x, y);
}

/** A canvas sneaker on a wall in the park. */
export const shoe = (): Scene => ({
  width: 1200,
  height: 900,
  samples: 20,
  camera: { from: [0.3, 1.75, 5.2], to: [0.02, 0.5, 0], fov: 21, aperture: 0.05, focus: 4.95 },
  around: {
    backdrop: park,
    ambient: (h) => mix(hex(0x5f6450), hex(0x9fb0bd), smoothstep(-0.4, 0.8, h)),
    lights: [
      { azimuth: -60, elevation: 48, width: 0.22, height: 0.22, rim: 0.05, radiance: [40, 37, 31] },
      { azimuth: 110, elevation: 35, width: 0.6, height: 0.5, rim: 0.2, radiance: [1.8, 2.0, 2.2] },
    ],
  },
  shapes: shoeShapes,
  look: { ...defaultLook, exposure: 1.15 },
});
