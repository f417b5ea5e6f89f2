import type { Geometry } from './geometry.ts';
import type { Tracer } from './intersect.ts';
import type { Surface } from './material.ts';
import { f32, i32, item } from './typed.ts';
import { along, cross, dot, normalize, scale, sub, type Vec } from './vec.ts';

/** All that shading needs to know about where a ray ended. */
export interface Hit {
  p: Vec;
  /** Normal of the flat triangle, turned towards where the ray came from. */
  flat: Vec;
  /** Smooth, bump-mapped normal, turned likewise; for a fibre, across it towards the ray. */
  normal: Vec;
  /** Direction of a fibre, else unused. */
  tangent: Vec;
  /** Whether the ray arrived from the side that the mesh's normal points to. */
  outside: boolean;
  surface: Surface;
  /** How far to step off the surface to leave it behind, in scene units. */
  step: number;
}

const vec = (a: Float32Array, o: number): Vec => [f32(a, o), f32(a, o + 1), f32(a, o + 2)];

/**
 * Resolves the tracer's last hit for a ray from `o` along unit `d`; `bumps` can be left out where
 * they would not be noticed.
 */
export function resolve(g: Geometry, tracer: Tracer, o: Vec, d: Vec, bumps: boolean): Hit {
  const { prim, t, u, v } = tracer;
  const p = along(o, d, t);
  const material = item(g.materials, i32(g.materialOf, prim));
  if (prim >= g.triangles) {
    const s = (prim - g.triangles) * 11;
    const tangent = normalize(vec(g.segments, s + 3));
    const across = normalize(sub(scale(tangent, dot(tangent, d)), d));
    const root = f32(g.segments, s + 8);
    const at = root + (f32(g.segments, s + 9) - root) * u;
    const surface = material.surface(p, [at, f32(g.segments, s + 10)]);
    const step = 2.5 * f32(g.segments, s + 6);
    return { p, flat: across, normal: across, tangent, outside: true, surface, step };
  }
  const c = prim * 9;
  let flat = normalize(cross(vec(g.corners, c + 3), vec(g.corners, c + 6)));
  const n0 = vec(g.normals, c);
  const n1 = vec(g.normals, c + 3);
  const n2 = vec(g.normals, c + 6);
  const w = 1 - u - v;
  let normal = normalize([
    n0[0] * w + n1[0] * u + n2[0] * v,
    n0[1] * w + n1[1] * u + n2[1] * v,
    n0[2] * w + n1[2] * u + n2[2] * v,
  ]);
  if (dot(flat, normal) < 0) flat = scale(flat, -1);
  const outside = dot(flat, d) < 0;
  const q = prim * 6;
  const uv = [
    f32(g.uvs, q) * w + f32(g.uvs, q + 2) * u + f32(g.uvs, q + 4) * v,
    f32(g.uvs, q + 1) * w + f32(g.uvs, q + 3) * u + f32(g.uvs, q + 5) * v,
  ] as const;
  if (bumps && material.height !== undefined) {
    const h = material.heightStep ?? 0.002;
    const base = material.height(p, uv);
    const x = (material.height([p[0] + h, p[1], p[2]], uv) - base) / h;
    const y = (material.height([p[0], p[1] + h, p[2]], uv) - base) / h;
    const z = (material.height([p[0], p[1], p[2] + h], uv) - base) / h;
    const slope: Vec = [x, y, z];
    // Only the part of the slope along the surface tilts it.
    normal = normalize(sub(normal, along(slope, normal, -dot(slope, normal))));
  }
  if (!outside) {
    flat = scale(flat, -1);
    normal = scale(normal, -1);
  }
  // A bumped normal that faces away from the ray would make the surface black.
  const facing = dot(normal, d);
  if (facing > -0.02) normal = normalize(along(normal, d, -facing - 0.02));
  const surface = material.surface(p, uv);
  return { p, flat, normal, tangent: flat, outside, surface, step: 2e-4 };
}
