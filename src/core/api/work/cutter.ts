import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ApiKey } from '../../../shared/api-key.ts';
import type { CutoutFacts } from '../../../shared/cutout.ts';
import { OffcutError } from '../../../shared/errors.ts';
import {
  endedStates,
  priorities,
  type Job,
  type JobId,
  type Priority,
} from '../../../shared/queue.ts';
import { MAX_PAGE, MAX_SEARCH, type ControlEvent } from '../../../shared/queue-control.ts';
import { refuseNotYetBuilt, type OutputFormat, type Recipe } from '../../../shared/recipe.ts';
import { findModel, loadCatalogue } from '../../models/catalogue.ts';
import type { QueuePort } from '../../queue/control/port.ts';
import { ApiFailure, invalidField } from '../failure.ts';
import { failureOf, failureOfReport } from '../failure-of.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { ApiJob, ApiJobEnd, JobTable, NewApiJob } from '../store/job-table.ts';
import type { UploadedFile, UploadFolder, Uploads } from './uploads.ts';

export interface CutterOptions {
  readonly queue: Pick<QueuePort, 'ask'>;
  readonly keys: KeyRing;
  readonly jobs: JobTable;
  readonly uploads: Uploads;
  /** Absolute; everything in it is the local API's own. */
  readonly results: string;
  /** ms that a request waits for its cutout. */
  readonly deadlineMs: number;
  /** Requests that wait at once. */
  readonly maxWaiting: number;
  readonly maxPixels: number;
  /** Hears of every job that was accepted for later, once it has ended. */
  readonly onEnd: (job: ApiJob) => void;
}

/** What is to be made of one picture. */
export interface CutWish {
  readonly key: ApiKey;
  readonly upload: UploadFolder;
  readonly picture: UploadedFile;
  readonly recipe: Recipe;
  /** What it takes from the key's quota; a failure takes nothing. */
  readonly credits: number;
  /** In place of the server's limit, where the dialect's is lower. */
  readonly maxPixels?: number;
}

/** A finished cutout that somebody waits for. */
export interface Cut {
  /** Absolute. */
  readonly file: string;
  readonly facts: CutoutFacts;
  /** From its wish to its end. */
  readonly ms: number;
  readonly credits: number;
  /** To be called once it was sent: nothing of it is kept. */
  readonly dispose: () => Promise<void>;
}

/** What is to be done later, and what is remembered of whoever asked. */
export interface LaterWish extends CutWish {
  readonly dialect: string;
  readonly request: unknown;
  readonly idempotency?: string | null;
}

interface Waiting {
  readonly job: JobId | undefined;
  readonly resolve: (job: Job | undefined) => void;
}

const extensions: Readonly<Record<OutputFormat, string>> = {
  png: 'png',
  webp: 'webp',
  jpeg: 'jpg',
  avif: 'avif',
  tiff: 'tiff',
};

/**
 * Has pictures cut by the queue, ahead of all that nobody waits for. What is waited for is in the
 * queue alone, and is taken back when nobody waits any more; what was accepted for later is on
 * record here as well, and is done whatever ends the process.
 */
export class Cutter {
  readonly #options: CutterOptions;
  /** By target: it is known before the queue knows the job. */
  readonly #waiting = new Map<string, Waiting>();
  /** Jobs that are on their way to the queue, so that nobody else takes them there. */
  readonly #onTheWay = new Set<string>();
  #looking: Promise<void> | undefined;
  #ending = false;

  constructor(options: CutterOptions) {
    this.#options = options;
  }

  /** Requests that wait for a cutout. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Where the cutout of a job is, once it is done. */
  resultFile({ id, work }: Pick<ApiJob, 'id' | 'work'>): string {
    return this.#targetOf(id, work.recipe);
  }

  /**
   * Has a picture cut and waits for it. What was uploaded is removed in any case.
   * @param signal aborted when nobody waits any more
   * @throws ApiFailure
   */
  async cut(wish: CutWish, signal: AbortSignal): Promise<Cut> {
    const { upload, credits, key } = wish;
    const { keys, deadlineMs } = this.#options;
    const began = performance.now();
    let reservation;
    try {
      this.#check(wish);
      if (this.#ending || this.waiting >= this.#options.maxWaiting) {
        throw new ApiFailure('busy', 'Too many requests wait already.', { retryAfter: 5 });
      }
      reservation = keys.reserve(key.id, credits);
      const { file, facts } = await this.#waitFor(wish, signal, deadlineMs);
      reservation.settle();
      const ms = Math.round(performance.now() - began);
      return { file, facts, ms, credits, dispose: () => rm(file, { force: true }) };
    } catch (error) {
      throw failureOf(error);
    } finally {
      reservation?.release();
      await upload.remove();
    }
  }

