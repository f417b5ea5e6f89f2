import { expect, it } from 'vitest';
import { addNoise, xorshift32 } from './noise.ts';

const grey = () => Buffer.alloc(3 * 10_000, 128);

it('is the same for the same seed, and another for another', () => {
  const [first, again, other] = [grey(), grey(), grey()];
  addNoise(first, 7);
  addNoise(again, 7);
  addNoise(other, 8);
  expect(again.equals(first)).toBe(true);
  expect(other.equals(first)).toBe(false);
});

it('keeps the mean and stays near it', () => {
  const pixels = grey();
  addNoise(pixels, 1);
  const mean = pixels.reduce((total, value) => total + value, 0) / pixels.length;
  expect(Math.abs(mean - 128)).toBeLessThan(0.5);
  expect(Math.max(...pixels)).toBeLessThanOrEqual(143);
  expect(Math.min(...pixels)).toBeGreaterThanOrEqual(113);
});

it('never leaves 0-255 and never stands still, whatever the seed', () => {
  const white = Buffer.alloc(30, 255);
  addNoise(white, 3);
  expect(white.some((value) => value === 255)).toBe(true);
  expect(white.every((value) => value > 200)).toBe(true);
  expect(xorshift32(0)()).not.toBe(0);
});
