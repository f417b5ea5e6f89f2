import type { Material } from './material.ts';
import type { Mesh, Strands } from './mesh.ts';
import { noise } from './noise.ts';
import { Random } from './random.ts';
import { item } from './typed.ts';
import { add, along, cross, dot, length, normalize, scale, sub, type Vec } from './vec.ts';

/** How the fur of one part grows. Lengths are in scene units. */
export interface Coat {
  /** Hairs per square unit of skin. */
  density: number;
  length: number;
  /** Radius at the root. */
  thickness: number;
  /** How much hairs bend away from upright, 0..1. */
  lean: number;
  /** Radius of the curl. */
  curl: number;
  /** Scales the length by place; 0 leaves the skin bare there. */
  lengthAt?: (p: Vec) => number;
}

const JOINTS = 5;

/** Grows fur all over a mesh; the same seed grows the same fur. */
export function growFur(skin: Mesh, coat: Coat, material: Material, seed: number): Strands {
  const random = new Random(seed);
  const segments: number[] = [];
  const at = (a: number[], i: number): Vec => [
    item(a, i * 3),
    item(a, i * 3 + 1),
    item(a, i * 3 + 2),
  ];
  let owed = 0;
  for (let i = 0; i < skin.indices.length; i += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => item(skin.indices, i + k)) as [number, number, number];
    const p0 = at(skin.positions, a);
    const e1 = sub(at(skin.positions, b), p0);
    const e2 = sub(at(skin.positions, c), p0);
    owed += 0.5 * length(cross(e1, e2)) * coat.density;
    for (; owed >= 1; owed--) {
      let u = random.next();
      let v = random.next();
      if (u + v > 1) {
        u = 1 - u;
        v = 1 - v;
      }
      const root = along(along(p0, e1, u), e2, v);
      const n = normalize(
        along(
          along(scale(at(skin.normals, a), 1 - u - v), at(skin.normals, b), u),
          at(skin.normals, c),
          v,
        ),
      );
      growHair(root, n);
    }
  }

  function growHair(root: Vec, n: Vec): void {
    const long = coat.length * random.range(0.7, 1.15) * (coat.lengthAt?.(root) ?? 1);
    const id = random.next();
    const start = random.range(0, 2 * Math.PI);
    if (long < 0.004) return;
    // Neighbours lean the same way, so the coat parts into tufts.
    const q = scale(root, 5.5);
    const tuft: Vec = [
      noise(q[0], q[1], q[2]),
      noise(q[0] + 19, q[1], q[2]) - 0.35,
      noise(q[0], q[1] + 23, q[2]),
    ];
    const w = scale(root, 21);
    const wisp: Vec = [
      noise(w[0], w[1], w[2]),
      noise(w[0] + 7, w[1], w[2]),
      noise(w[0], w[1] + 9, w[2]),
    ];
    const stray: Vec = [random.range(-1, 1), random.range(-1, 1), random.range(-1, 1)];
    const bent = add(scale(tuft, 0.9), add(scale(wisp, 0.75), scale(stray, 0.3)));
    const lean = scale(sub(bent, scale(n, dot(bent, n))), coat.lean);
    const side = normalize(cross(n, [0.3, 0.5, 0.8]));
    const other = cross(n, side);
    const joint = (t: number): Vec => {
      const turn = start + 5.5 * t;
      const up = along(root, normalize(along(n, lean, 0.5 + t)), long * t);
      const r = coat.curl * t;
      return along(along(up, side, r * Math.cos(turn)), other, r * Math.sin(turn));
    };
    const radius = (t: number): number => coat.thickness * (1 - 0.75 * t * t);
    let from = joint(0);
    for (let k = 1; k <= JOINTS; k++) {
      const t0 = (k - 1) / JOINTS;
      const t1 = k / JOINTS;
      const to = joint(t1);
      segments.push(...from, ...to, radius(t0), radius(t1), t0, t1, id);
      from = to;
    }
  }
  return { kind: 'strands', segments, material, subject: skin.subject };
}
