import { expect, it } from 'vitest';
import { LONGEST_WAIT_MS, MOST_ATTEMPTS, waitBeforeRetry } from './back-off.ts';

it('waits longer each time, spread by chance, and not for ever', () => {
  const middle = [1, 2, 3, 4].map((failures) => waitBeforeRetry(failures, 0.5));
  expect(middle).toEqual([2_000, 8_000, 32_000, 128_000]);
  expect(waitBeforeRetry(2, 0)).toBe(4_000);
  expect(waitBeforeRetry(2, 0.999)).toBeLessThan(12_000);
  for (let failures = 1; failures < MOST_ATTEMPTS; failures++) {
    expect(waitBeforeRetry(failures, 0.999)).toBeLessThanOrEqual(LONGEST_WAIT_MS);
  }
  expect(waitBeforeRetry(MOST_ATTEMPTS, 0)).toBeUndefined();
});
