import type { Hit } from './hit.ts';
import type { Glass, Surface } from './material.ts';
import { add, along, dot, frame, luminance, normalize, scale, type Vec } from './vec.ts';

/** The two halves in which a surface's light is gathered, so that they can be denoised apart. */
export type Lobe = 'diffuse' | 'specular';

/** How a lobe scatters into one direction: `weight` is the reflectance times the cosine. */
export interface Scatter {
  weight: Vec;
  /** Density of `sampleLobe` for that direction, per steradian. */
  pdf: number;
}

export type Scattering = Exclude<Surface, Glass>;

const NONE: Scatter = { weight: [0, 0, 0], pdf: 0 };

/** Fresnel reflectance by C. Schlick, 1994. */
const schlick = (f0: number, cos: number): number => f0 + (1 - f0) * Math.max(0, 1 - cos) ** 5;

/** How often to follow the specular lobe, 0..1, for a view along `d`. */
export function specularShare(s: Scattering, hit: Hit, d: Vec): number {
  if (s.kind === 'metal') return 1;
  if (s.kind === 'fibre') return 0;
  const f = schlick(s.f0, -dot(hit.normal, d)) * (1 - 0.5 * s.roughness);
  const base = luminance(s.albedo);
  return Math.min(0.9, Math.max(0.12, f / (f + base + 1e-3)));
}

/** The colour that the diffuse lobe is divided by for denoising. */
export const baseColour = (s: Scattering): Vec => s.albedo;

/**
 * Evaluates one lobe for light that arrives from direction `l` and leaves against `d`. The diffuse
 * lobe is given without the factor `baseColour`.
 */
export function evaluate(s: Scattering, lobe: Lobe, hit: Hit, d: Vec, l: Vec): Scatter {
  if (s.kind === 'fibre') {
    if (lobe === 'specular') return NONE;
    // J. Kajiya and T. Kay, "Rendering fur with three dimensional textures", 1989: the diffuse part
    // goes with the sine to the fibre; its integral over all directions is pi squared.
    const c = dot(hit.tangent, l);
    const w = Math.sqrt(Math.max(0, 1 - c * c)) / (Math.PI * Math.PI);
    return { weight: [w, w, w], pdf: 1 / (4 * Math.PI) };
  }
  const nl = dot(hit.normal, l);
  if (lobe === 'diffuse') {
    if (s.kind === 'metal') return NONE;
    if (nl <= 0) {
      if (s.kind !== 'thin') return NONE;
      const k = -nl / Math.PI;
      const ratio = (c: 0 | 1 | 2): number => (s.through[c] / Math.max(s.albedo[c], 0.02)) * k;
      return { weight: [ratio(0), ratio(1), ratio(2)], pdf: 0.5 * k };
    }
    const left = 1 - schlick(s.f0, -dot(hit.normal, d));
    const w = (left * nl) / Math.PI;
    const pdf = (nl / Math.PI) * (s.kind === 'thin' ? 0.5 : 1);
    return { weight: [w, w, w], pdf };
  }
  const nv = -dot(hit.normal, d);
  if (nl <= 0 || nv <= 0) return NONE;
  const h = normalize(add(l, scale(d, -1)));
  const nh = dot(hit.normal, h);
  const vh = -dot(d, h);
  // GGX with the height-correlated masking of E. Heitz, "Understanding the masking-shadowing
  // function in microfacet-based BRDFs", 2014.
  const a2 = alpha(s.roughness) ** 2;
  const density = a2 / (Math.PI * (nh * nh * (a2 - 1) + 1) ** 2);
  const rootV = Math.sqrt(a2 + (1 - a2) * nv * nv);
  const rootL = Math.sqrt(a2 + (1 - a2) * nl * nl);
  const shape = (density * 0.5) / (nl * rootV + nv * rootL);
  const masking = (2 * nv) / (nv + rootV);
  const pdf = (masking * density) / (4 * nv);
  const fresnel = (c: number): number => schlick(c, vh) * shape * nl;
  if (s.kind === 'metal') {
    const [r, g, b] = s.albedo;
    return { weight: [fresnel(r), fresnel(g), fresnel(b)], pdf };
  }
  const w = fresnel(s.f0);
  return { weight: [w, w, w], pdf };
}

const alpha = (roughness: number): number => Math.max(0.02, roughness * roughness);

/** Draws a direction for the light of one lobe from two random numbers. */
export function sampleLobe(
  s: Scattering,
  lobe: Lobe,
  hit: Hit,
  d: Vec,
  u1: number,
  u2: number,
): Vec {
  const phi = 2 * Math.PI * u2;
  if (s.kind === 'fibre') {
    const z = 1 - 2 * u1;
    const r = Math.sqrt(Math.max(0, 1 - z * z));
    return [r * Math.cos(phi), z, r * Math.sin(phi)];
  }
  const [tx, ty] = frame(hit.normal);
  const out = (x: number, y: number, z: number): Vec =>
    along(along(scale(hit.normal, z), tx, x), ty, y);
  if (lobe === 'diffuse') {
    let u = u1;
    let side = 1;
    if (s.kind === 'thin') {
      side = u < 0.5 ? 1 : -1;
      u = (u * 2) % 1;
    }
    const r = Math.sqrt(u);
    return out(r * Math.cos(phi), r * Math.sin(phi), side * Math.sqrt(Math.max(0, 1 - u)));
  }
  // J. Dupuy and A. Benyoub, "Sampling visible GGX normals with spherical caps", 2023.
  const a = alpha(s.roughness);
  const v: Vec = [-dot(d, tx), -dot(d, ty), -dot(d, hit.normal)];
  const std = normalize([v[0] * a, v[1] * a, v[2]]);
  const z = (1 - u1) * (1 + std[2]) - std[2];
  const sin = Math.sqrt(Math.max(0, 1 - z * z));
  const m: Vec = [sin * Math.cos(phi) + std[0], sin * Math.sin(phi) + std[1], z + std[2]];
  const h = normalize([m[0] * a, m[1] * a, Math.max(m[2], 1e-6)]);
  const k = 2 * dot(v, h);
  return out(h[0] * k - v[0], h[1] * k - v[1], h[2] * k - v[2]);
}

/** Unpolarised Fresnel reflectance of a smooth interface; `eta` is index behind over before. */
export function dielectricFresnel(cos: number, eta: number): number {
  const sin2 = (1 - cos * cos) / (eta * eta);
  if (sin2 >= 1) return 1;
  const t = Math.sqrt(1 - sin2);
  const rs = (cos - eta * t) / (cos + eta * t);
  const rp = (t - eta * cos) / (t + eta * cos);
  return 0.5 * (rs * rs + rp * rp);
}

/** Direction behind a smooth interface (Snell), or undefined when all is reflected. */
export function refract(d: Vec, n: Vec, eta: number): Vec | undefined {
  const cos = -dot(d, n);
  const sin2 = (1 - cos * cos) / (eta * eta);
  if (sin2 >= 1) return undefined;
  return normalize(along(scale(d, 1 / eta), n, cos / eta - Math.sqrt(1 - sin2)));
}
