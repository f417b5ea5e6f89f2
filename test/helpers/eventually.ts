import { vi } from 'vitest';

interface Patience {
  /** ms */
  readonly timeout?: number;
  /** ms between two looks. */
  readonly interval?: number;
}

/**
 * Waits until what a check expects holds. Far longer than it should take, for machines that have
 * other things to do; still within the time of any test, so that the check's own words are shown.
 */
export const eventually = <T>(
  check: () => T | Promise<T>,
  { timeout = 30_000, interval = 50 }: Patience = {},
): Promise<T> => vi.waitFor(check, { timeout, interval });