  /**
   * Accepts pictures to be cut later, all of them or none. When this returns, they will be done:
   * they are on record, and so are their pictures.
   * @param batch under which they are kept together
   * @throws ApiFailure
   */
  async accept(
    wishes: readonly LaterWish[],
    batch: string | null = null,
  ): Promise<readonly ApiJob[]> {
    const { keys, jobs } = this.#options;
    const [first] = wishes;
    if (first === undefined) throw new Error('nothing was wished for');
    const at = Date.now();
    let reservation;
    try {
      for (const wish of wishes) this.#check(wish);
      if (this.#ending) throw new ApiFailure('busy', 'The server is about to end.');
      const credits = wishes.reduce((sum, wish) => sum + wish.credits, 0);
      reservation = keys.reserve(first.key.id, credits);
      for (const { upload } of wishes) await upload.sync();
      for (const { upload } of wishes) this.#onTheWay.add(upload.id);
      jobs.add(wishes.map((wish) => this.#newJob(wish, batch, at)));
      reservation.settle();
    } catch (error) {
      reservation?.release();
      for (const { upload } of wishes) {
        this.#onTheWay.delete(upload.id);
        await upload.remove();
      }
      throw failureOf(error);
    }
    const accepted = wishes.map(({ upload }) => this.#known(upload.id));
    // If the queue cannot take them now, the next look at what is open hands them over.
    await this.#handOver(accepted).catch(() => undefined);
    return accepted.map(({ id }) => this.#known(id));
  }

  /** Whether an open job is being worked on just now. */
  async isRunning({ queueJob }: ApiJob): Promise<boolean> {
    if (queueJob === null) return false;
    const { jobs } = await this.#options.queue.ask('jobs', { jobs: [queueJob] });
    return jobs[0]?.state.name === 'running';
  }

  /** Takes an open job back. One that ends meanwhile keeps its end. */
  async cancel(job: ApiJob): Promise<void> {
    if (job.queueJob === null) await this.#end(job, { state: 'cancelled' });
    else await this.#takeBack(job.queueJob);
  }

  /** Forgets a job that has ended, and its result. */
  async forget(job: ApiJob): Promise<void> {
    this.#options.jobs.forget(job.id);
    await rm(this.resultFile(job), { force: true });
  }

  /** Hears of what happens in the queue. */
  hear(event: ControlEvent): void {
    if (event.type !== 'ended') return;
    const { job } = event;
    const waiting = this.#waiting.get(job.target);
    if (waiting !== undefined) waiting.resolve(job);
    else if (this.#isOurs(job)) void this.#ended(job).catch(() => undefined);
  }

  /**
   * Looks at everything that is open, as the queue is now: when the queue was got at, and every so
   * often. What ended unheard is recorded, and what the queue does not know is handed to it.
   */
  lookAtOpen(): Promise<void> {
    this.#looking ??= this.#lookAtOpen().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #lookAtOpen(): Promise<void> {
    const { queue, jobs } = this.#options;
    for (const [target, { job, resolve }] of this.#waiting) {
      if (job === undefined) continue;
      const found = (await queue.ask('jobs', { jobs: [job] })).jobs[0];
      if (this.#waiting.get(target)?.job !== job) continue;
      if (found === undefined || isEnded(found)) resolve(found);
    }
    const lost: ApiJob[] = [];
    for (const job of jobs.open()) {
      if (this.#onTheWay.has(job.id)) continue;
      const found = await this.#inQueue(job);
      if (found === undefined) lost.push(job);
      else if (isEnded(found)) await this.#ended(found);
      else if (job.queueJob === null) jobs.handedOver([{ id: job.id, queueJob: found.id }]);
    }
    if (lost.length > 0) await this.#handOver(lost);
  }

  /**
   * Puts right what a server that was killed left: jobs that nobody waits for, and files of no job.
   * To be called once, before any request.
   */
  async start(): Promise<void> {
    const { queue, jobs, uploads, results } = this.#options;
    await mkdir(results, { recursive: true, mode: 0o700 });
    const open = new Set(jobs.open().map(({ id }) => id));
    const search = uploads.folder.slice(-MAX_SEARCH);
    const stray: JobId[] = [];
    for (let offset = 0; ; offset += MAX_PAGE) {
      const page = await queue.ask('page', { search, offset, limit: MAX_PAGE });
      for (const job of page.jobs) {
        const id = this.#idOf(job);
        if (id !== undefined && !open.has(id)) stray.push(job.id);
      }
      if (offset + MAX_PAGE >= page.total) break;
    }
    if (stray.length > 0) {
      await queue.ask('cancel', { scope: { kind: 'jobs', jobs: stray } });
      await queue.ask('clear', { scope: { kind: 'jobs', jobs: stray }, states: endedStates });
    }
    await this.lookAtOpen();
    await uploads.sweep(new Set(jobs.open().map(({ id }) => id)));
    await this.#sweepResults();
  }

  /** Takes nothing more; resolves when nobody waits, or after so many ms. */
  async close(graceMs: number): Promise<void> {
    this.#ending = true;
    const until = performance.now() + graceMs;
    while (this.waiting > 0 && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    for (const { resolve } of this.#waiting.values()) resolve(undefined);
  }

  /** @throws ApiFailure, OffcutError: a recipe that would fail with every picture */
  #check({ recipe }: CutWish): void {
    // Whoever may send pictures here was not asked whether they may be sent on.
    if (recipe.engine.policy !== 'local') {
      throw invalidField('engine', 'the local API cuts on this machine alone');
    }
    refuseNotYetBuilt(recipe);
    findModel(loadCatalogue(), recipe.model);
  }

  async #waitFor(
    wish: CutWish,
    signal: AbortSignal,
    deadlineMs: number,
  ): Promise<{ readonly file: string; readonly facts: CutoutFacts }> {
    const target = this.#targetOf(wish.upload.id, wish.recipe);
    const deadline = AbortSignal.timeout(deadlineMs);
    const given = AbortSignal.any([signal, deadline]);
    let queueJob: JobId | undefined;
    const ended = new Promise<Job | undefined>((resolve) => {
      this.#waiting.set(target, { job: undefined, resolve });
      const leave = () => {
        resolve(undefined);
      };
      if (given.aborted) leave();
      given.addEventListener('abort', leave, { once: true });
    });
    let job: Job | undefined;
    try {
      [queueJob] = await this.#queue([wish], priorities.interactive);
      const known = this.#waiting.get(target);
      if (known !== undefined) this.#waiting.set(target, { ...known, job: queueJob });
      job = await ended;
    } finally {
      this.#waiting.delete(target);
      // Whoever waits need not wait for this, too.
      if (queueJob !== undefined) void this.#leave(queueJob, job);
    }
    if (job === undefined) {
      if (deadline.aborted) {
        const seconds = Math.round(deadlineMs / 1000);
        throw new ApiFailure('deadline', `The cutout was not done in ${seconds} s.`);
      }
      throw new ApiFailure('busy', 'The cutout was cancelled.');
    }
    const { state } = job;
    if (state.name === 'done') return { file: state.output.path, facts: state.facts };
    if (state.name === 'failed') throw failureOfReport(state.error);
    throw new ApiFailure('busy', 'The cutout was cancelled.');
  }

  /** Takes a job that was waited for off the queue's list, after taking it back if need be. */
  async #leave(id: JobId, ended: Job | undefined): Promise<void> {
    try {
      if (ended === undefined) await this.#takeBack(id);
      else await this.#clear([id]);
    } catch {
      // The queue changes hands; the next start clears it.
    }
  }

  async #takeBack(id: JobId): Promise<void> {
    await this.#options.queue.ask('cancel', { scope: { kind: 'jobs', jobs: [id] } });
  }

  async #clear(jobs: readonly JobId[]): Promise<void> {
    await this.#options.queue.ask('clear', { scope: { kind: 'jobs', jobs }, states: endedStates });
  }

  /** Puts pictures of one recipe on the queue's list. */
  async #queue(wishes: readonly CutWish[], priority: Priority): Promise<readonly JobId[]> {
    const [first] = wishes;
    if (first === undefined) return [];
    const { recipe, picture, maxPixels = this.#options.maxPixels } = first;
    const more = wishes.length === 1 ? '' : ` + ${wishes.length - 1}`;
    const { jobs } = await this.#options.queue.ask('add', {
      batch: {
        title: `API: ${picture.name}${more}`,
        recipe,
        // Each has a name of its own; what is there is left of an attempt that was cut off.
        placement: 'overwrite',
        priority,
        hotFolder: null,
        lenient: false,
        maxPixels,
        consent: null,
        jobs: wishes.map(({ upload, picture: { path: file } }) => ({
          source: { kind: 'file', path: file, folder: '' },
          target: this.#targetOf(upload.id, recipe),
        })),
      },
    });
    return jobs;
  }

  #targetOf(id: string, { output }: Recipe): string {
    return path.join(this.#options.results, `${id}.${extensions[output.format]}`);
  }

  #newJob(wish: LaterWish, batch: string | null, at: number): NewApiJob {
    const { upload, picture, key, dialect, recipe, request, credits, idempotency = null } = wish;
    const maxPixels = wish.maxPixels ?? this.#options.maxPixels;
    const source = path.relative(upload.folder, picture.path).split(path.sep).join('/');
    const work = { source, recipe, maxPixels };
    return {
      ...{ id: upload.id, key: key.id, dialect, batch, name: picture.name, work },
      ...{ request, credits, idempotency, at },
    };
  }

  /** Hands accepted jobs to the queue; those of a batch and one recipe come together. */
  async #handOver(open: readonly ApiJob[]): Promise<void> {
    for (const { id } of open) this.#onTheWay.add(id);
    try {
      await this.#handOverInGroups(open);
    } finally {
      for (const { id } of open) this.#onTheWay.delete(id);
    }
  }

  async #handOverInGroups(open: readonly ApiJob[]): Promise<void> {
    const { jobs, uploads, keys } = this.#options;
    const groups = new Map<string, ApiJob[]>();
    for (const job of open) {
      const group = `${job.batch ?? job.id} ${JSON.stringify(job.work.recipe)} ${job.work.maxPixels}`;
      groups.set(group, [...(groups.get(group) ?? []), job]);
    }
    for (const group of groups.values()) {
      const wishes = group.flatMap((job) => {
        const key = keys.get(job.key);
        if (key === undefined) return [];
        const upload = uploads.of(job.id);
        const file = path.join(upload.folder, ...job.work.source.split('/'));
        const picture = { path: file, name: job.name, bytes: 0, kind: 'other' as const };
        return [{ key, upload, picture, credits: job.credits, ...job.work }];
      });
      const together = group[0]?.batch !== null;
      const priority = together ? priorities.normal : priorities.interactive;
      const ids = await this.#queue(wishes, priority);
      jobs.handedOver(
        group.flatMap(({ id }, index) => {
          const queueJob = ids[index];
          return queueJob === undefined ? [] : [{ id, queueJob }];
        }),
      );
    }
  }

