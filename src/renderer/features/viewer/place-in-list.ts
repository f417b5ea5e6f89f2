import type { Job, JobId } from '../../../shared/queue.ts';

/** Where a job stands in what the queue lists. */
export interface PlaceInList {
  readonly job: JobId;
  /** 1 for the first; null: it is not on the list. */
  readonly number: number | null;
  readonly total: number;
  readonly previous: Job | null;
  readonly next: Job | null;
}

/**
 * What is shown of a place once a newer one is read. A job that has just left the list, such as one
 * of the failed that is tried again, keeps its neighbours, so that stepping goes on from there.
 */
export const placeAfter = (before: PlaceInList | undefined, now: PlaceInList): PlaceInList =>
  now.number === null && before?.job === now.job
    ? { ...now, previous: before.previous, next: before.next }
    : now;
