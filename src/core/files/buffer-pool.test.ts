import { expect, it } from 'vitest';
import { BufferPool } from './buffer-pool.ts';

it('hands out a buffer again once it was given back, and keeps no more than it may', () => {
  const pool = new BufferPool(8, 1);
  const [one, two] = [pool.take(), pool.take()];
  expect([one.length, two.length]).toEqual([8, 8]);
  expect(two).not.toBe(one);
  pool.giveBack(one);
  pool.giveBack(two);
  expect(pool.take()).toBe(one);
  expect([one, two]).not.toContain(pool.take());
});
