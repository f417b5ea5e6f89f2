import { addDiscs, blob, over, panel, scatterDiscs } from '../backdrop.ts';
import { isosurface } from '../isosurface.ts';
import type { Material } from '../material.ts';
import { lathe, patch, quad, type Shape } from '../mesh.ts';
import { fbm, speckle } from '../noise.ts';
import { defaultLook, type Scene } from '../scene.ts';
import { blend, carve, roundCylinder } from '../sdf.ts';
import { wood } from '../textures.ts';
import { clamp, hex, mix, scale, smoothstep, turnY, type Vec } from '../vec.ts';

const HEIGHT = 1.05;

/** Stoneware: a cream glaze with iron specks, dipped in blue, the foot left bare. */
const stoneware: Material = {
  surface: (p) => {
    const wave = 0.05 * fbm(p[0] * 2.2, p[1] * 1.3, p[2] * 2.2, 3);
    const dip = smoothstep(0.545, 0.585, p[1] + wave);
    const bare = smoothstep(0.105, 0.09, p[1] + 0.4 * wave);
    const cloud = fbm(p[0] * 3, p[1] * 5, p[2] * 3, 4);
    const cream = mix(hex(0xe9dfca), hex(0xd8c7a6), clamp(0.5 + cloud, 0, 1));
    const blue = mix(hex(0x2f6079), hex(0x1c3f58), clamp(0.5 + 1.2 * cloud, 0, 1));
    // Where the two glazes overlap they run thin and show the clay.
    const seam = Math.exp(-(((p[1] + wave - 0.56) / 0.022) ** 2));
    let albedo = mix(mix(cream, blue, dip), hex(0x9c7a4e), 0.6 * seam);
    const q = scale(p, 17);
    const specks =
      speckle(q[0], q[1], q[2], 0.5, 0.2) + speckle(q[0] * 2.3, q[1] * 2.3, q[2] * 2.3, 0.3, 0.3);
    albedo = mix(albedo, hex(0x3a2a1c), clamp(specks, 0, 1) * (0.75 - 0.45 * dip));
    const clay = mix(hex(0xb58b62), hex(0x8f6a48), clamp(0.5 + 2 * cloud, 0, 1));
    return {
      kind: 'coated',
      albedo: mix(albedo, clay, bare),
      roughness: 0.2 + 0.6 * bare + 0.05 * cloud,
      f0: 0.05,
    };
  },
  height: (p) =>
    // Throwing rings and a hand-made unevenness.
    0.0012 *
      smoothstep(0.53, 0.5, Math.hypot(p[0], p[2])) *
      Math.sin(p[1] * 70 + 2 * fbm(p[0], p[1] * 3, p[2], 2)) +
    0.006 * fbm(p[0] * 2.5, p[1] * 2.5, p[2] * 2.5, 2),
  heightStep: 0.004,
};

function body(x: number, y: number, z: number): number {
  const r = Math.hypot(x, z);
  const belly = 0.455 + 0.035 * Math.sin((y / HEIGHT) * 2.6) - 0.05 * smoothstep(0.16, 0, y);
  const wide = r / belly;
  const outer = roundCylinder(wide * 0.46, y - HEIGHT / 2, 0, 0.46, HEIGHT / 2, 0.03);
  const inner = roundCylinder(x, y - HEIGHT / 2 - 0.1, z, belly - 0.045, HEIGHT / 2, 0.09);
  return carve(outer, inner, 0.022);
}

/** The handle: a flattened ring on the +x side that leaves the wall and comes back to it. */
function handle(x: number, y: number, z: number): number {
  const cx = x - 0.47;
  const cy = (y - 0.55) / 1.12 + 0.1 * cx;
  const ring = Math.hypot(cx, cy) - 0.265;
  const thick = 0.05 + 0.012 * smoothstep(0.1, -0.25, cy);
  const d = Math.hypot(ring, z * 0.62) - thick;
  return Math.max(d, 0.4 - Math.hypot(x, z));
}

