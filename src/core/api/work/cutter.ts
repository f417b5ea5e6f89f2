import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ApiKey } from '../../../shared/api-key.ts';
import type { CutoutFacts } from '../../../shared/cutout.ts';
import { OffcutError } from '../../../shared/errors.ts';
import { priorities, type Job, type JobId } from '../../../shared/queue.ts';
import type { ControlEvent } from '../../../shared/queue-control.ts';
import { refuseNotYetBuilt, type Recipe } from '../../../shared/recipe.ts';
import { findModel, loadCatalogue } from '../../models/catalogue.ts';
import type { QueuePort } from '../../queue/control/port.ts';
import { ApiFailure, invalidField } from '../failure.ts';
import { failureOf, failureOfReport } from '../failure-of.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { ApiJob, ApiJobEnd, JobTable, NewApiJob } from '../store/job-table.ts';
import { LeftOvers } from './left-overs.ts';
import { isEnded, QueueDoor } from './queue-door.ts';
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
  readonly dispose: () => void;
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
  readonly #door: QueueDoor;
  readonly #leftOvers: LeftOvers;
  readonly #catalogue = loadCatalogue();
  #ending = false;

  constructor(options: CutterOptions) {
    this.#options = options;
    const { queue, uploads, results } = options;
    this.#door = new QueueDoor({ queue, uploads: uploads.folder, results });
    this.#leftOvers = new LeftOvers((jobs) => this.#door.clear(jobs));
  }

  /** Requests that wait for a cutout. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Where the cutout of a job is, once it is done. */
  resultFile({ id, work }: Pick<ApiJob, 'id' | 'work'>): string {
    return this.#door.targetOf(id, work.recipe);
  }

  /**
   * Has a picture cut and waits for it. When it throws, nothing of it is left.
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
      const { file, facts, queueJob } = await this.#waitFor(wish, signal, deadlineMs);
      reservation.settle();
      const ms = Math.round(performance.now() - began);
      const dispose = () => {
        this.#leftOvers.add({ job: queueJob, files: [file, upload.folder] });
      };
      return { file, facts, ms, credits, dispose };
    } catch (error) {
      reservation?.release();
      await upload.remove();
      throw failureOf(error);
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
    return (await this.#door.get(queueJob))?.state.name === 'running';
  }

  /** Takes open jobs back. One that ends meanwhile keeps its end. */
  async cancel(jobs: readonly ApiJob[]): Promise<void> {
    const waiting = jobs.filter(({ queueJob }) => queueJob === null);
    for (const job of waiting) await this.#end(job, { state: 'cancelled' });
    const queued = jobs.flatMap(({ queueJob }) => queueJob ?? []);
    if (queued.length === 0) return;
    await this.#door.takeBack(queued);
    // What is at work is told of when it has let go; what waited is not.
    for (const id of queued) {
      const found = await this.#door.get(id);
      if (found !== undefined && isEnded(found)) await this.#ended(found);
    }
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
    else if (this.#door.idOf(job) !== undefined) void this.#ended(job).catch(() => undefined);
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
    const { jobs } = this.#options;
    for (const [target, { job, resolve }] of this.#waiting) {
      if (job === undefined) continue;
      const found = await this.#door.get(job);
      if (this.#waiting.get(target)?.job !== job) continue;
      if (found === undefined || isEnded(found)) resolve(found);
    }
    const lost: ApiJob[] = [];
    for (const job of jobs.open()) {
      if (this.#onTheWay.has(job.id)) continue;
      const found = await this.#door.find(job);
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
    const { jobs, uploads, results } = this.#options;
    await mkdir(results, { recursive: true, mode: 0o700 });
    const stray = await this.#door.stray(new Set(jobs.open().map(({ id }) => id)));
    if (stray.length > 0) {
      await this.#door.takeBack(stray);
      await this.#door.clear(stray);
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

  /** To be called once the last answer was sent. */
  tidyUp(): Promise<void> {
    return this.#leftOvers.remove();
  }

  /** @throws ApiFailure, OffcutError: a recipe that would fail with every picture */
  #check({ recipe }: CutWish): void {
    // Whoever may send pictures here was not asked whether they may be sent on.
    if (recipe.engine.policy !== 'local') {
      throw invalidField('engine', 'the local API cuts on this machine alone');
    }
    refuseNotYetBuilt(recipe);
    findModel(this.#catalogue, recipe.model);
  }

  async #waitFor(
    wish: CutWish,
    signal: AbortSignal,
    deadlineMs: number,
  ): Promise<{ readonly file: string; readonly facts: CutoutFacts; readonly queueJob: JobId }> {
    const target = this.#door.targetOf(wish.upload.id, wish.recipe);
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
    try {
      const { upload, picture, recipe, maxPixels } = wish;
      [queueJob] = await this.#door.add([{ id: upload.id, source: picture.path }], {
        ...{ title: `API: ${picture.name}`, recipe, priority: priorities.interactive },
        maxPixels: this.#pixelsFor(maxPixels),
        fleeting: true,
      });
      const known = this.#waiting.get(target);
      if (known !== undefined) this.#waiting.set(target, { ...known, job: queueJob });
      const job = await ended;
      if (job === undefined) {
        throw deadline.aborted
          ? new ApiFailure('deadline', `The cutout was not done in ${deadlineMs / 1000} s.`)
          : new ApiFailure('busy', 'The cutout was cancelled.');
      }
      const { state } = job;
      if (state.name === 'done' && queueJob !== undefined) {
        return { file: state.output.path, facts: state.facts, queueJob };
      }
      if (queueJob !== undefined) this.#leftOvers.add({ job: queueJob, files: [] });
      queueJob = undefined;
      if (state.name === 'failed') throw failureOfReport(state.error);
      throw new ApiFailure('busy', 'The cutout was cancelled.');
    } catch (error) {
      void this.#takeBack(queueJob);
      throw error;
    } finally {
      this.#waiting.delete(target);
    }
  }

  async #takeBack(id: JobId | undefined): Promise<void> {
    if (id === undefined) return;
    try {
      await this.#door.takeBack([id]);
    } catch {
      // The queue changes hands; the next start clears it.
    }
  }

  #pixelsFor(wanted = Infinity): number {
    return Math.min(wanted, this.#options.maxPixels);
  }

  #newJob(wish: LaterWish, batch: string | null, at: number): NewApiJob {
    const { upload, picture, key, dialect, recipe, request, credits, idempotency = null } = wish;
    const maxPixels = this.#pixelsFor(wish.maxPixels);
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
    const { jobs, uploads } = this.#options;
    const groups = new Map<string, [ApiJob, ...ApiJob[]]>();
    for (const job of open) {
      const { recipe, maxPixels } = job.work;
      const group = `${job.batch ?? job.id} ${JSON.stringify(recipe)} ${maxPixels}`;
      const known = groups.get(group);
      if (known === undefined) groups.set(group, [job]);
      else known.push(job);
    }
    for (const group of groups.values()) {
      const [{ name, batch, work }] = group;
      const more = group.length === 1 ? '' : ` + ${group.length - 1}`;
      const wishes = group.map(({ id, work: { source } }) => ({
        id,
        source: path.join(uploads.of(id).folder, ...source.split('/')),
      }));
      const ids = await this.#door.add(wishes, {
        title: `API: ${name}${more}`,
        recipe: work.recipe,
        maxPixels: work.maxPixels,
        // Whoever sends many at once does not wait for each of them.
        priority: batch === null ? priorities.interactive : priorities.normal,
        fleeting: false,
      });
      jobs.handedOver(
        group.flatMap(({ id }, index) => {
          const queueJob = ids[index];
          return queueJob === undefined ? [] : [{ id, queueJob }];
        }),
      );
    }
  }

  /** Records how an accepted job ended, once, and takes it off the queue's list. */
  async #ended(queued: Job): Promise<void> {
    const { jobs } = this.#options;
    const id = this.#door.idOf(queued);
    const job = id === undefined ? undefined : jobs.get(id);
    if (job?.state === 'open') await this.#end(job, endOf(queued));
    await this.#door.clear([queued.id]);
  }

  async #end(job: ApiJob, end: ApiJobEnd): Promise<void> {
    const { jobs, keys, uploads, onEnd } = this.#options;
    if (!jobs.end(job.id, end, Date.now())) return;
    if (end.state !== 'done') keys.charge(job.key, -job.credits);
    onEnd(this.#known(job.id));
    await uploads.of(job.id).remove();
  }

  #known(id: string): ApiJob {
    const job = this.#options.jobs.get(id);
    if (job === undefined) throw new OffcutError('internal', { reason: `no API job ${id}` });
    return job;
  }

  async #sweepResults(): Promise<void> {
    const { results, jobs } = this.#options;
    for (const name of await readdir(results)) {
      if (jobs.get(path.parse(name).name) !== undefined) continue;
      await rm(path.join(results, name), { force: true, recursive: true });
    }
  }
}

function endOf({ state }: Job): ApiJobEnd {
  if (state.name === 'done') return { state: 'done', facts: state.facts };
  if (state.name === 'failed') return { state: 'failed', error: state.error };
  return { state: 'cancelled' };
}
