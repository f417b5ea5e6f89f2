import type { Material } from './material.ts';
import { add, cross, normalize, scale, sub, type Vec } from './vec.ts';

/** Triangles with smooth normals and a surface coordinate per vertex. */
export interface Mesh {
  kind: 'mesh';
  positions: number[];
  normals: number[];
  uvs: number[];
  indices: number[];
  material: Material;
  /** Whether it belongs to what is to be cut out. */
  subject: boolean;
}

/** Round tapered segments: ax ay az bx by bz ra rb ua ub id, eleven numbers each. */
export interface Strands {
  kind: 'strands';
  segments: number[];
  material: Material;
  subject: boolean;
}

export type Shape = Mesh | Strands;

export function emptyMesh(material: Material, subject: boolean): Mesh {
  return { kind: 'mesh', positions: [], normals: [], uvs: [], indices: [], material, subject };
}

/**
 * The surface `f(u, v)`, u and v in 0..1, as a grid of `nu` by `nv` quads.
 * Normals come from the slopes and point along df/du x df/dv (`flip` turns them over).
 */
export function patch(
  f: (u: number, v: number) => Vec,
  nu: number,
  nv: number,
  material: Material,
  subject = true,
  flip = false,
): Mesh {
  const mesh = emptyMesh(material, subject);
  const h = 1e-4;
  for (let j = 0; j <= nv; j++) {
    for (let i = 0; i <= nu; i++) {
      const u = i / nu;
      const v = j / nv;
      mesh.positions.push(...f(u, v));
      // Poles of a surface of revolution have no slope along u; look a little inside instead.
      const vi = Math.min(Math.max(v, 2e-3), 1 - 2e-3);
      const du = sub(f(u + h, vi), f(u - h, vi));
      const dv = sub(f(u, vi + h), f(u, vi - h));
      const n = normalize(cross(du, dv));
      mesh.normals.push(...scale(n, flip ? -1 : 1));
      mesh.uvs.push(u, v);
    }
  }
  for (let j = 0; j < nv; j++) {
    for (let i = 0; i < nu; i++) {
      const a = j * (nu + 1) + i;
      const b = a + nu + 1;
      mesh.indices.push(a, a + 1, b, b, a + 1, b + 1);
    }
  }
  return mesh;
}

/** A flat quad spanned by `du` and `dv` from `corner`; its normal is du x dv. */
export function quad(corner: Vec, du: Vec, dv: Vec, material: Material, subject = false): Mesh {
  return patch((u, v) => add(corner, add(scale(du, u), scale(dv, v))), 1, 1, material, subject);
}

/** A smooth curve through `points` (Catmull-Rom, centripetal spacing left out), t in 0..1. */
export function curve(points: readonly Vec[]): (t: number) => Vec {
  const last = points.length - 1;
  const at = (i: number): Vec => points[Math.min(Math.max(i, 0), last)] as Vec;
  return (t) => {
    const x = Math.min(Math.max(t, 0), 1) * last;
    const i = Math.min(Math.floor(x), last - 1);
    const s = x - i;
    const [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const w0 = ((2 - s) * s - 1) * s * 0.5;
    const w1 = ((3 * s - 5) * s * s + 2) * 0.5;
    const w2 = ((4 - 3 * s) * s + 1) * s * 0.5;
    const w3 = (s - 1) * s * s * 0.5;
    const axis = (k: 0 | 1 | 2): number => w0 * p0[k] + w1 * p1[k] + w2 * p2[k] + w3 * p3[k];
    return [axis(0), axis(1), axis(2)];
  };
}

/**
 * Surface of revolution about the y axis through `centre`. The profile runs through [radius, height]
 * pairs, bottom to top for normals that point outwards.
 */
export function lathe(
  profile: readonly (readonly [number, number])[],
  around: number,
  along: number,
  material: Material,
  subject = true,
  centre: Vec = [0, 0, 0],
): Mesh {
  const path = curve(profile.map(([r, y]): Vec => [r, y, 0]));
  const f = (u: number, v: number): Vec => {
    const p = path(v);
    const a = u * 2 * Math.PI;
    return [centre[0] + p[0] * Math.cos(a), centre[1] + p[1], centre[2] - p[0] * Math.sin(a)];
  };
  return patch(f, around, along, material, subject);
}

/** A round tube along a path; `radius` may vary with t in 0..1. */
export function tube(
  path: (t: number) => Vec,
  radius: (t: number) => number,
  around: number,
  along: number,
  material: Material,
  subject = true,
  up: Vec = [0.13, 0.2, 0.97],
): Mesh {
  const f = (u: number, v: number): Vec => {
    const tangent = normalize(sub(path(Math.min(v + 1e-3, 1)), path(Math.max(v - 1e-3, 0))));
    const side = normalize(cross(up, tangent));
    const other = cross(tangent, side);
    const a = u * 2 * Math.PI;
    const r = radius(v);
    return add(path(v), add(scale(side, r * Math.cos(a)), scale(other, r * Math.sin(a))));
  };
  return patch(f, around, along, material, subject);
}

/** Moves every vertex by `move` and every normal by `turn` (its rotation part), in place. */
export function place(mesh: Mesh, move: (p: Vec) => Vec, turn: (n: Vec) => Vec): Mesh {
  const each = (a: number[], f: (p: Vec) => Vec): void => {
    for (let i = 0; i < a.length; i += 3) {
      const q = f([a[i] as number, a[i + 1] as number, a[i + 2] as number]);
      a[i] = q[0];
      a[i + 1] = q[1];
      a[i + 2] = q[2];
    }
  };
  each(mesh.positions, move);
  each(mesh.normals, turn);
  return mesh;
}
