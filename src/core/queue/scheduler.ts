import type { Device, Stage } from '../../shared/cutout.ts';
import { OffcutError } from '../../shared/errors.ts';
import { priorities, type Batch, type Job, type JobId } from '../../shared/queue.ts';
import type { PictureAtWork } from '../../shared/queue-events.ts';
import { tempPathFor } from '../files/temp-name.ts';
import { LONGEST_WAIT_MS } from './back-off.ts';
import type { JobResult } from './job-result.ts';
import type { Recorder } from './recorder.ts';
import type { JobWatch } from './run-job.ts';
import type { QueueStore } from './store/queue-store.ts';

export interface SchedulerOptions {
  readonly store: Pick<QueueStore, 'batch' | 'claim' | 'nextDue' | 'paused'>;
  readonly recorder: Recorder;
  readonly run: (job: Job, batch: Batch, watch: JobWatch) => Promise<JobResult>;
  /** Pictures at work at once; one more where an interactive one would have to wait. */
  readonly concurrency: number;
  readonly device: Device;
  /** The time of the system, in ms; it may go backwards. */
  readonly clock: () => number;
  readonly onChange: (job: JobId | undefined) => void;
}

interface AtWork {
  readonly job: Job;
  readonly stop: AbortController;
  /** Stopped because the queue closes, not because it is not wanted. */
  letGo: boolean;
  stage: Stage | null;
  model: string | null;
  done: Promise<void>;
}

/** ms in which pictures that were stopped have to be gone; the engine needs one second at most. */
const LET_GO_MS = 5_000;

/**
 * Hands jobs to the runner: those of the highest priority first, as many at once as it may.
 *
 * It bounds how many pictures are at work; how many pixels, only the engine can tell, which knows
 * them before it decodes. There, a small picture that somebody waits for has a reserve.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  #concurrency: number;
  readonly #atWork = new Map<JobId, AtWork>();
  #accepting = false;
  #detached = false;
  #latest = 0;
  #wake: { readonly due: number; readonly timer: NodeJS.Timeout } | undefined;
  #waiters: (() => void)[] = [];

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#concurrency = options.concurrency;
  }

  get atWork(): readonly PictureAtWork[] {
    return [...this.#atWork.values()].map(({ job, stage, model }) => ({
      job: job.id,
      batch: job.batch,
      stage,
      model,
      device: this.#options.device,
    }));
  }

  /** Whether nothing is at work and nothing will be until somebody says something. */
  get idle(): boolean {
    return this.#atWork.size === 0 && this.#wake === undefined && !this.#options.recorder.behind;
  }

  /**
   * Never goes back while the queue is open: a clock that is set back must not hold back retries,
   * nor let them run at once.
   */
  now(): number {
    this.#latest = Math.max(this.#latest, Math.round(this.#options.clock()));
    return this.#latest;
  }

  start(): void {
    this.#accepting = true;
    this.pump();
  }

  /** Begins whatever may begin. To be called after everything that may have changed that. */
  pump(): void {
    const { store, recorder } = this.#options;
    if (!this.#accepting) return;
    // What happened already is recorded before anything new happens.
    if (!recorder.behind) {
      recorder.attempt(() => {
        for (;;) {
          const lowest = this.#lowest();
          if (lowest === undefined) break;
          const job = store.claim(this.now(), ({ target }) => tempPathFor(target), lowest);
          if (job === undefined) break;
          this.#begin(job);
        }
        this.#wakeWhenDue(store.paused() ? undefined : store.nextDue(this.now()));
      });
    }
    if (this.idle) for (const resolve of this.#waiters.splice(0)) resolve();
  }

  /** From now on, so many pictures at once; what is at work beyond that ends. */
  setConcurrency(concurrency: number): void {
    this.#concurrency = concurrency;
    this.pump();
  }

  /** Stops these jobs if they are at work; they end as cancelled, their temp files removed. */
  stop(jobs: readonly JobId[]): void {
    for (const id of jobs) this.#atWork.get(id)?.stop.abort();
  }

  /** Resolves as soon as it is `idle`, or closed. */
  async whenIdle(): Promise<void> {
    if (this.idle || !this.#accepting) return;
    await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  /** Begins nothing more, gives what is at work so many ms, and lets go of the rest. */
  async close(graceMs: number): Promise<void> {
    this.#accepting = false;
    clearTimeout(this.#wake?.timer);
    this.#wake = undefined;
    await this.#ended(graceMs);
    for (const work of this.#atWork.values()) {
      // What the user cancelled a moment ago stays cancelled.
      work.letGo = !work.stop.signal.aborted;
      work.stop.abort();
    }
    await this.#ended(LET_GO_MS);
    // Whatever still does not end is left to the recovery of the next start.
    this.#detached = true;
    for (const resolve of this.#waiters.splice(0)) resolve();
  }

  async #ended(withinMs: number): Promise<void> {
    if (this.#atWork.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const all = Promise.all([...this.#atWork.values()].map(({ done }) => done));
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, withinMs);
    });
    await Promise.race([all, late]);
    clearTimeout(timer);
  }

  /** The lowest priority that may begin now; undefined when nothing may. */
  #lowest() {
    if (this.#atWork.size < this.#concurrency) return priorities.background;
    return this.#atWork.size === this.#concurrency ? priorities.interactive : undefined;
  }

  #begin(job: Job): void {
    const batch = this.#options.store.batch(job.batch);
    if (batch === undefined) throw new Error(`job ${job.id} has no batch`);
    const work: AtWork = {
      job,
      stop: new AbortController(),
      letGo: false,
      stage: null,
      model: null,
      done: Promise.resolve(),
    };
    this.#atWork.set(job.id, work);
    work.done = this.#work(work, batch);
    this.#options.onChange(job.id);
  }

  async #work(work: AtWork, batch: Batch): Promise<void> {
    const { job } = work;
    const watch: JobWatch = {
      signal: work.stop.signal,
      onModel: (model) => {
        work.model = model;
        this.#options.onChange(undefined);
      },
      onStage: (stage) => {
        work.stage = stage;
        this.#options.onChange(undefined);
      },
    };
    const result = await this.#options
      .run(job, batch, watch)
      .catch((thrown: unknown): JobResult => {
        return { outcome: 'failed', error: OffcutError.from(thrown), source: null };
      });
    if (this.#detached) return;
    this.#atWork.delete(job.id);
    this.#options.recorder.end(job, batch, this.#judged(result, work), this.now());
    this.pump();
  }

  #judged(result: JobResult, work: AtWork): JobResult {
    if (result.outcome !== 'cancelled') return result;
    if (work.letGo) return { outcome: 'interrupted', source: null };
    if (work.stop.signal.aborted) return result;
    // Nobody asked for it: the engine was closed under it.
    const error = new OffcutError('engine-unavailable', { reason: 'it was closed' });
    return { outcome: 'failed', error, source: result.source };
  }

  #wakeWhenDue(due: number | undefined): void {
    if (this.#wake !== undefined && this.#wake.due === due) return;
    clearTimeout(this.#wake?.timer);
    this.#wake = undefined;
    if (due === undefined) return;
    // One that lies further ahead was written before the clock was set back.
    const wait = Math.min(due - this.now(), LONGEST_WAIT_MS);
    const timer = setTimeout(() => {
      this.#wake = undefined;
      this.#latest = Math.max(this.#latest, due);
      this.pump();
    }, wait);
    this.#wake = { due, timer };
  }
}
