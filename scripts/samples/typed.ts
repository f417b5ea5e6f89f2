// Indexing a typed array gives `number | undefined` to the compiler. Callers below stay in range by
// construction; one helper per array type keeps each one monomorphic for the JIT.

export const f32 = (a: Float32Array, i: number): number => a[i] as number;
export const f64 = (a: Float64Array, i: number): number => a[i] as number;
export const i32 = (a: Int32Array, i: number): number => a[i] as number;

/** Element `i` of a plain array, for indices that are in range by construction. */
export function item<T>(a: readonly T[], i: number): T {
  if (i < 0 || i >= a.length) throw new RangeError(`index ${i} of ${a.length}`);
  return a[i] as T;
}