  /** A job as the queue has it; one that was handed over and not recorded is found by its file. */
  async #inQueue({ id, queueJob }: ApiJob): Promise<Job | undefined> {
    const { queue } = this.#options;
    if (queueJob !== null) {
      const { jobs } = await queue.ask('jobs', { jobs: [queueJob] });
      // The queue's list may have been replaced, and its numbers with it.
      return jobs.find((job) => this.#idOf(job) === id);
    }
    const { jobs } = await queue.ask('page', { search: id, offset: 0, limit: 1 });
    return jobs.find((job) => this.#idOf(job) === id);
  }

  /** Records how an accepted job ended, once, and takes it off the queue's list. */
  async #ended(queued: Job): Promise<void> {
    const { jobs } = this.#options;
    const id = this.#idOf(queued);
    const job = id === undefined ? undefined : jobs.get(id);
    if (job?.state === 'open') await this.#end(job, endOf(queued));
    await this.#clear([queued.id]);
  }

  async #end(job: ApiJob, end: ApiJobEnd): Promise<void> {
    const { jobs, keys, uploads, onEnd } = this.#options;
    if (!jobs.end(job.id, end, Date.now())) return;
    if (end.state !== 'done') keys.charge(job.key, -job.credits);
    await uploads.of(job.id).remove();
    onEnd(this.#known(job.id));
  }

