import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Device } from '../../shared/cutout.ts';
import type { RunMessage } from '../../shared/engine-protocol.ts';
import {
  jobStates,
  type Attempt,
  type Batch,
  type BatchId,
  type EndedState,
  type Job,
  type JobCounts,
  type JobId,
  type JobStateName,
  type NewBatch,
  type NewJob,
  type Priority,
} from '../../shared/queue.ts';
import type { QueueState } from '../../shared/queue-events.ts';
import type { Engine } from '../engine/engine.ts';
import type { MoveToTrash } from '../files/replace-original.ts';
import { SWEEP_AGE_MS, sweepTempFiles } from '../files/temp-name.ts';
import { noConsent } from '../providers/cut-by-policy.ts';
import { QueueEvents, type Subscriber } from './events.ts';
import { JobModels } from './models.ts';
import { Pace } from './pace.ts';
import { FormerTemps } from './former-temps.ts';
import { recoverJobs } from './recover-jobs.ts';
import { Recorder, type EndListener } from './recorder.ts';
import { runJob, type JobTools } from './run-job.ts';
import { Scheduler } from './scheduler.ts';
import type { JobFilter, JobPage, JobQuery, JobScope, QueueStore } from './store/queue-store.ts';

export interface QueueOptions {
  /** Where the queue is kept: its store, and what is downloaded. */
  readonly dataFolder: string;
  readonly engine: Pick<Engine, 'run'>;
  /** Finds the model that an id, or `auto`, means here; asked once for each id. */
  readonly resolveModel: (id: string) => Promise<RunMessage['model']>;
  readonly device: Device;
  /** The way to the cloud providers; by default there is none, and nothing is sent anywhere. */
  readonly permit?: JobTools['permit'] | undefined;
  /**
   * Pictures at work at once. The engine has to take one more: that place is for interactive ones,
   * which do not wait for a batch.
   */
  readonly concurrency: number;
  readonly moveToTrash?: MoveToTrash | undefined;
  /** ms since 1970; it may go backwards. */
  readonly clock?: (() => number) | undefined;
  /** In [0, 1). */
  readonly random?: (() => number) | undefined;
}

export type HotFolderStore = Pick<
  QueueStore,
  | 'addHotFolder'
  | 'updateHotFolder'
  | 'removeHotFolder'
  | 'hotFolders'
  | 'ledgerEntry'
  | 'ledger'
  | 'doneInLedger'
  | 'addToLedger'
  | 'pendingSources'
>;

/**
 * The queue as a front door holds it: it takes batches, works through them, and survives whatever
 * ends it. Methods that change something throw OffcutError `queue-disk-full`, `queue-unwritable` or
 * `queue-damaged` when that cannot be recorded, and then nothing has changed.
 */
export class Queue {
  readonly #store: QueueStore;
  readonly #tools: JobTools;
  readonly #models: JobModels;
  readonly #events: QueueEvents;
  readonly #recorder: Recorder;
  readonly #scheduler: Scheduler;
  readonly #pace = new Pace(() => performance.now());
  readonly #listeners = new Set<EndListener>();
  readonly #swept = new Map<string, Promise<unknown>>();
  /** Their jobs do not count for the time that is left. */
  readonly #resting: Set<BatchId>;
  readonly #formerTemps = new FormerTemps();

