/** A job that failed this often in a row is not tried again by itself. */
export const MOST_ATTEMPTS = 5;

const FIRST_MS = 2_000;
/** No automatic retry waits longer than this, in ms. */
export const LONGEST_WAIT_MS = 5 * 60_000;

/**
 * How long to wait before the next attempt, in ms: 2 s, 8 s, 32 s, 128 s, and up to half as much
 * again or less, so that jobs that failed together do not all come back together. Undefined when
 * there is no next one.
 * @param failures how often it failed in a row, at least 1
 * @param random in [0, 1)
 */
export function waitBeforeRetry(failures: number, random: number): number | undefined {
  if (failures >= MOST_ATTEMPTS) return undefined;
  const wait = FIRST_MS * 4 ** (failures - 1);
  return Math.round(Math.min(LONGEST_WAIT_MS, wait * (0.5 + random)));
}
