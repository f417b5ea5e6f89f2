import type { Material } from './material.ts';
import { emptyMesh, type Mesh } from './mesh.ts';
import type { Sdf } from './sdf.ts';
import { f32 } from './typed.ts';
import { normalize, type Vec } from './vec.ts';

function slope(sdf: Sdf, p: Vec, h: number): Vec {
  const [x, y, z] = p;
  return [
    (sdf(x + h, y, z) - sdf(x - h, y, z)) / (2 * h),
    (sdf(x, y + h, z) - sdf(x, y - h, z)) / (2 * h),
    (sdf(x, y, z + h) - sdf(x, y, z - h)) / (2 * h),
  ];
}

/**
 * Triangles of the surface sdf = 0 within the box `lo`..`hi`, by surface nets (S. F. Gibson,
 * "Constrained elastic surface nets", 1998): one vertex per `cell`-sized cube that the surface
 * crosses, pulled onto the surface, with the distance's slope for a normal.
 */
export function isosurface(
  sdf: Sdf,
  lo: Vec,
  hi: Vec,
  cell: number,
  material: Material,
  subject = true,
): Mesh {
  const mesh = emptyMesh(material, subject);
  const nx = Math.ceil((hi[0] - lo[0]) / cell) + 1;
  const ny = Math.ceil((hi[1] - lo[1]) / cell) + 1;
  const nz = Math.ceil((hi[2] - lo[2]) / cell) + 1;
  const values = new Float32Array(nx * ny * nz);
  const at = (i: number, j: number, k: number): number => (k * ny + j) * nx + i;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++) {
        values[at(i, j, k)] = sdf(lo[0] + i * cell, lo[1] + j * cell, lo[2] + k * cell);
      }
    }
  }
  const vertexOf = new Int32Array(nx * ny * nz).fill(-1);
  const vertex = (i: number, j: number, k: number): void => {
    let x = 0;
    let y = 0;
    let z = 0;
    let crossings = 0;
    for (let axis = 0; axis < 3; axis++) {
      for (let corner = 0; corner < 4; corner++) {
        const b0 = corner & 1;
        const b1 = corner >> 1;
        const ci = axis === 0 ? 0 : b0;
        const cj = axis === 1 ? 0 : axis === 0 ? b0 : b1;
        const ck = axis === 2 ? 0 : b1;
        const a = f32(values, at(i + ci, j + cj, k + ck));
        const di = axis === 0 ? 1 : 0;
        const dj = axis === 1 ? 1 : 0;
        const dk = axis === 2 ? 1 : 0;
        const b = f32(values, at(i + ci + di, j + cj + dj, k + ck + dk));
        if (a < 0 === b < 0) continue;
        const t = a / (a - b);
        x += ci + di * t;
        y += cj + dj * t;
        z += ck + dk * t;
        crossings++;
      }
    }
    if (crossings === 0) return;
    let p: Vec = [
      lo[0] + (i + x / crossings) * cell,
      lo[1] + (j + y / crossings) * cell,
      lo[2] + (k + z / crossings) * cell,
    ];
    let g = slope(sdf, p, cell * 0.25);
    for (let step = 0; step < 2; step++) {
      const d = sdf(p[0], p[1], p[2]) / Math.max(g[0] * g[0] + g[1] * g[1] + g[2] * g[2], 0.2);
      const m = Math.min(Math.max(d, -cell * 0.5), cell * 0.5);
      p = [p[0] - g[0] * m, p[1] - g[1] * m, p[2] - g[2] * m];
      g = slope(sdf, p, cell * 0.25);
    }
    vertexOf[at(i, j, k)] = mesh.positions.length / 3;
    mesh.positions.push(...p);
    mesh.normals.push(...normalize(g));
    mesh.uvs.push(0, 0);
  };
  for (let k = 0; k < nz - 1; k++) {
    for (let j = 0; j < ny - 1; j++) for (let i = 0; i < nx - 1; i++) vertex(i, j, k);
  }
  const face = (a: number, b: number, c: number, d: number, flip: boolean): void => {
    const v = [a, b, c, d].map((n) => vertexOf[n] as number);
    const [p, q, r, s] = v as [number, number, number, number];
    if (p < 0 || q < 0 || r < 0 || s < 0) return;
    if (flip) mesh.indices.push(p, r, q, p, s, r);
    else mesh.indices.push(p, q, r, p, r, s);
  };
  for (let k = 1; k < nz - 1; k++) {
    for (let j = 1; j < ny - 1; j++) {
      for (let i = 1; i < nx - 1; i++) {
        const n = at(i, j, k);
        const solid = f32(values, n) < 0;
        const X = 1;
        const Y = nx;
        const Z = nx * ny;
        if (solid !== f32(values, n + X) < 0) face(n, n - Y, n - Y - Z, n - Z, solid);
        if (solid !== f32(values, n + Y) < 0) face(n, n - Z, n - Z - X, n - X, solid);
        if (solid !== f32(values, n + Z) < 0) face(n, n - X, n - X - Y, n - Y, solid);
      }
    }
  }
  return mesh;
}
