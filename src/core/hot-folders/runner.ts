import path from 'node:path';
import { OffcutError, reasonOf, type ErrorReport } from '../../shared/errors.ts';
import type {
  HotFolderProblem,
  HotFolderState,
  HotFolderStatus,
} from '../../shared/hot-folders.ts';
import { priorities, type HotFolder, type Job, type JobId } from '../../shared/queue.ts';
import { exists } from '../files/exists.ts';
import type { JobEnd } from '../queue/store/queue-store.ts';
import { Failures } from './failures.ts';
import type { FolderTools } from './folder-tools.ts';
import { Intake } from './intake.ts';
import { batchesOf, jobsByPath } from './jobs-of-folder.ts';
import { listen, type Listening } from './listen.ts';
import {
  folderIdentity,
  isSameVersion,
  lookThrough,
  whyOffline,
  type Seen,
} from './look-through.ts';
import { Originals } from './originals.ts';
import { pictureFilter, withinFolder, type PictureFilter } from './picture-filter.ts';
import { planPictures } from './plan-pictures.ts';
import { unlessStoreFails } from './store-failure.ts';

/**
 * One hot folder at work. Listening tells it soon what changed; full looks find what nobody told.
 * Both only say where to look: what happens is decided by the file as it is, the ledger and the
 * queue.
 */
export class Runner {
  readonly folder: HotFolder;
  readonly #tools: FolderTools;
  readonly #filter: PictureFilter;
  readonly #intake: Intake;
  readonly #failures: Failures;
  readonly #originals: Originals;
  /** Files with a job that has not ended, and that job where it is known. */
  #pending = new Map<string, JobId | undefined>();
  /** Jobs that were cancelled before they ran, by the paths of their pictures. */
  #cancelled: ReadonlyMap<string, JobId> = new Map();
  #state: HotFolderState;
  /** Of sub-folders, by their paths. */
  #unreadable: ReadonlyMap<string, OffcutError> = new Map();
  #identity: string | undefined;
  #listening: Listening | undefined;
  #deaf: ErrorReport | undefined;
  #looks: Promise<void> = Promise.resolve();
  #lookWanted = false;
  #looked = false;
  #cancelBeat: () => void = () => undefined;
  #cancelLook: () => void = () => undefined;
  #closed = false;

