import type { Vec } from './vec.ts';

/** What a surface is made of at one point. Colours are linear RGB in 0..1. */
export type Surface =
  /** Diffuse base under a clear GGX coat; `f0` is the coat's reflectance head on. */
  | { kind: 'coated'; albedo: Vec; roughness: number; f0: number }
  | { kind: 'metal'; albedo: Vec; roughness: number }
  /** A sheet that also lets light through, such as a leaf. */
  | { kind: 'thin'; albedo: Vec; through: Vec; roughness: number; f0: number }
  /** A hair; `albedo` is the share of light that it scatters. */
  | { kind: 'fibre'; albedo: Vec }
  | Glass;

/**
 * A smooth interface between two clear media, "inner" lying against the surface normal.
 * `inside` and `outside` are refractive indices, the absorptions are per unit of length, and
 * `shadow` is the tint that one crossing gives to a shadow.
 */
export interface Glass {
  kind: 'glass';
  inside: number;
  outside: number;
  absorbInside: Vec;
  absorbOutside: Vec;
  shadow: Vec;
}

export interface Material {
  /** `p` in world space, `uv` as the mesh gave them (for a fibre: root 0 to tip 1, random id). */
  surface: (p: Vec, uv: readonly [number, number]) => Surface;
  /** Height in world units, for bump mapping. */
  height?: (p: Vec, uv: readonly [number, number]) => number;
  /** Whether shadow rays pass through it (set for glass). */
  clear?: boolean;
  /** Step for the slope of `height`, in world units; the default is 0.002. */
  heightStep?: number;
}

/** The same coated surface everywhere. */
export function plain(albedo: Vec, roughness: number, f0 = 0.04): Material {
  const surface: Surface = { kind: 'coated', albedo, roughness, f0 };
  return { surface: () => surface };
}

/** The same metal everywhere. */
export function metal(albedo: Vec, roughness: number): Material {
  const surface: Surface = { kind: 'metal', albedo, roughness };
  return { surface: () => surface };
}

/** The same glass everywhere. */
export function glass(options: Partial<Omit<Glass, 'kind'>>): Material {
  const surface: Surface = {
    kind: 'glass',
    inside: 1.5,
    outside: 1,
    absorbInside: [0, 0, 0],
    absorbOutside: [0, 0, 0],
    shadow: [0.85, 0.85, 0.85],
    ...options,
  };
  return { surface: () => surface, clear: true };
}