  constructor(store: QueueStore, options: QueueOptions) {
    this.#store = store;
    this.#models = new JobModels(options.resolveModel);
    this.#resting = new Set(store.batches().flatMap(({ id, paused }) => (paused ? [id] : [])));
    this.#tools = {
      engine: options.engine,
      resolveModel: (id) => this.#models.resolve(id),
      device: options.device,
      permit: options.permit ?? noConsent,
      downloads: path.join(options.dataFolder, 'downloads'),
      moveToTrash: options.moveToTrash,
      recordWritten: (...written) => {
        store.recordWritten(...written);
      },
      destinationOf: (hotFolder) =>
        store.hotFolders().find(({ id }) => id === hotFolder)?.destination,
      enterFolder: (folder) => this.#enterFolder(folder),
    };
    this.#events = new QueueEvents({
      job: (id) => store.job(id),
      batch: (id) => store.batch(id),
      state: () => this.state(),
    });
    this.#recorder = new Recorder({
      store,
      random: options.random ?? Math.random,
      onEnd: (...ended) => {
        this.#told(...ended);
      },
      onNotice: (notice) => {
        this.#events.notice(notice);
      },
      onRetry: () => {
        this.#scheduler.pump();
      },
    });
    this.#scheduler = new Scheduler({
      store,
      recorder: this.#recorder,
      run: (job, batch, watch) => runJob(job, batch, this.#tools, watch),
      concurrency: options.concurrency,
      device: options.device,
      clock: options.clock ?? Date.now,
      onChange: (job) => {
        this.#pace.work(this.#scheduler.atWork.length > 0);
        if (job === undefined) this.#events.stateChanged();
        else this.#events.jobChanged(job);
      },
    });
  }

  /**
   * Ends what an owner of before left at work, and begins. To be called once.
   * @param work false: begins no job, for one who only looks or changes the list
   */
  async start(work = true): Promise<void> {
    const { downloads } = this.#tools;
    // What was fetched for a picture is fetched again with it.
    await rm(downloads, { recursive: true, force: true });
    await mkdir(downloads, { recursive: true, mode: 0o700 });
    await recoverJobs(this.#store, {
      ...this.#tools,
      onTemp: (temp) => {
        this.#formerTemps.add(temp);
      },
      onRecovered: (job, batch, result) => {
        this.#recorder.end(job, batch, result, this.#scheduler.now());
      },
      onNotice: (notice) => {
        this.#events.notice(notice);
      },
    });
    if (work) this.#scheduler.start();
  }

  /** Puts a planned batch on the list, at the end of its priority. */
  add(batch: NewBatch): { readonly batch: BatchId; readonly jobs: readonly JobId[] } {
    return this.#changing(() => {
      this.#models.forgetFailures();
      return this.#store.addBatch(batch);
    });
  }

  /** Adds jobs to a batch that is there. */
  extend(batch: BatchId, jobs: readonly NewJob[]): readonly JobId[] {
    return this.#changing(() => {
      this.#models.forgetFailures();
      return this.#store.extendBatch(batch, jobs);
    });
  }

  /** Begins nothing more; what is at work ends. Kept over restarts. */
  pause(): void {
    this.#changing(() => {
      this.#store.pause(true);
    });
  }

  resume(): void {
    this.#changing(() => {
      this.#models.forgetFailures();
      this.#store.pause(false);
    });
  }

  /** Lets a batch rest or go on; what is at work ends. */
  pauseBatch(batch: BatchId, paused: boolean): void {
    this.#store.pauseBatch(batch, paused);
    if (paused) this.#resting.add(batch);
    else this.#resting.delete(batch);
    this.#events.batchChanged(batch);
    this.#scheduler.pump();
  }

  /**
   * From now on, so many pictures at work at once, 1 or more; those beyond that end. See
   * `QueueOptions`: the engine has to take one more.
   */
  setConcurrency(concurrency: number): void {
    this.#scheduler.setConcurrency(concurrency);
  }

  /** Takes back what waits, and stops what is at work: its temp files are gone within 2 s. */
  cancel(scope: JobScope): void {
    this.#changing(() => {
      this.#scheduler.stop(this.#store.cancel(scope, this.#scheduler.now()));
    });
  }

  /**
   * Queues ended jobs again, by default those that failed.
   * @param model another one than the recipe's
   * @returns how many
   */
  retry(
    scope: JobScope,
    states: readonly EndedState[] = ['failed'],
    model: string | null = null,
  ): number {
    return this.#changing(() => {
      this.#models.forgetFailures();
      return this.#store.retry(scope, states, model);
    });
  }

  /** See `QueueStore.move`. */
  move(jobs: readonly JobId[], before: JobId | null): void {
    this.#changing(() => {
      this.#store.move(jobs, before);
    });
  }

  prioritise(scope: JobScope, priority: Priority): void {
    this.#changing(() => {
      this.#store.prioritise(scope, priority);
    });
  }

  /** Takes ended jobs off the list; their outputs stay. Returns how many. */
  clear(scope: JobScope, states: readonly EndedState[]): number {
    return this.#changing(() => this.#store.clear(scope, states));
  }

  /** What hot folders are kept in. */
  get hotFolders(): HotFolderStore {
    return this.#store;
  }

  page(query: JobQuery): JobPage {
    return this.#store.page(query);
  }

  /** See `QueueStore.position`. */
  position(job: JobId, filter: JobFilter): number | undefined {
    return this.#store.position(job, filter);
  }

  counts(batch?: BatchId): JobCounts {
    return this.#store.counts(batch);
  }

  /** How many are done that the model was not sure of; of a batch, or of all. */
  doubtful(batch?: BatchId): number {
    return this.#store.doubtful(batch);
  }

  batches(): readonly Batch[] {
    return this.#store.batches();
  }

  batch(id: BatchId): Batch | undefined {
    return this.#store.batch(id);
  }

  job(id: JobId): Job | undefined {
    return this.#store.job(id);
  }

  attempts(job: JobId): readonly Attempt[] {
    return this.#store.attempts(job);
  }

  state(): QueueState {
    const counts = this.#store.counts();
    const paused = this.#store.paused();
    const atWork = this.#scheduler.atWork;
    const sum = (states: readonly JobStateName[]) =>
      states.reduce((total, state) => total + counts[state], 0);
    let left = sum(['queued', 'running']);
    for (const batch of this.#resting) left -= this.#store.counts(batch).queued;
    const rests = paused && atWork.length === 0;
    return {
      paused,
      counts,
      totals: {
        ended: sum(['done', 'failed', 'cancelled', 'skipped']),
        all: sum(jobStates),
        perMinute: this.#pace.perMinute(),
        msLeft: rests || left === 0 ? null : this.#pace.msFor(left),
      },
      atWork,
      keepAwake: !this.#scheduler.idle && !rests,
    };
  }

  /** Tells what changes, at most ten times a second; see `QueueEvents.subscribe`. */
  subscribe(subscriber: Subscriber): () => void {
    return this.#events.subscribe(subscriber);
  }

  /**
   * Calls `listener` for every attempt that ended, once each, right after it was recorded; also for
   * those that wait again. Not for what recovery ended before anybody could listen: that is on the
   * list. Returns a function that ends that.
   */
  onEnd(listener: EndListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Resolves when nothing is at work and nothing that waits may run: all done, or paused. */
  whenIdle(): Promise<void> {
    return this.#scheduler.whenIdle();
  }

  /**
   * Begins nothing more, gives what is at work `graceMs` to end, lets go of the rest so that it
   * waits again, tells subscribers the last state, and closes the store. The engine is closed after
   * this, not before.
   */
  async close(graceMs = 0): Promise<void> {
    await this.#scheduler.close(graceMs);
    this.#recorder.close();
    await this.#formerTemps.close();
    await rm(this.#tools.downloads, { recursive: true, force: true });
    this.#events.close();
    this.#store.close();
  }

  #enterFolder(folder: string): Promise<unknown> {
    const known = this.#swept.get(folder);
    if (known !== undefined) return known;
    const sweep = sweepTempFiles(folder, { olderThanMs: SWEEP_AGE_MS });
    this.#swept.set(folder, sweep);
    return sweep;
  }

  /** Does what the user asked for, tells everyone, and begins what may begin now. */
  #changing<T>(change: () => T): T {
    const result = change();
    this.#events.listChanged();
    this.#scheduler.pump();
    return result;
  }

  #told(...[job, end]: Parameters<EndListener>): void {
    if (end.outcome === 'done' || end.outcome === 'failed') this.#pace.ended();
    this.#pace.work(this.#scheduler.atWork.length > 0);
    this.#events.jobChanged(job.id);
    for (const listener of this.#listeners) listener(job, end);
  }
}
