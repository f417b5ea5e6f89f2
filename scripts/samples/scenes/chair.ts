import { metal, plain, type Material } from '../material.ts';
import { curve, patch, place, quad, tube, type Mesh, type Shape } from '../mesh.ts';
import { fbm, noise } from '../noise.ts';
import { defaultLook, type Scene } from '../scene.ts';
import { wood } from '../textures.ts';
import {
  add,
  clamp,
  cross,
  hex,
  mix,
  normalize,
  scale,
  smoothstep,
  sub,
  turnY,
  type Vec,
} from '../vec.ts';

const side = curve([
  [0, 0.84, 0.56],
  [0, 0.885, 0.5],
  [0, 0.895, 0.36],
  [0, 0.86, 0.08],
  [0, 0.835, -0.14],
  [0, 0.86, -0.32],
  [0, 0.98, -0.45],
  [0, 1.16, -0.52],
  [0, 1.4, -0.585],
  [0, 1.62, -0.65],
  [0, 1.72, -0.69],
]);

const HALF = 0.46;

/** The shell without thickness or outline, as a function of x and of t from front edge to top. */
function sheet(x: number, t: number): Vec {
  const [, y, z] = side(t);
  const back = smoothstep(0.42, 0.68, t);
  const bowl = Math.abs(x / HALF) ** 2.2;
  return [x, y + 0.1 * bowl * (1 - back), z + 0.19 * bowl * back];
}

/** Half the shell's width at t. */
function halfWidth(t: number): number {
  const back = smoothstep(0.42, 0.68, t);
  const hips = 0.05 * Math.exp(-(((t - 0.5) / 0.16) ** 2));
  const corners = Math.max(0, 1 - Math.abs(2 * t - 1) ** 7) ** (1 / 2.6);
  return (HALF - 0.03 * back + hips) * corners;
}

/** Where a line from `a` on through `b` meets the seat from below: 1 at `b`, more beyond it. */
function reachSeat(a: Vec, b: Vec): number {
  for (let s = 1; s < 1.4; s += 0.002) {
    const [x, y, z] = mix(a, b, s);
    for (let t = 0.15; t < 0.45; t += 0.002) {
      const p = sheet(x, t);
      if (Math.abs(p[2] - z) < 0.004 && y >= p[1] - 0.006) return s;
    }
  }
  return 1;
}

/** The shell with thickness: u runs once around its cross-section. */
function shellLoop(u: number, v: number): Vec {
  const t = clamp(0.5 - 0.5 * Math.cos(Math.PI * (0.004 + 0.992 * v)), 1e-5, 1 - 1e-5);
  const a = u * 2 * Math.PI;
  const x = halfWidth(t) * Math.sign(Math.cos(a)) * Math.abs(Math.cos(a)) ** 0.75;
  const h = 0.004;
  const du = sub(sheet(x + h, t), sheet(x - h, t));
  const inner = clamp(t, h, 1 - h);
  const dv = sub(sheet(x, inner + h), sheet(x, inner - h));
  const thin = Math.sqrt(Math.max(0, 1 - Math.abs(2 * t - 1) ** 60));
  const off = 0.017 * thin * Math.sign(Math.sin(a)) * Math.abs(Math.sin(a)) ** 0.35;
  return add(sheet(x, t), scale(normalize(cross(du, dv)), off));
}

const enamel: Material = {
  surface: (p) => ({
    kind: 'coated',
    albedo: scale(hex(0xd99a1f), 1 + 0.06 * fbm(p[0] * 3, p[1] * 3, p[2] * 3, 3)),
    roughness: 0.42,
    f0: 0.04,
  }),
  height: (p) => 0.0004 * noise(p[0] * 120, p[1] * 120, p[2] * 120),
};

