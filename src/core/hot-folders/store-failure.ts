import { OffcutError } from '../../shared/errors.ts';

/**
 * Does something with the queue's store. That it cannot be written to now is told by the queue, and
 * passes; whoever wanted it tries again.
 * @returns whether it was done
 */
export function unlessStoreFails(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof OffcutError) return false;
    throw error;
  }
}
