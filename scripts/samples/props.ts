import type { Material } from './material.ts';
import { patch, quad, type Shape } from './mesh.ts';

/** A table top at height 0 from z = `near` back to z = `far`, with a front and a back edge. */
export function tableTop(material: Material, near: number, far: number): Shape[] {
  const thick = 0.14;
  return [
    quad([-9, 0, near], [18, 0, 0], [0, 0, far - near], material),
    patch((u, v) => [-9 + 18 * u, -thick * (1 - v), far], 1, 1, material, false, true),
  ];
}
