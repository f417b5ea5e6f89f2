import type { CutoutFacts } from '../../../shared/cutout.ts';
import type { ErrorReport, OffcutError } from '../../../shared/errors.ts';
import type {
  Attempt,
  Batch,
  BatchId,
  EndedState,
  FileVersion,
  HotFolder,
  HotFolderId,
  HotFolderSettings,
  Job,
  JobCounts,
  JobId,
  JobStateName,
  LedgerEntry,
  LedgerKey,
  NewBatch,
  NewJob,
  Priority,
  WrittenOutput,
} from '../../../shared/queue.ts';
import type { Recipe } from '../../../shared/recipe.ts';

/** Which jobs are meant: all, those of a batch, or some. */
export type JobScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'batch'; readonly batch: BatchId }
  | { readonly kind: 'jobs'; readonly jobs: readonly JobId[] };

/** Which jobs are listed: those that are all that is said. */
export interface JobFilter {
  readonly batch?: BatchId | undefined;
  readonly states?: readonly JobStateName[] | undefined;
  /** A part of the source's path or URL, in whatever case. */
  readonly search?: string | undefined;
  /** Only what is done and a model was less sure of than `DEFAULT_MIN_CONFIDENCE`. */
  readonly doubtful?: boolean | undefined;
}

export interface JobQuery extends JobFilter {
  readonly offset: number;
  readonly limit: number;
}

/** What one page of jobs is cut from. */
export interface JobPage {
  readonly jobs: readonly Job[];
  readonly total: number;
}

/** How an attempt at a running job ended. */
export type JobEnd =
  | { readonly outcome: 'done'; readonly output: WrittenOutput; readonly facts: CutoutFacts }
  | { readonly outcome: 'skipped'; readonly path: string }
  /** `retryAt` puts it back into the queue, not before that time. */
  | { readonly outcome: 'failed'; readonly error: ErrorReport; readonly retryAt: number | null }
  | { readonly outcome: 'cancelled' }
  /** Its owner ended, or lets go of it: it waits again where it waited; the attempt counts. */
  | { readonly outcome: 'interrupted' };

/**
 * The queue on disk. Every method is one transaction and synchronous; when it returns, what it did
 * survives the end of the process and, where nothing else is said, of the machine. There is one
 * owner at a time. Times are whole ms; the order of jobs never depends on them.
 *
 * Changes that do not fit the state of a job (ending one that does not run, and the like) throw a
 * plain Error: they are bugs of ours. In a scope or a list of jobs, those that are not there any
 * more are passed over, for a second front door may have cleared them.
 *
 * Every method may throw OffcutError `queue-disk-full`, `queue-unwritable` or `queue-damaged`; then
 * nothing of what it was to do is done, and it may be called again.
 */
export interface QueueStore {
  // Batches and jobs
  /** Of a fleeting batch, nothing that is recorded until it has ended survives the machine. */
  addBatch(batch: NewBatch): { readonly batch: BatchId; readonly jobs: readonly JobId[] };
  /** Adds jobs to a batch that is there, last of their priority. */
  extendBatch(batch: BatchId, jobs: readonly NewJob[]): readonly JobId[];
  batch(id: BatchId): Batch | undefined;
  /** Newest first. */
  batches(): readonly Batch[];
  pauseBatch(id: BatchId, paused: boolean): void;
  /** Whether the whole queue rests; kept over restarts. */
  paused(): boolean;
  pause(paused: boolean): void;
  job(id: JobId): Job | undefined;
  /** In the order in which they run; jobs that ended stand where they stood. */
  page(query: JobQuery): JobPage;
  /** How many jobs stand before this one on such a list; undefined: it is not on it. */
  position(job: JobId, filter: JobFilter): number | undefined;
  counts(batch?: BatchId): JobCounts;
  /** How many jobs `doubtful` lists. */
  doubtful(batch?: BatchId): number;
  attempts(job: JobId): readonly Attempt[];
  /**
   * Puts jobs before another one, or last of the queue (`before` null), in the order given. They
   * take on the priority that this place needs: that of `before`, or the lowest that waits. When
   * `before` is one of them, the next one that is not stands in for it.
   */
  move(jobs: readonly JobId[], before: JobId | null): void;
  prioritise(scope: JobScope, priority: Priority): void;
  /**
   * Takes ended jobs off the list, and batches that have none left. Returns how many jobs. They may
   * be back when the power fails.
   */
  clear(scope: JobScope, states: readonly EndedState[]): number;

  // Running
  /**
   * Claims the first job that may run: queued, not held back, its batch and the queue not paused.
   * @param tempFor names the temp file beside the job's target
   * @param atLeast the lowest priority that will do
   */
  claim(now: number, tempFor: (job: Job) => string, atLeast?: Priority): Job | undefined;
  /** When the next job that is held back from `now` may run; none in paused batches. */
  nextDue(now: number): number | undefined;
  /** Records the proven temp file and the place that it is about to take; may be said again. */
  recordWritten(job: JobId, output: WrittenOutput, facts: CutoutFacts, source?: FileVersion): void;
  /**
   * Ends the attempt. With `ledger`, writes that of the job's hot folder in the same transaction,
   * unless the job waits again or the hot folder was removed.
   */
  end(job: JobId, end: JobEnd, now: number, ledger?: LedgerKey): void;
  /** Cancels what is queued; returns the running ones, which the scheduler has to stop. */
  cancel(scope: JobScope, now: number): readonly JobId[];
  /**
   * Queues ended jobs of these states again, where they stood; returns how many. `model` null takes
   * the recipe's.
   */
  retry(scope: JobScope, states: readonly EndedState[], model: string | null): number;
  /** Every job that a former owner left running. */
  running(): readonly Job[];

  // Hot folders
  addHotFolder(settings: HotFolderSettings, recipe: Recipe): HotFolderId;
  updateHotFolder(id: HotFolderId, settings: HotFolderSettings, recipe: Recipe): void;
  /** Forgets its ledger too; its jobs stay, and are of no hot folder then. */
  removeHotFolder(id: HotFolderId): void;
  hotFolders(): readonly HotFolder[];
  /** The newest entry for a path of the folder, whatever its version. */
  ledgerEntry(hotFolder: HotFolderId, path: string): LedgerEntry | undefined;
  /** Newest first. */
  ledger(hotFolder: HotFolderId, query: { offset: number; limit: number }): readonly LedgerEntry[];
  /** How many cutouts were done, in all and since a time; clearing the list does not take from it. */
  doneInLedger(
    hotFolder: HotFolderId,
    since: number,
  ): { readonly all: number; readonly since: number };
  /**
   * Writes down what became of a version that no running job ended: one whose job was cancelled
   * while it waited, or a file that was touched. It is the newest entry then.
   */
  addToLedger(entry: LedgerEntry): void;
  /** Jobs of the folder that have not ended, by the path of their source. */
  pendingSources(hotFolder: HotFolderId): ReadonlySet<string>;

  /**
   * Backs up, closes, and lets the next owner in, in any case.
   * @returns why no backup could be made; the one before is still there then
   */
  close(): OffcutError | undefined;
}
