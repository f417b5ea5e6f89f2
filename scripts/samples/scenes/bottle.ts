import { blob, over, panel } from '../backdrop.ts';
import { glass, type Material } from '../material.ts';
import { lathe, patch, type Shape } from '../mesh.ts';
import { fbm, noise } from '../noise.ts';
import { tableTop } from '../props.ts';
import { defaultLook, type Scene } from '../scene.ts';
import { marble } from '../textures.ts';
import { clamp, hex, mix, scale, smoothstep, turnY, type Vec } from '../vec.ts';

type Profile = readonly (readonly [number, number])[];

const OUTER: Profile = [
  [0, 0.05],
  [0.2, 0.045],
  [0.34, 0.005],
  [0.42, 0.0],
  [0.455, 0.04],
  [0.46, 0.12],
  [0.46, 0.4],
  [0.46, 0.7],
  [0.46, 1.0],
  [0.455, 1.16],
  [0.42, 1.3],
  [0.33, 1.43],
  [0.22, 1.54],
  [0.165, 1.66],
  [0.152, 1.8],
  [0.15, 1.98],
  [0.152, 2.06],
  [0.185, 2.075],
  [0.192, 2.12],
  [0.185, 2.17],
  [0.15, 2.18],
  [0.118, 2.17],
];
const WALL = 0.035;
const LEVEL = 1.36;
const INNER: Profile = [
  [0, 0.13],
  [0.2, 0.125],
  [0.33, 0.1],
  [0.4, 0.12],
  [0.46 - WALL, 0.2],
  [0.46 - WALL, 0.4],
  [0.46 - WALL, 0.7],
  [0.46 - WALL, 1.0],
  [0.418, 1.15],
  [0.385, 1.28],
  [0.345, LEVEL],
];
const INNER_TOP: Profile = [
  [0.345, LEVEL],
  [0.3, 1.42],
  [0.19, 1.53],
  [0.13, 1.66],
  [0.118, 1.8],
  [0.116, 1.98],
  [0.118, 2.17],
];

const AMBER: Vec = [0.28, 1.15, 4.2];
const CLEAR: Vec = [0.12, 0.05, 0.09];

const cork: Material = {
  surface: (p) => {
    const spots = fbm(p[0] * 13, p[1] * 13, p[2] * 13, 4);
    const pits = smoothstep(0.28, 0.5, noise(p[0] * 34, p[1] * 34, p[2] * 34));
    const albedo = mix(hex(0xc79f6c), hex(0x9b7242), clamp(0.5 + spots, 0, 1));
    return { kind: 'coated', albedo: scale(albedo, 1 - 0.55 * pits), roughness: 0.85, f0: 0.03 };
  },
  height: (p) => -0.006 * smoothstep(0.28, 0.5, noise(p[0] * 34, p[1] * 34, p[2] * 34)),
};

/** The label's print in its own coordinates: a frame and an olive twig, no words. */
const label: Material = {
  surface: (p, [u, v]) => {
    const x = (u - 0.5) * 0.82;
    const y = (v - 0.5) * 0.62;
    const frameAt = Math.max(Math.abs(x) - 0.365, Math.abs(y) - 0.265);
    const line =
      smoothstep(0.007, 0.003, Math.abs(frameAt)) +
      smoothstep(0.004, 0.001, Math.abs(frameAt + 0.022));
    let ink = line;
    const stem = Math.abs(x - 0.25 * Math.sin(y * 2.4 + 0.4) * 0.3);
    ink += smoothstep(0.006, 0.003, stem) * smoothstep(0.2, 0.19, Math.abs(y - 0.02));
    let olive = 0;
    for (let k = 0; k < 7; k++) {
      const side = k % 2 === 0 ? 1 : -1;
      const cy = -0.13 + k * 0.05;
      const lx = x * side - 0.075;
      const ly = y - cy - 0.45 * lx - 0.03;
      ink += smoothstep(1.1, 0.95, Math.hypot(lx / 0.06, ly / 0.016));
      if (k === 2 || k === 3)
        olive += smoothstep(
          1.08,
          0.95,
          Math.hypot((x * side - 0.05) / 0.026, (y - cy + 0.035) / 0.034),
        );
    }
    const fibre = 1 + 0.05 * noise(p[0] * 60, p[1] * 60, p[2] * 60);
    let albedo = scale(hex(0xefe6d2), fibre);
    albedo = mix(albedo, hex(0x4a5a2c), clamp(ink, 0, 1));
    albedo = mix(albedo, hex(0x2f2a3a), clamp(olive, 0, 1));
    return { kind: 'coated', albedo, roughness: 0.75, f0: 0.03 };
  },
};

