import { setTimeout as wait } from 'node:timers/promises';
import { errnoOf } from '../../shared/write-error.ts';

/** Milliseconds; 1.3 s in all, longer than a virus scanner holds a new file open. */
const delays = [10, 20, 40, 80, 160, 320, 640];

const passing = new Set(['EPERM', 'EBUSY', 'EACCES']);

/**
 * Tries again what a virus scanner or an indexer can block for a moment on Windows. Elsewhere these
 * errors are final, and so `operation` runs once.
 */
export async function retryOnWindows<T>(
  operation: () => Promise<T>,
  platform: NodeJS.Platform = process.platform,
): Promise<T> {
  if (platform !== 'win32') return operation();
  for (const delay of delays) {
    try {
      return await operation();
    } catch (error) {
      if (!passing.has(errnoOf(error) ?? '')) throw error;
      await wait(delay);
    }
  }
  return operation();
}
