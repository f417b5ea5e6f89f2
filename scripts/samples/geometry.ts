import type { Material } from './material.ts';
import type { Shape } from './mesh.ts';
import { item } from './typed.ts';

/**
 * All shapes of a scene as flat arrays. Primitives 0..triangles-1 are triangles, the others strand
 * segments.
 */
export interface Geometry {
  triangles: number;
  count: number;
  /** Corner and two edges per triangle, 9 numbers. */
  corners: Float32Array;
  /** Vertex normals per triangle, 9 numbers. */
  normals: Float32Array;
  /** Vertex surface coordinates per triangle, 6 numbers. */
  uvs: Float32Array;
  /** Start, span, start radius, end radius, start u, end u, id per segment, 11 numbers. */
  segments: Float32Array;
  /** Index into `materials` per primitive. */
  materialOf: Int32Array;
  materials: Material[];
  /** 1 for primitives of the subject. */
  subject: Uint8Array;
}

/** Flattens shapes, so that the tracer's inner loop touches typed arrays only. */
export function flatten(shapes: readonly Shape[]): Geometry {
  let triangles = 0;
  let segmentCount = 0;
  for (const s of shapes) {
    if (s.kind === 'mesh') triangles += s.indices.length / 3;
    else segmentCount += s.segments.length / 11;
  }
  const count = triangles + segmentCount;
  const corners = new Float32Array(triangles * 9);
  const normals = new Float32Array(triangles * 9);
  const uvs = new Float32Array(triangles * 6);
  const segments = new Float32Array(segmentCount * 11);
  const materialOf = new Int32Array(count);
  const subject = new Uint8Array(count);
  const materials: Material[] = [];
  let t = 0;
  let g = 0;
  for (const s of shapes) {
    const m = materials.push(s.material) - 1;
    if (s.kind === 'strands') {
      for (let i = 0; i < s.segments.length; i += 11, g++) {
        for (let k = 0; k < 11; k++) {
          const v = item(s.segments, i + k);
          segments[g * 11 + k] = k >= 3 && k < 6 ? v - item(s.segments, i + k - 3) : v;
        }
        materialOf[triangles + g] = m;
        subject[triangles + g] = s.subject ? 1 : 0;
      }
      continue;
    }
    for (let i = 0; i < s.indices.length; i += 3, t++) {
      const first = item(s.indices, i) * 3;
      for (let c = 0; c < 3; c++) {
        const v = item(s.indices, i + c);
        for (let k = 0; k < 3; k++) {
          const p = item(s.positions, v * 3 + k);
          corners[t * 9 + c * 3 + k] = c === 0 ? p : p - item(s.positions, first + k);
          normals[t * 9 + c * 3 + k] = item(s.normals, v * 3 + k);
        }
        uvs[t * 6 + c * 2] = item(s.uvs, v * 2);
        uvs[t * 6 + c * 2 + 1] = item(s.uvs, v * 2 + 1);
      }
      materialOf[t] = m;
      subject[t] = s.subject ? 1 : 0;
    }
  }
  return {
    triangles,
    count,
    corners,
    normals,
    uvs,
    segments,
    materialOf,
    materials,
    subject,
  };
}
