import { expect, it } from 'vitest';
import { forEachBounded } from './for-each-bounded.ts';

const never = new AbortController().signal;

/** Work that ends when the test says so. */
function gate() {
  const open: (() => void)[] = [];
  const started: number[] = [];
  const work = (item: number) => {
    started.push(item);
    return new Promise<void>((resolve) => open.push(resolve));
  };
  const next = async () => {
    open.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { started, work, next };
}

it('has no more at work than it may, and starts the next as one ends', async () => {
  const { started, work, next } = gate();
  const all = forEachBounded([1, 2, 3, 4], 2, never, work);
  expect(started).toEqual([1, 2]);
  await next();
  expect(started).toEqual([1, 2, 3]);
  for (let i = 0; i < 3; i++) await next();
  await all;
  expect(started).toEqual([1, 2, 3, 4]);
});

it('starts nothing more once it is aborted', async () => {
  const { started, work, next } = gate();
  const abort = new AbortController();
  const all = forEachBounded([1, 2, 3], 1, abort.signal, work);
  abort.abort();
  await next();
  await all;
  expect(started).toEqual([1]);
});

it('passes on what its work throws', async () => {
  const fails = () => Promise.reject(new Error('no'));
  await expect(forEachBounded([1], 2, never, fails)).rejects.toThrow('no');
});
