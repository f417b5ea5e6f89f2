import path from 'node:path';
import { OffcutError } from '../../shared/errors.ts';
import type { Batch, FileVersion, HotFolder, Job, LedgerKey } from '../../shared/queue.ts';
import type { QueueNotice } from '../../shared/queue-events.ts';
import { waitBeforeRetry } from './back-off.ts';
import type { JobResult } from './job-result.ts';
import type { JobEnd, QueueStore } from './store/queue-store.ts';
import { isTransient } from './transient.ts';

/** Hears of every attempt that ended, once, after it was recorded. */
export type EndListener = (job: Job, end: JobEnd) => void;

export interface RecorderOptions {
  readonly store: Pick<QueueStore, 'attempts' | 'end' | 'hotFolders'>;
  /** In [0, 1). */
  readonly random: () => number;
  readonly onEnd: EndListener;
  readonly onNotice: (notice: QueueNotice) => void;
  /** The store can be written to again, or may be: time to go on. */
  readonly onRetry: () => void;
}

interface Ended {
  readonly job: Job;
  readonly batch: Batch;
  readonly result: JobResult;
  readonly now: number;
}

/** ms between two tries at a store that cannot be written to, such as on a full disk. */
const STORE_RETRY_MS = 3_000;

/** How often a job failed in a row, this time included, since it was last given up. */
function failuresOf(job: Job, store: RecorderOptions['store']): number {
  const attempts = store.attempts(job.id).filter(({ outcome }) => outcome !== 'running');
  let failures = 1;
  for (const { outcome, error } of attempts.toReversed()) {
    if (outcome === 'interrupted') continue;
    if (outcome !== 'failed' || error === null || !isTransient(error)) break;
    failures++;
  }
  return failures;
}

/** Where the file of a job lies in its hot folder; undefined when it does not, or no longer. */
function ledgerKey(
  job: Job,
  hotFolder: HotFolder | undefined,
  source: FileVersion | null,
): LedgerKey | undefined {
  if (hotFolder === undefined || source === null || job.source.kind !== 'file') return undefined;
  const relative = path.relative(hotFolder.folder, job.source.path);
  const isOutside = relative === '..' || relative.startsWith(`..${path.sep}`);
  if (isOutside || path.isAbsolute(relative)) return undefined;
  return { ...source, path: relative.split(path.sep).join('/') };
}

/**
 * Records how jobs ended. When the store cannot be written to, what happened is kept and recorded
 * later, in order; meanwhile nothing new may begin.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #unrecorded: Ended[] = [];
  #behind = false;
  /** As it was told; until something can be written again. */
  #failing: OffcutError | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Whether something could not be recorded yet. */
  get behind(): boolean {
    return this.#behind;
  }

  /** Records the end of a running job; a failure that may pass puts it back into the queue. */
  end(job: Job, batch: Batch, result: JobResult, now: number): void {
    this.#unrecorded.push({ job, batch, result, now });
    if (!this.#behind) this.catchUp();
  }

  /** Does something that writes to the store; says and remembers it when that fails. */
  attempt(write: () => void): void {
    try {
      write();
    } catch (thrown) {
      this.#failed(OffcutError.from(thrown));
      return;
    }
    if (this.#failing === undefined) return;
    this.#failing = undefined;
    this.#options.onNotice({ type: 'store-works-again' });
  }

  /** Records what could not be recorded so far. */
  catchUp(): void {
    clearTimeout(this.#timer);
    this.#behind = false;
    if (this.#unrecorded.length === 0) return;
    this.attempt(() => {
      for (let [next] = this.#unrecorded; next !== undefined; [next] = this.#unrecorded) {
        const end = this.#record(next);
        this.#unrecorded.shift();
        this.#options.onEnd(next.job, end);
      }
    });
  }

  /** One last try; what is still not recorded is found by the recovery of the next start. */
  close(): void {
    if (this.#behind) this.catchUp();
    clearTimeout(this.#timer);
  }

  #record({ job, batch, result, now }: Ended): JobEnd {
    const { store } = this.#options;
    const end = this.#endOf(job, result, now);
    const hotFolder =
      batch.hotFolder === null
        ? undefined
        : store.hotFolders().find(({ id }) => id === batch.hotFolder);
    store.end(job.id, end, now, ledgerKey(job, hotFolder, result.source));
    return end;
  }

  #failed(error: OffcutError): void {
    const isNews = this.#failing?.code !== error.code;
    this.#failing = error;
    this.#behind = true;
    if (isNews) this.#options.onNotice({ type: 'store-failing', error: error.toReport() });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.catchUp();
      this.#options.onRetry();
    }, STORE_RETRY_MS);
  }

  #endOf(job: Job, result: JobResult, now: number): JobEnd {
    if (result.outcome !== 'failed') return result;
    const error = result.error.toReport();
    if (!isTransient(error)) return { outcome: 'failed', error, retryAt: null };
    const wait = waitBeforeRetry(failuresOf(job, this.#options.store), this.#options.random());
    return { outcome: 'failed', error, retryAt: wait === undefined ? null : now + wait };
  }
}
