import type { Size } from '../../src/shared/cutout.ts';

/** Bytes that look random and are the same on every run. */
export function noise(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** Interleaved pixels, each made by `at`. */
export function draw(
  { width, height }: Size,
  at: (x: number, y: number) => readonly number[],
): Buffer {
  const bytes: number[] = [];
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) bytes.push(...at(x, y));
  return Buffer.from(bytes);
}

/** A smooth picture, R G B: kind to lossy formats, different in every corner. */
export const gradient = (size: Size): Buffer =>
  draw(size, (x, y) => [
    Math.round((255 * x) / size.width),
    Math.round((255 * y) / size.height),
    Math.round(255 - (255 * (x + y)) / (size.width + size.height)),
  ]);

/** One pixel's channels. */
export const pixelAt = (bytes: Buffer, width: number, x: number, y: number, channels = 4) => [
  ...bytes.subarray((y * width + x) * channels, (y * width + x + 1) * channels),
];

/** The largest difference of two byte strings of one length. */
export function largestDifference(a: Buffer, b: Buffer): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    largest = Math.max(largest, Math.abs((a[i] ?? 0) - (b[i] ?? 0)));
  }
  return largest;
}

/** Every `step`th byte from `start` on: one channel of interleaved pixels. */
export const channel = (bytes: Buffer, start: number, step = 4): Buffer =>
  Buffer.from(bytes.filter((_, i) => i % step === start));
