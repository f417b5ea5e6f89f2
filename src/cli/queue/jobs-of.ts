import type { QueuePort } from '../../core/queue/control/port.ts';
import type { BatchId, Job, JobStateName } from '../../shared/queue.ts';
import { MAX_PAGE } from '../../shared/queue-control.ts';

export interface JobSelection {
  /** Undefined: of all. */
  readonly batch: BatchId | undefined;
  /** Undefined: in any. */
  readonly states: readonly JobStateName[] | undefined;
  /** See `JobFilter`. */
  readonly search?: string | undefined;
  readonly doubtful?: boolean | undefined;
}

/** All jobs of a selection, page by page, in the order in which they run. */
export async function* jobsOf(port: QueuePort, selection: JobSelection): AsyncGenerator<Job> {
  for (let offset = 0; ; offset += MAX_PAGE) {
    const { jobs } = await port.ask('page', { ...selection, offset, limit: MAX_PAGE });
    yield* jobs;
    if (jobs.length < MAX_PAGE) return;
  }
}
