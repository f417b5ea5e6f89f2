import type { Material } from './material.ts';
import { cell, fbm, noise } from './noise.ts';
import { clamp, mix, scale, smoothstep, type Vec } from './vec.ts';

/** Colours and scale of a wooden surface. */
export interface Wood {
  light: Vec;
  dark: Vec;
  /** Width of a board in scene units; 0 for one piece. */
  board: number;
  /** Fineness of the grain: features per scene unit across it. */
  grain: number;
  roughness: number;
  f0?: number;
}

/**
 * Wood with its grain along x (in the coordinates that `place` gives), as year rings cut slightly
 * askew plus fine pores.
 */
export function wood(w: Wood, place: (p: Vec) => Vec = (p) => p): Material {
  const pattern = (q: Vec): { colour: Vec; pore: number; gap: number } => {
    const [x, y, z] = place(q);
    const board = w.board > 0 ? Math.floor(z / w.board) : 0;
    const id = cell(board, 3, 8);
    const across = z * w.grain + id * 71;
    const wander =
      1.6 * noise(x * 0.5 * w.grain * 0.25 + id * 30, across * 0.14, y * w.grain * 0.2);
    const ring = across * 0.55 + wander + 0.35 * fbm(x * w.grain * 0.12, across * 0.6, id * 9, 3);
    const phase = ring - Math.floor(ring);
    const late = smoothstep(0, 0.75, phase) * smoothstep(1, 0.82, phase);
    const streak = fbm(x * w.grain * 0.16, across * 5, y * w.grain, 3);
    const pore = smoothstep(0.25, 0.6, noise(x * w.grain * 0.5, across * 11, id * 5));
    const tint = 0.84 + 0.32 * cell(board, 5, 1);
    const t = clamp(0.25 + 0.5 * late + 0.38 * streak + 0.25 * pore, 0, 1);
    const edge = w.board > 0 ? Math.abs(z / w.board - board - 0.5) * w.board : 0;
    const gap = w.board > 0 ? smoothstep(w.board / 2 - 0.012, w.board / 2, edge) : 0;
    const colour = scale(mix(w.light, w.dark, t), tint * (1 - 0.8 * gap));
    return { colour, pore, gap };
  };
  return {
    surface: (p) => {
      const { colour, pore } = pattern(p);
      return {
        kind: 'coated',
        albedo: colour,
        roughness: clamp(w.roughness + 0.15 * pore, 0.05, 1),
        f0: w.f0 ?? 0.04,
      };
    },
    height: (p) => {
      const { pore, gap } = pattern(p);
      return -0.0006 * pore - 0.004 * gap;
    },
    heightStep: 0.004,
  };
}

/** Woven cloth over the (x, z) plane of `place`; `threads` per scene unit. */
export function cloth(colour: Vec, threads: number, place: (p: Vec) => Vec = (p) => p): Material {
  const weave = (q: Vec): number => {
    const p = place(q);
    const x = p[0] * threads + 0.25 * noise(p[0] * 9, 0, p[2] * 9);
    const z = p[2] * threads + 0.25 * noise(p[2] * 9, 5, p[0] * 9);
    const over = (Math.floor(x) + Math.floor(z)) % 2 === 0;
    const a = Math.abs(Math.sin(Math.PI * x));
    const b = Math.abs(Math.sin(Math.PI * z));
    return over ? Math.max(a, b * 0.6) : Math.max(b, a * 0.6);
  };
  return {
    surface: (q) => {
      const p = place(q);
      const vary = 1 + 0.12 * fbm(p[0] * threads * 0.6, p[1], p[2] * threads * 0.08, 2);
      const albedo = scale(colour, vary * (0.62 + 0.38 * weave(q)));
      return { kind: 'coated', albedo, roughness: 0.85, f0: 0.03 };
    },
    height: (q) => (weave(q) * 0.25) / threads,
    heightStep: 0.12 / threads,
  };
}

/** Honed stone or plaster: cloudy, with fine grit. `scaleOf` is features per scene unit. */
export function mottled(
  light: Vec,
  dark: Vec,
  scaleOf: number,
  roughness: number,
  bump: number,
): Material {
  const cloud = (p: Vec): number => fbm(p[0] * scaleOf, p[1] * scaleOf, p[2] * scaleOf, 5);
  return {
    surface: (p) => {
      const t = clamp(0.5 + 0.8 * cloud(p), 0, 1);
      return { kind: 'coated', albedo: mix(light, dark, t), roughness, f0: 0.04 };
    },
    height: (p) => bump * cloud([p[0] * 6, p[1] * 6, p[2] * 6]),
    heightStep: 0.004,
  };
}

/** White marble with soft grey veins. */
export function marble(base: Vec, vein: Vec, size: number, roughness: number): Material {
  return {
    surface: (p) => {
      const [x, y, z] = scale(p, size);
      const warp = fbm(x * 0.5, y, z * 0.5, 5) * 1.5;
      // Veins run mostly one way and swell and fade along their length.
      const run = x * 0.55 + z * 0.9 + warp;
      const strength = smoothstep(-0.25, 0.45, noise(x * 0.6 + 4, y, z * 0.6));
      const line = Math.abs(noise(run, 3, (x - z) * 0.12));
      const fine = Math.abs(noise(run * 2.7 + 9, 5, (x - z) * 0.4));
      const t =
        strength * (0.8 * smoothstep(0.12, 0, line) ** 1.6 + 0.35 * smoothstep(0.4, 0.05, line)) +
        0.3 * (1 - strength) * smoothstep(0.1, 0, fine);
      const cloud = 0.22 * (0.5 + fbm(x * 0.5, y, z * 0.5, 3));
      const albedo = mix(base, vein, clamp(t * 0.7 + cloud, 0, 1));
      return { kind: 'coated', albedo, roughness, f0: 0.045 };
    },
  };
}