function chairShapes(): Shape[] {
  const oak = wood(
    { light: hex(0xd2a874), dark: hex(0x9a6c3c), board: 0, grain: 26, roughness: 0.4 },
    // Legs are upright, so their grain runs along y.
    (p) => [p[1], p[0], p[2]],
  );
  const steel = metal([0.16, 0.16, 0.17], 0.35);
  const meshes: Mesh[] = [patch(shellLoop, 160, 220, enamel)];
  const top = (sx: number, sz: number): Vec => [sx * 0.24, 0.8, sz > 0 ? 0.27 : -0.2];
  const foot = (sx: number, sz: number): Vec => [sx * 0.42, 0, sz > 0 ? 0.47 : -0.46];
  for (const sx of [1, -1]) {
    for (const sz of [1, -1]) {
      const leg = (t: number): Vec => mix(foot(sx, sz), top(sx, sz), t);
      meshes.push(tube(leg, (t) => 0.019 + 0.017 * t ** 0.8, 32, 40, oak));
      // The socket narrows towards the seat, or its slanting rim would come through.
      const end = reachSeat(foot(sx, sz), top(sx, sz));
      const socket = (t: number): Vec => leg(0.88 + (end - 0.88) * t);
      meshes.push(tube(socket, (t) => 0.043 - 0.023 * smoothstep(0.6, 1, t), 24, 30, steel));
      const across = (t: number): Vec => mix(leg(0.86), mix(foot(-sx, sz), top(-sx, sz), 0.52), t);
      meshes.push(tube(across, () => 0.0085, 14, 20, steel));
    }
    const rail = (t: number): Vec =>
      mix(mix(foot(sx, 1), top(sx, 1), 0.52), mix(foot(sx, -1), top(sx, -1), 0.86), t);
    const other = (t: number): Vec =>
      mix(mix(foot(sx, 1), top(sx, 1), 0.86), mix(foot(sx, -1), top(sx, -1), 0.52), t);
    meshes.push(
      tube(rail, () => 0.0085, 14, 20, steel),
      tube(other, () => 0.0085, 14, 20, steel),
    );
  }
  const turn = (p: Vec): Vec => turnY(p, 0.58);
  for (const m of meshes) place(m, turn, turn);
  const floor = wood(
    { light: hex(0xb98d5e), dark: hex(0x85603a), board: 0.3, grain: 22, roughness: 0.38 },
    (p) => turnY(p, 0.14),
  );
  const paint: Material = {
    surface: (p) => ({
      kind: 'coated',
      albedo: scale(hex(0x8fa39b), 1 + 0.04 * fbm(p[0] * 1.3, p[1] * 1.3, 3, 3)),
      roughness: 0.7,
      f0: 0.03,
    }),
    height: (p) => 0.0007 * noise(p[0] * 40, p[1] * 40, 1),
  };
  const white = plain(hex(0xd8d6cf), 0.5);
  const back = -2.1;
  return [
    ...meshes,
    quad([-7, 0, 5], [14, 0, 0], [0, 0, -8], floor),
    quad([-7, 0, back], [14, 0, 0], [0, 6, 0], paint),
    quad([-7, 0, back + 0.04], [14, 0, 0], [0, 0.2, 0], white),
    quad([-7, 0.2, back + 0.04], [14, 0, 0], [0, 0, -0.04], white),
  ];
}

/** A shell chair with oak legs in a bright room. */
export const chair = (): Scene => ({
  width: 900,
  height: 1200,
  samples: 20,
  camera: {
    from: [0.1, 1.5, 6.6],
    to: [0.02, 0.85, -0.1],
    fov: 20.5,
    aperture: 0.045,
    focus: 6.35,
  },
  around: {
    backdrop: () => [0.3, 0.3, 0.3],
    ambient: (h) => mix(hex(0x5c5751), hex(0x949694), smoothstep(-0.4, 0.8, h)),
    lights: [
      {
        azimuth: -104,
        elevation: 36,
        width: 0.42,
        height: 0.5,
        rim: 0.03,
        radiance: [15, 14.6, 13.6],
        panes: [2, 2],
      },
      { azimuth: 150, elevation: 45, width: 0.6, height: 0.5, rim: 0.2, radiance: [1.7, 1.7, 1.8] },
    ],
  },
  shapes: chairShapes,
  look: { ...defaultLook, exposure: 1.0 },
});
