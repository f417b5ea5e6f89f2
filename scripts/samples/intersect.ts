import type { Bvh } from './bvh.ts';
import type { Geometry } from './geometry.ts';
import { f32, i32 } from './typed.ts';
import type { Vec } from './vec.ts';

/**
 * Finds what a ray hits first. The result of the last call to `trace` is left in the fields, which
 * spares an allocation per ray: `t` is the distance and `prim` the primitive (-1: nothing).
 */
export class Tracer {
  t = Infinity;
  prim = -1;
  /** Barycentric weights of corners 1 and 2 of a triangle; position along a segment in `u`. */
  u = 0;
  v = 0;
  readonly #g: Geometry;
  readonly #bvh: Bvh;
  readonly #stack = new Int32Array(128);

  constructor(geometry: Geometry, bvh: Bvh) {
    this.#g = geometry;
    this.#bvh = bvh;
  }

  /** Whether something lies within `tMax` (0 to 1e30) along the ray from `o` towards unit `d`. */
  trace(o: Vec, d: Vec, tMax: number): boolean {
    const { bounds, link, size, axis, order } = this.#bvh;
    const triangles = this.#g.triangles;
    const stack = this.#stack;
    const ox = o[0];
    const oy = o[1];
    const oz = o[2];
    const dx = d[0];
    const dy = d[1];
    const dz = d[2];
    const ix = 1 / dx;
    const iy = 1 / dy;
    const iz = 1 / dz;
    this.t = tMax;
    this.prim = -1;
    let top = 0;
    let node = 0;
    for (;;) {
      const b = node * 6;
      const x0 = (f32(bounds, b) - ox) * ix;
      const x1 = (f32(bounds, b + 3) - ox) * ix;
      const y0 = (f32(bounds, b + 1) - oy) * iy;
      const y1 = (f32(bounds, b + 4) - oy) * iy;
      const z0 = (f32(bounds, b + 2) - oz) * iz;
      const z1 = (f32(bounds, b + 5) - oz) * iz;
      let near = x0 < x1 ? x0 : x1;
      let far = x0 < x1 ? x1 : x0;
      const ny = y0 < y1 ? y0 : y1;
      const fy = y0 < y1 ? y1 : y0;
      const nz = z0 < z1 ? z0 : z1;
      const fz = z0 < z1 ? z1 : z0;
      if (ny > near) near = ny;
      if (nz > near) near = nz;
      if (fy < far) far = fy;
      if (fz < far) far = fz;
      if (near <= far && far > 0 && near < this.t) {
        const n = i32(size, node);
        if (n === 0) {
          const k = i32(axis, node);
          const backwards = k === 0 ? dx < 0 : k === 1 ? dy < 0 : dz < 0;
          const second = i32(link, node);
          if (backwards) {
            stack[top++] = node + 1;
            node = second;
          } else {
            stack[top++] = second;
            node = node + 1;
          }
          continue;
        }
        const first = i32(link, node);
        for (let i = first; i < first + n; i++) {
          const p = i32(order, i);
          if (p < triangles) this.#triangle(p, ox, oy, oz, dx, dy, dz);
          else this.#segment(p, ox, oy, oz, dx, dy, dz);
        }
      }
      if (top === 0) break;
      node = i32(stack, --top);
    }
    return this.prim >= 0;
  }

  /** T. Möller and B. Trumbore, "Fast, minimum storage ray/triangle intersection", 1997. */
  #triangle(
    p: number,
    ox: number,
    oy: number,
    oz: number,
    dx: number,
    dy: number,
    dz: number,
  ): void {
    const c = this.#g.corners;
    const o = p * 9;
    const ax = f32(c, o + 3);
    const ay = f32(c, o + 4);
    const az = f32(c, o + 5);
    const bx = f32(c, o + 6);
    const by = f32(c, o + 7);
    const bz = f32(c, o + 8);
    const px = dy * bz - dz * by;
    const py = dz * bx - dx * bz;
    const pz = dx * by - dy * bx;
    const det = ax * px + ay * py + az * pz;
    if (det === 0) return;
    const inv = 1 / det;
    const sx = ox - f32(c, o);
    const sy = oy - f32(c, o + 1);
    const sz = oz - f32(c, o + 2);
    const u = (sx * px + sy * py + sz * pz) * inv;
    if (u < 0 || u > 1) return;
    const qx = sy * az - sz * ay;
    const qy = sz * ax - sx * az;
    const qz = sx * ay - sy * ax;
    const v = (dx * qx + dy * qy + dz * qz) * inv;
    if (v < 0 || u + v > 1) return;
    const t = (bx * qx + by * qy + bz * qz) * inv;
    if (t <= 0 || t >= this.t) return;
    this.t = t;
    this.prim = p;
    this.u = u;
    this.v = v;
  }

  /** A strand so thin that the point where ray and axis come closest stands for the crossing. */
  #segment(
    p: number,
    ox: number,
    oy: number,
    oz: number,
    dx: number,
    dy: number,
    dz: number,
  ): void {
    const c = this.#g.segments;
    const o = (p - this.#g.triangles) * 11;
    const ex = f32(c, o + 3);
    const ey = f32(c, o + 4);
    const ez = f32(c, o + 5);
    const wx = ox - f32(c, o);
    const wy = oy - f32(c, o + 1);
    const wz = oz - f32(c, o + 2);
    const de = dx * ex + dy * ey + dz * ez;
    const ee = ex * ex + ey * ey + ez * ez;
    const dw = dx * wx + dy * wy + dz * wz;
    const ew = ex * wx + ey * wy + ez * wz;
    const det = ee - de * de;
    let s = det > 1e-12 ? (ew - de * dw) / det : 0;
    s = s < 0 ? 0 : s > 1 ? 1 : s;
    const t = s * de - dw;
    if (t <= 0) return;
    const r = f32(c, o + 6) + (f32(c, o + 7) - f32(c, o + 6)) * s;
    const gx = wx + dx * t - ex * s;
    const gy = wy + dy * t - ey * s;
    const gz = wz + dz * t - ez * s;
    const gap = r * r - gx * gx - gy * gy - gz * gz;
    if (gap < 0) return;
    const hit = t - Math.sqrt(gap);
    if (hit <= 0 || hit >= this.t) return;
    this.t = hit;
    this.prim = p;
    this.u = s;
    this.v = 0;
  }
}