function mugShapes(): Shape[] {
  const turn = -0.42;
  const solid = isosurface(
    (x, y, z) => {
      const [a, b, c] = turnY([x, y, z], -turn);
      return blend(body(a, b, c), handle(a, b, c), 0.05);
    },
    [-0.85, -0.02, -0.85],
    [0.85, 1.1, 0.85],
    0.0085,
    stoneware,
  );
  const coffee: Material = {
    surface: (p) => {
      const r = Math.hypot(p[0], p[2]);
      const foam = clamp(0.5 + 1.3 * fbm(p[0] * 5, 0, p[2] * 5, 4) + 3 * (r - 0.36), 0, 1);
      const albedo = mix(hex(0x2a1408), hex(0xa8743c), foam);
      return { kind: 'coated', albedo, roughness: 0.12 + 0.2 * foam, f0: 0.03 };
    },
  };
  const top = lathe(
    [
      [0, 0],
      [0.2, 0],
      [0.43, 0],
    ],
    64,
    8,
    coffee,
    true,
    [0, 0.9, 0],
  );
  top.normals = top.normals.map((_, i) => (i % 3 === 1 ? 1 : 0));
  const table = wood(
    { light: hex(0xbd9a70), dark: hex(0x85623f), board: 0.9, grain: 24, roughness: 0.42 },
    (p) => turnY(p, 0.35),
  );
  return [
    solid,
    top,
    quad([-8, 0, 2.6], [16, 0, 0], [0, 0, -6.2], table),
    patch((u, v) => [-8 + 16 * u, -0.14 * (1 - v), -3.6], 1, 1, table, false, true),
  ];
}

const lamps = scatterDiscs(
  11,
  16,
  [-0.15, 0.02, 0.75, 0.45],
  [0.025, 0.05],
  [hex(0xffb45c), hex(0xffd9a0), hex(0xff8f3c)],
).map((d) => ({ ...d, colour: scale(d.colour, 0.85) }));

/** A café in the morning: a window at the left, a shelf with small lights at the right. */
function cafe(x: number, y: number): Vec {
  let c = mix(hex(0x6b4a33), hex(0x3d2a20), smoothstep(-0.1, 0.5, y + 0.2 * x));
  c = over(c, hex(0x9a6e48), 0.5 * blob(x, y, 0.35, 0.05, 0.5, 0.3, 0.9));
  c = over(c, hex(0x2c3b2a), 0.8 * blob(x, y, 0.02, 0.12, 0.17, 0.2, 0.7));
  c = over(c, hex(0x24190f), 0.7 * panel(x, y, 0.1, 0.22, 0.9, 0.25, 0.03));
  const pane = panel(x, y, -1.4, 0.0, -0.2, 0.8, 0.055);
  const bars = 1 - 0.75 * panel(x, y, -0.475, -0.2, -0.44, 1, 0.025);
  c = over(
    c,
    scale(mix(hex(0xdfe9ee), hex(0xc9dcc0), smoothstep(0.35, 0.05, y)), 1.5),
    pane * bars,
  );
  return addDiscs(c, lamps, x, y);
}

/** A stoneware mug of coffee on an oak table. */
export const mug = (): Scene => ({
  width: 1200,
  height: 900,
  samples: 20,
  camera: { from: [0.1, 1.95, 4.15], to: [0.1, 0.52, 0], fov: 24, aperture: 0.05, focus: 4.0 },
  around: {
    backdrop: cafe,
    ambient: (h) => mix(hex(0x3a3028), hex(0x74726e), smoothstep(-0.4, 0.8, h)),
    lights: [
      {
        azimuth: -75,
        elevation: 32,
        width: 0.5,
        height: 0.6,
        rim: 0.05,
        radiance: [9, 9.4, 10],
        panes: [2, 2],
      },
      { azimuth: 120, elevation: 35, width: 0.5, height: 0.4, rim: 0.2, radiance: [1.6, 1.2, 0.8] },
    ],
  },
  shapes: mugShapes,
  look: { ...defaultLook, exposure: 1.15, contrast: 0.3 },
});
