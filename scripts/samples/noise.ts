import { hash32, Random } from './random.ts';
import { clamp } from './vec.ts';

const SIZE = 256;
const LATTICE = makeLattice();

function makeLattice(): Float32Array {
  const random = new Random(7);
  return Float32Array.from({ length: SIZE * SIZE }, () => random.next() * 2 - 1);
}

const lattice = (x: number, y: number, z: number): number =>
  LATTICE[((x + 57 * z) & 255) + (((y + 113 * z) & 255) << 8)] as number;

const fade = (t: number): number => t * t * t * (t * (t * 6 - 15) + 10);

/** Value noise in about -1..1, one feature per unit. */
export function noise(x: number, y: number, z: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const iz = Math.floor(z);
  const u = fade(x - ix);
  const v = fade(y - iy);
  const w = fade(z - iz);
  let sum = 0;
  for (let k = 0; k < 2; k++) {
    const a = lattice(ix, iy, iz + k);
    const b = lattice(ix + 1, iy, iz + k);
    const c = lattice(ix, iy + 1, iz + k);
    const d = lattice(ix + 1, iy + 1, iz + k);
    const plane = a + (b - a) * u + (c - a + (a - b - c + d) * u) * v;
    sum += plane * (k === 0 ? 1 - w : w);
  }
  return sum;
}

/** Sum of `octaves` noises, each half as large and twice as fine; about -1..1. */
export function fbm(x: number, y: number, z: number, octaves: number): number {
  let sum = 0;
  let size = 1;
  let total = 0;
  let f = 1;
  for (let o = 0; o < octaves; o++) {
    sum += size * noise(x * f + o * 17.3, y * f + o * 9.1, z * f + o * 5.7);
    total += size;
    size *= 0.5;
    f *= 2.03;
  }
  return sum / total;
}

/** A fixed random number in 0..1 for each integer cell. */
export const cell = (x: number, y: number, z: number): number =>
  hash32(
    Math.imul(Math.floor(x), 73856093) ^
      Math.imul(Math.floor(y), 19349663) ^
      Math.imul(Math.floor(z), 83492791),
  ) / 4294967296;

/**
 * Round spots scattered one per unit cell: 1 inside a spot, 0 outside.
 * `density` is the share of cells that have one, `radius` their largest radius in cells (up to .5).
 */
export function speckle(x: number, y: number, z: number, density: number, radius: number): number {
  const bx = Math.floor(x);
  const by = Math.floor(y);
  const bz = Math.floor(z);
  if (cell(bx, by, bz) > density) return 0;
  const r = radius * (0.35 + 0.65 * cell(bx + 31, by, bz));
  const dx = x - bx - 0.5 - (0.5 - r) * (2 * cell(bx, by + 31, bz) - 1);
  const dy = y - by - 0.5 - (0.5 - r) * (2 * cell(bx, by, bz + 31) - 1);
  const dz = z - bz - 0.5 - (0.5 - r) * (2 * cell(bx + 57, by + 3, bz) - 1);
  const d = Math.sqrt(dx * dx + dy * dy + dz * dz);
  return clamp((r - d) / (0.25 * r), 0, 1);
}
