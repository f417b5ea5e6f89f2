import type { OffcutError } from '../../shared/errors.ts';
import type { FileVersion } from '../../shared/queue.ts';
import type { JobEnd } from './store/queue-store.ts';

/** How a try at a job ended, before it is decided whether a failed one is tried again. */
export type JobOutcome =
  | Exclude<JobEnd, { readonly outcome: 'failed' }>
  | { readonly outcome: 'failed'; readonly error: OffcutError };

export type JobResult = JobOutcome & {
  /** What was cut, where somebody asks: see `ProvenOutput`. */
  readonly source: FileVersion | null;
};