  constructor(folder: HotFolder, tools: FolderTools) {
    this.folder = folder;
    this.#tools = tools;
    this.#filter = pictureFilter(folder);
    this.#state = { name: folder.paused ? 'paused' : 'starting' };
    this.#originals = new Originals(folder, tools);
    this.#failures = new Failures(folder, tools, (relative) => {
      this.#intake.notice(relative);
    });
    this.#intake = new Intake(folder, tools, {
      isPending: (relative) => this.#pending.has(this.#fileOf(relative)),
      isHeld: (relative, entry) => this.#failures.isUnknownVersion(relative, entry),
      cancelledJob: (relative) => this.#cancelled.get(relative),
      onDone: (entry) => {
        this.#originals.found(entry);
      },
      take: (pictures) => this.#take(pictures),
    });
  }

  get status(): HotFolderStatus {
    const { queue } = this.#tools;
    const counts = batchesOf(queue, this.folder.id).map(({ id }) => queue.counts(id));
    const sum = (state: 'queued' | 'running' | 'done' | 'failed') =>
      counts.reduce((total, each) => total + each[state], 0);
    return {
      folder: this.folder,
      state: this.#state,
      counts: {
        settling: this.#intake.size,
        queued: sum('queued'),
        running: sum('running'),
        done: sum('done'),
        failed: sum('failed'),
        problems: this.problems().length,
      },
    };
  }

  /** Nothing more happens by itself until a file or a drive comes, or the next retry. */
  get atRest(): boolean {
    if (!this.#originals.atRest) return false;
    if (this.#state.name === 'paused' || this.#state.name === 'offline') return true;
    return this.#looked && !this.#lookWanted && this.#pending.size === 0 && this.#intake.atRest;
  }

  problems(): readonly HotFolderProblem[] {
    const unreadable = [...this.#unreadable].map(([relative, error]): HotFolderProblem => ({
      hotFolder: this.folder.id,
      path: relative,
      trouble: 'unready',
      error: error.toReport(),
      job: null,
      retrying: true,
    }));
    return [
      ...unreadable,
      ...this.#intake.problems(),
      ...this.#failures.problems(),
      ...this.#originals.problems(),
    ];
  }

  /** Takes over what was before this start, and begins unless it is paused. */
  start(): void {
    this.reconcile();
    this.#failures.load();
    if (!this.folder.paused) this.#beat();
  }

  /** The queue's list changed: jobs may have been cancelled, retried or cleared. */
  reconcile(): void {
    const { queue } = this.#tools;
    const pending = queue.hotFolders.pendingSources(this.folder.id);
    const before = this.#pending;
    const gone = [...before.keys()].filter((file) => !pending.has(file));
    this.#pending = new Map([...pending].map((file) => [file, before.get(file)]));
    for (const relative of this.#failures.paths()) {
      if (pending.has(this.#fileOf(relative))) this.#failures.delete(relative);
    }
    const cancelled = new Map<string, JobId>();
    // One that was cleared right after it was cancelled was cancelled all the same.
    for (const file of gone) {
      const job = before.get(file);
      if (job !== undefined) cancelled.set(withinFolder(this.folder.folder, file), job);
    }
    for (const [relative, job] of jobsByPath(queue, this.folder, ['cancelled'])) {
      cancelled.set(relative, job.id);
    }
    this.#cancelled = cancelled;
    for (const file of gone) this.#intake.notice(withinFolder(this.folder.folder, file));
    this.#tools.onRest();
  }

  /** An attempt at a job of this folder was recorded. */
  async ended(job: Job, end: JobEnd): Promise<void> {
    if (job.source.kind !== 'file' || end.outcome === 'interrupted') return;
    if (end.outcome === 'failed' && end.retryAt !== null) return;
    const { path: file } = job.source;
    const relative = withinFolder(this.folder.folder, file);
    this.#pending.delete(file);
    if (end.outcome === 'failed') {
      if (end.error.code === 'input-not-found' && !(await exists(file))) {
        // Whoever took the picture away again does not want to hear that it is missing.
        unlessStoreFails(() => {
          this.#tools.queue.clear({ kind: 'jobs', jobs: [job.id] }, ['failed']);
        });
      } else {
        this.#failures.add(relative, job, end.error);
      }
    }
    const output = end.outcome === 'done' ? end.output.path : null;
    const { outcome } = end;
    this.#tools.tell({ type: 'ended', hotFolder: this.folder.id, path: relative, outcome, output });
    // It may have changed while it was worked on; and what is done may have to be put away.
    if (this.folder.paused && end.outcome === 'done') this.#putAwayNow(relative);
    else if (!this.folder.paused) this.#intake.notice(relative);
    this.#tools.onRest();
  }

  /** Tries these problems again, or all. Returns how many. */
  retry(paths?: readonly string[]): number {
    return this.#failures.retry(paths) + this.#intake.retry(paths) + this.#originals.retry(paths);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelBeat();
    this.#cancelLook();
    this.#failures.close();
    await this.#looks;
    await this.#intake.close();
    await this.#originals.close();
    await this.#listening?.close();
  }

  #fileOf(relative: string): string {
    return path.join(this.folder.folder, relative);
  }

  #putAwayNow(relative: string): void {
    const entry = this.#tools.queue.hotFolders.ledgerEntry(this.folder.id, relative);
    if (entry?.outcome === 'done') this.#originals.found(entry);
  }

  /** Looks again and again whether the folder is there, and is the one it was. */
  #beat(): void {
    void this.#check().finally(() => {
      if (this.#closed) return;
      this.#cancelBeat = this.#tools.timers.after(this.#tools.pacing.heartbeat, () => {
        this.#beat();
      });
    });
  }

  async #check(): Promise<void> {
    const { folder, destination } = this.folder;
    const [offline, identity] = [
      await whyOffline(folder, destination),
      await folderIdentity(folder),
    ];
    const wasOnline = this.#looked && this.#state.name !== 'offline';
    if (wasOnline === (offline === undefined) && identity === this.#identity) return;
    this.#wantLook();
  }

  #wantLook(): void {
    if (this.#lookWanted || this.#closed) return;
    this.#lookWanted = true;
    this.#looks = this.#looks.then(async () => {
      this.#lookWanted = false;
      this.#cancelLook();
      if (!this.#closed) await this.#look();
      this.#lookAfter(this.#lookAgainAfter());
      this.#tools.onRest();
    });
  }

  /** A full look is due in so many ms, and not before. */
  #lookAfter(ms: number): void {
    this.#cancelLook();
    if (this.#closed) return;
    this.#cancelLook = this.#tools.timers.after(ms, () => {
      this.#wantLook();
    });
  }

  #lookAgainAfter(): number {
    const { pacing } = this.#tools;
    return this.#state.name === 'polling' ? this.#state.every : pacing.fullLook;
  }

  async #look(): Promise<void> {
    const { folder, destination } = this.folder;
    const offline = await whyOffline(folder, destination);
    const identity = await folderIdentity(folder);
    if (offline !== undefined || identity === undefined) {
      const error = (offline ?? new OffcutError('input-offline', { folder })).toReport();
      this.#identity = undefined;
      await this.#stopListening();
      this.#looked = true;
      this.#enter({ name: 'offline', error });
      return;
    }
    const wasOffline = this.#state.name === 'offline';
    if (identity !== this.#identity) await this.#arm(identity);
    const { paths, errors } = await lookThrough(this.folder, this.#filter);
    // It went away meanwhile: what was not seen is not gone.
    if ((await folderIdentity(folder)) !== identity) return;
    const present = new Set(paths);
    this.#intake.keepOnly(present);
    this.#originals.keepOnly(present);
    for (const relative of this.#failures.paths()) {
      if (!present.has(relative)) this.#failures.delete(relative);
    }
    this.#unreadable = errors;
    for (const relative of paths) this.#intake.notice(relative);
    if (wasOffline) this.#failures.cameBack();
    this.#looked = true;
    this.#enter(this.#attentive());
  }

  #attentive(): HotFolderState {
    const because = this.#deaf ?? null;
    if (this.folder.pollEvery !== null) {
      return { name: 'polling', every: this.folder.pollEvery, because: null };
    }
    return because === null
      ? { name: 'listening' }
      : { name: 'polling', every: this.#tools.pacing.poll, because };
  }

  async #arm(identity: string): Promise<void> {
    await this.#stopListening();
    this.#identity = identity;
    if (this.folder.pollEvery !== null) return;
    this.#deaf = undefined;
    const listener = {
      onFile: (relative: string) => {
        if (this.#filter.takes(relative)) this.#intake.notice(relative);
      },
      onChange: () => {
        this.#lookAfter(this.#tools.pacing.gather);
      },
      onDeaf: (error: unknown) => {
        this.#wentDeaf(error);
      },
    };
    const listening = await listen(this.folder.folder, this.#filter, listener, this.#tools.watch);
    if (this.#attentive().name === 'polling') await listening.close();
    else this.#listening = listening;
  }

  #wentDeaf(error: unknown): void {
    const seconds = this.#tools.pacing.poll / 1_000;
    const params = { folder: this.folder.folder, reason: reasonOf(error), seconds };
    this.#deaf = new OffcutError('hot-folder-polling', params).toReport();
    if (this.#listening === undefined) return;
    void this.#stopListening();
    this.#enter(this.#attentive());
    this.#wantLook();
  }

  async #stopListening(): Promise<void> {
    const listening = this.#listening;
    this.#listening = undefined;
    await listening?.close();
  }

  #enter(state: HotFolderState): void {
    const isNews = JSON.stringify(state) !== JSON.stringify(this.#state);
    this.#state = state;
    if (isNews) this.#tools.tell({ type: 'state', hotFolder: this.folder.id, state });
  }

  /** Adds finished pictures to the batch of the folder, in one transaction. */
  #take(pictures: ReadonlyMap<string, Seen>): ReadonlyMap<string, OffcutError> {
    const { queue } = this.#tools;
    const { id } = this.folder;
    const pending = queue.hotFolders.pendingSources(id);
    const wanted = [...pictures].flatMap(([relative, seen]) => {
      const entry = queue.hotFolders.ledgerEntry(id, relative);
      const isKnown = entry !== undefined && isSameVersion(entry, seen);
      return isKnown || pending.has(this.#fileOf(relative)) ? [] : [relative];
    });
    const { jobs, problems } = planPictures(this.folder, wanted);
    if (jobs.size === 0) return problems;
    // A new version takes the place of one that failed.
    const stale = wanted.flatMap((relative) => this.#failures.jobOf(relative) ?? []);
    if (stale.length > 0) queue.clear({ kind: 'jobs', jobs: stale }, ['failed']);
    const ids = this.#addJobs([...jobs.values()]);
    for (const [index, [relative]] of [...jobs].entries()) {
      this.#failures.delete(relative);
      this.#pending.set(this.#fileOf(relative), ids[index]);
    }
    this.#tools.tell({ type: 'taken', hotFolder: id, paths: [...jobs.keys()] });
    return problems;
  }

  #addJobs(jobs: Parameters<FolderTools['queue']['extend']>[1]): readonly JobId[] {
    const { queue, maxPixels } = this.#tools;
    const { id, folder, recipe } = this.folder;
    const text = JSON.stringify(recipe);
    const batch = batchesOf(queue, id).find((each) => JSON.stringify(each.recipe) === text);
    if (batch !== undefined) return queue.extend(batch.id, jobs);
    return queue.add({
      title: path.basename(folder),
      recipe,
      placement: 'rename',
      priority: priorities.background,
      hotFolder: id,
      lenient: false,
      maxPixels,
      jobs,
    }).jobs;
  }
}
