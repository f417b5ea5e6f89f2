/** How patient hot folders are. All in ms. */
export interface Pacing {
  /** A file whose size and time did not change for so long is taken for finished. */
  readonly settle: number;
  /** A file that is quiet but cannot be used is looked at again for so long, then it is a problem. */
  readonly patience: number;
  /** How often a failed picture is tried again by itself. */
  readonly retries: number;
  /** The wait before the first of these; each next one is four times as long. */
  readonly retryAfter: number;
  /** Between two looks at whether a folder is there. */
  readonly heartbeat: number;
  /** Between two full looks at a folder that is listened to: for what the system did not tell. */
  readonly fullLook: number;
  /** Between two looks at a folder that cannot be listened to. */
  readonly poll: number;
  /** Waits for what else comes, so that what comes together is taken together. */
  readonly gather: number;
}

export const defaultPacing: Pacing = {
  settle: 2_000,
  patience: 10 * 60_000,
  retries: 3,
  retryAfter: 30_000,
  heartbeat: 3_000,
  fullLook: 60_000,
  poll: 5_000,
  gather: 250,
};

const LONGEST_LOOK_WAIT_MS = 60_000;

/** ms before the next look at a file that was quiet and could not be used, `looks` times so far. */
export function waitBeforeLook({ settle }: Pacing, looks: number): number {
  return Math.min(settle * 2 ** looks, Math.max(settle, LONGEST_LOOK_WAIT_MS));
}

/** ms before a picture that failed so many times is tried again; undefined: it is not. */
export function waitBeforeRetry(
  { retries, retryAfter }: Pacing,
  failures: number,
): number | undefined {
  return failures > retries ? undefined : retryAfter * 4 ** (failures - 1);
}
