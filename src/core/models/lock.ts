import { setTimeout as sleep } from 'node:timers/promises';
import lockfile from 'proper-lockfile';

/** A lock that nobody has renewed for this long belongs to a process that is gone. */
const staleMs = 10_000;

/** How often a lock is renewed. */
const renewMs = staleMs / 2;

/**
 * How long ago a dead holder of a lock that was taken over did anything at all: it died at most
 * `renewMs` after it renewed the lock for the last time.
 */
export const deadMs = staleMs - renewMs;

/** How long to wait for another process that keeps its lock fresh. */
const patienceMs = 10 * 60_000;

const pollMs = 100;

const isHeld = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ELOCKED';

async function acquire(lockPath: string): Promise<() => Promise<void>> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      return await lockfile.lock(lockPath, {
        lockfilePath: lockPath,
        realpath: false,
        stale: staleMs,
        update: renewMs,
        // A lock lost all the same (a laptop that slept) costs doing the work twice; the default
        // would end the process.
        onCompromised: () => undefined,
      });
    } catch (error) {
      // proper-lockfile's own retries would also repeat what cannot succeed, such as EACCES.
      if (!isHeld(error) || Date.now() > deadline) throw error;
      await sleep(pollMs);
    }
  }
}

/**
 * Does `work` while no other process or caller does work under the same lock. The lock is a folder
 * at `lockPath`, which must be absolute and its parent must exist. The lock of a process that died
 * is taken over after `staleMs`.
 *
 * Rejects with what `work` rejects with, or with the system error that kept the lock from being
 * taken (code `ELOCKED` when another process held it for ten minutes).
 */
export async function withLock<T>(lockPath: string, work: () => Promise<T>): Promise<T> {
  const release = await acquire(lockPath);
  try {
    return await work();
  } finally {
    // Fails only when the lock was lost meanwhile; then there is nothing to release.
    await release().catch(() => undefined);
  }
}
