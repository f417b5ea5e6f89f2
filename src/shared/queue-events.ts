import type { Device, Stage } from './cutout.ts';
import type { ErrorReport } from './errors.ts';
import type { Batch, BatchId, Job, JobCounts, JobId } from './queue.ts';

/** A picture that is being worked on. */
export interface PictureAtWork {
  readonly job: JobId;
  readonly batch: BatchId;
  /** null: not begun yet, or between two stages that anybody wants to hear of. */
  readonly stage: Stage | null;
  /** null until it is known which model `auto` means. */
  readonly model: string | null;
  readonly device: Device;
}

/** How far the queue is. */
export interface Totals {
  /** Pictures that ended of those that are on the list. */
  readonly ended: number;
  readonly all: number;
  /** Pictures a minute lately, while any are worked on; null: nothing ended yet. */
  readonly perMinute: number | null;
  /** ms until what may run has ended, at that rate; null: unknown, or at rest. */
  readonly msLeft: number | null;
}

export interface QueueState {
  readonly paused: boolean;
  readonly counts: JobCounts;
  readonly totals: Totals;
  readonly atWork: readonly PictureAtWork[];
  /** Whether the machine should not fall asleep. */
  readonly keepAwake: boolean;
}

/** What the owner of the queue has to tell, beyond what became of single jobs. */
export type QueueNotice =
  /** The owner of before was killed; what it had at work was ended or waits again. */
  | { readonly type: 'recovered'; readonly finished: number; readonly again: number }
  /** A file that may be an output, and that no job knows of. */
  | { readonly type: 'orphan'; readonly job: JobId; readonly path: string }
  /** The queue cannot be recorded, and nothing new begins until it can. */
  | { readonly type: 'store-failing'; readonly error: ErrorReport }
  | { readonly type: 'store-works-again' };

export type QueueEvent =
  /** Jobs that changed, as they are now. */
  | { readonly type: 'jobs'; readonly jobs: readonly Job[] }
  | { readonly type: 'batches'; readonly batches: readonly Batch[] }
  /** Jobs came, went or moved, or more changed than is worth listing: read anew what is shown. */
  | { readonly type: 'list' }
  | { readonly type: 'state'; readonly state: QueueState }
  | { readonly type: 'notice'; readonly notice: QueueNotice };

/** What a subscriber hears at once. */
export type QueueMessage = readonly QueueEvent[];