function bottleShapes(): Shape[] {
  const shadow: Vec = [0.93, 0.85, 0.62];
  const oil = { outside: 1.46, absorbOutside: AMBER };
  const outer = glass({ inside: 1.5, absorbInside: CLEAR, shadow });
  const wet = glass({ inside: 1.5, absorbInside: CLEAR, ...oil, shadow });
  const dry = glass({ inside: 1.5, absorbInside: CLEAR, shadow: [0.97, 0.97, 0.95] });
  const surface = glass({ inside: 1.46, absorbInside: AMBER, shadow: [1, 1, 1] });
  // The inside's normals point into the cavity, away from the glass.
  const inward = (profile: Profile, along: number, material: Material): Shape => {
    const mesh = lathe(profile, 160, along, material);
    mesh.normals = mesh.normals.map((n) => -n);
    return mesh;
  };
  const level = lathe(
    [
      [0, LEVEL],
      [0.2, LEVEL],
      [0.3, LEVEL],
      [0.345, LEVEL + 0.006],
    ],
    96,
    20,
    surface,
  );
  level.normals = level.normals.map((n) => -n);
  const paper = (u: number, v: number): Vec => {
    const a = -(u - 0.5) * 1.78 - Math.PI / 2;
    return turnY([0.4625 * Math.cos(a), 0.36 + 0.62 * v, -0.4625 * Math.sin(a)], 0.18);
  };
  const stopper: Profile = [
    [0.112, 1.93],
    [0.116, 2.1],
    [0.122, 2.19],
    [0.13, 2.22],
    [0.136, 2.3],
    [0.132, 2.34],
    [0.1, 2.35],
    [0, 2.35],
  ];
  const stone = marble(hex(0xe6e2dc), hex(0x8c8a8a), 1.3, 0.2);
  return [
    lathe(OUTER, 200, 260, outer),
    inward(INNER, 160, wet),
    inward(INNER_TOP, 80, dry),
    level,
    lathe(stopper, 80, 60, cork),
    lathe(
      [
        [0, 1.93],
        [0.06, 1.93],
        [0.112, 1.93],
      ],
      40,
      4,
      cork,
    ),
    patch(paper, 90, 30, label, true, true),
    ...tableTop(stone, 3, -3.4),
  ];
}

/** A garden seen through a kitchen window. */
function garden(x: number, y: number): Vec {
  let c = mix(
    hex(0x7d9a5a),
    hex(0xdfe8df),
    smoothstep(-0.1, 0.45, y + 0.06 * noise(x * 4, y * 4, 3)),
  );
  c = over(c, hex(0x3f6434), 0.75 * blob(x, y, -0.33, 0.02, 0.28, 0.26, 0.55));
  c = over(c, hex(0x567d3c), 0.75 * blob(x, y, 0.36, 0.0, 0.26, 0.2, 0.6));
  c = over(c, hex(0x8fae62), 0.6 * blob(x, y, 0.3, 0.13, 0.13, 0.1, 0.6));
  c = over(c, hex(0xa8c07a), 0.5 * blob(x, y, -0.24, 0.14, 0.1, 0.09, 0.6));
  c = scale(c, 1.25);
  const sash = panel(x, y, -0.335, -1, -0.285, 1, 0.022) + panel(x, y, -2, 0.37, 2, 0.41, 0.022);
  c = over(c, hex(0xd8d4cc), clamp(sash, 0, 1) * 0.9);
  return over(c, hex(0xc9c2b6), panel(x, y, -2, -1, 2, -0.195, 0.025));
}

/** A corked bottle of olive oil on a marble worktop, lit from behind. */
export const bottle = (): Scene => ({
  width: 900,
  height: 1200,
  samples: 24,
  camera: { from: [0.1, 1.75, 6.6], to: [0, 1.13, 0], fov: 24, aperture: 0.06, focus: 6.25 },
  around: {
    backdrop: garden,
    ambient: (h) => mix(hex(0x5a554c), hex(0x8f9390), smoothstep(-0.4, 0.8, h)),
    lights: [
      {
        azimuth: -70,
        elevation: 25,
        width: 0.3,
        height: 0.6,
        rim: 0.04,
        radiance: [10, 10, 9.6],
        panes: [1, 2],
      },
      { azimuth: 105, elevation: 30, width: 0.25, height: 0.6, rim: 0.06, radiance: [5, 4.7, 4.2] },
      { azimuth: 160, elevation: 60, width: 0.5, height: 0.4, rim: 0.2, radiance: [3, 2.8, 2.5] },
    ],
  },
  shapes: bottleShapes,
  look: { ...defaultLook, exposure: 1.08, highlights: [1.02, 1.0, 0.98] },
});