  #known(id: string): ApiJob {
    const job = this.#options.jobs.get(id);
    if (job === undefined) throw new OffcutError('internal', { reason: `no API job ${id}` });
    return job;
  }

  #isOurs(job: Job): boolean {
    return this.#idOf(job) !== undefined;
  }

  /** The id of the upload that a job of the queue is made of; undefined: it is not of this API. */
  #idOf({ source, target }: Job): string | undefined {
    if (source.kind !== 'file') return undefined;
    const isResult = path.dirname(target) === this.#options.results;
    const inside = path.relative(this.#options.uploads.folder, source.path).split(path.sep);
    const [id = ''] = inside;
    return isResult && inside.length > 1 && id !== '..' ? id : undefined;
  }

  async #sweepResults(): Promise<void> {
    const { results, jobs } = this.#options;
    for (const name of await readdir(results)) {
      if (jobs.get(path.parse(name).name) !== undefined) continue;
      await rm(path.join(results, name), { force: true, recursive: true });
    }
  }
}

const isEnded = ({ state }: Job): boolean =>
  (endedStates as readonly string[]).includes(state.name);

function endOf({ state }: Job): ApiJobEnd {
  switch (state.name) {
    case 'done':
      return { state: 'done', facts: state.facts };
    case 'failed':
      return { state: 'failed', error: state.error };
    default:
      return { state: 'cancelled' };
  }
}
