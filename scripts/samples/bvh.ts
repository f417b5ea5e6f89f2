import type { Geometry } from './geometry.ts';
import { f32, i32 } from './typed.ts';

/**
 * A binary tree of boxes. Node n has its box at `bounds[6n]`; a leaf has `size[n]` primitives from
 * `order[link[n]]` on, an inner node (size 0) its first child at n + 1 and its second at link[n].
 */
export interface Bvh {
  bounds: Float32Array;
  link: Int32Array;
  size: Int32Array;
  axis: Int32Array;
  order: Int32Array;
}

const BINS = 12;
const LEAF = 3;

function primitiveBoxes(g: Geometry): Float32Array {
  const boxes = new Float32Array(g.count * 6);
  for (let i = 0; i < g.count; i++) {
    for (let k = 0; k < 3; k++) {
      let lo: number;
      let hi: number;
      if (i < g.triangles) {
        const a = f32(g.corners, i * 9 + k);
        const b = a + f32(g.corners, i * 9 + 3 + k);
        const c = a + f32(g.corners, i * 9 + 6 + k);
        lo = Math.min(a, b, c);
        hi = Math.max(a, b, c);
      } else {
        const s = (i - g.triangles) * 11;
        const a = f32(g.segments, s + k);
        const b = a + f32(g.segments, s + 3 + k);
        const r = Math.max(f32(g.segments, s + 6), f32(g.segments, s + 7));
        lo = Math.min(a, b) - r;
        hi = Math.max(a, b) + r;
      }
      // A little room for single-precision rounding.
      const slack = 1e-6 * (1 + Math.abs(lo) + Math.abs(hi));
      boxes[i * 6 + k] = lo - slack;
      boxes[i * 6 + 3 + k] = hi + slack;
    }
  }
  return boxes;
}

/** Half the surface area of the box at `o`. */
function area(b: Float64Array, o: number): number {
  const x = (b[o + 3] as number) - (b[o] as number);
  const y = (b[o + 4] as number) - (b[o + 1] as number);
  const z = (b[o + 5] as number) - (b[o + 2] as number);
  return x < 0 ? 0 : x * y + y * z + z * x;
}

function reset(b: Float64Array): void {
  for (let i = 0; i < b.length; i++) b[i] = i % 6 < 3 ? Infinity : -Infinity;
}

function grow(b: Float64Array, o: number, from: Float32Array | Float64Array, p: number): void {
  for (let k = 0; k < 3; k++) {
    b[o + k] = Math.min(b[o + k] as number, from[p + k] as number);
    b[o + 3 + k] = Math.max(b[o + 3 + k] as number, from[p + 3 + k] as number);
  }
}

/**
 * Builds the tree top down, cutting each box where the binned surface-area heuristic is least
 * (I. Wald, "On fast construction of SAH-based bounding volume hierarchies", 2007).
 */
export function buildBvh(g: Geometry): Bvh {
  const boxes = primitiveBoxes(g);
  const order = Int32Array.from({ length: g.count }, (_, i) => i);
  const bounds = new Float32Array(g.count * 12);
  const link = new Int32Array(g.count * 2);
  const size = new Int32Array(g.count * 2);
  const axisOf = new Int32Array(g.count * 2);
  const binBox = new Float64Array(BINS * 6);
  const binCount = new Int32Array(BINS);
  const rightArea = new Float64Array(BINS);
  const box = new Float64Array(6);
  const mids = new Float64Array(6);
  let nodes = 0;

  const middle = (p: number, k: number): number =>
    (f32(boxes, p * 6 + k) + f32(boxes, p * 6 + 3 + k)) * 0.5;

  /** Chooses where to cut order[from..to), or -1 for a leaf; sorts the range about the cut. */
  function split(from: number, to: number, node: number): number {
    const n = to - from;
    if (n <= LEAF) return -1;
    reset(mids);
    for (let i = from; i < to; i++) {
      const p = i32(order, i);
      for (let k = 0; k < 3; k++) {
        const m = middle(p, k);
        mids[k] = Math.min(mids[k] as number, m);
        mids[3 + k] = Math.max(mids[3 + k] as number, m);
      }
    }
    let bestCost = Infinity;
    let bestAxis = -1;
    let bestBin = 0;
    for (let k = 0; k < 3; k++) {
      const lo = mids[k] as number;
      const span = (mids[3 + k] as number) - lo;
      if (span < 1e-9) continue;
      reset(binBox);
      binCount.fill(0);
      for (let i = from; i < to; i++) {
        const p = i32(order, i);
        const b = Math.min(BINS - 1, Math.floor(((middle(p, k) - lo) / span) * BINS));
        binCount[b] = i32(binCount, b) + 1;
        grow(binBox, b * 6, boxes, p * 6);
      }
      reset(box);
      for (let b = BINS - 1; b > 0; b--) {
        grow(box, 0, binBox, b * 6);
        rightArea[b] = area(box, 0);
      }
      reset(box);
      let left = 0;
      for (let b = 0; b < BINS - 1; b++) {
        grow(box, 0, binBox, b * 6);
        left += i32(binCount, b);
        if (left === 0 || left === n) continue;
        const cost = area(box, 0) * left + (rightArea[b + 1] as number) * (n - left);
        if (cost < bestCost) {
          bestCost = cost;
          bestAxis = k;
          bestBin = b;
        }
      }
    }
    if (bestAxis < 0) return n > 16 ? from + (n >> 1) : -1;
    axisOf[node] = bestAxis;
    const lo = mids[bestAxis] as number;
    const span = (mids[3 + bestAxis] as number) - lo;
    let i = from;
    let j = to - 1;
    while (i <= j) {
      const p = i32(order, i);
      const b = Math.min(BINS - 1, Math.floor(((middle(p, bestAxis) - lo) / span) * BINS));
      if (b <= bestBin) i++;
      else {
        order[i] = i32(order, j);
        order[j--] = p;
      }
    }
    return i;
  }

  function build(from: number, to: number): void {
    const node = nodes++;
    reset(box);
    for (let i = from; i < to; i++) grow(box, 0, boxes, i32(order, i) * 6);
    bounds.set(box, node * 6);
    const cut = split(from, to, node);
    if (cut < 0) {
      link[node] = from;
      size[node] = to - from;
      return;
    }
    build(from, cut);
    link[node] = nodes;
    build(cut, to);
  }
  build(0, g.count);
  return {
    bounds: bounds.slice(0, nodes * 6),
    link: link.slice(0, nodes),
    size: size.slice(0, nodes),
    axis: axisOf.slice(0, nodes),
    order,
  };
}
