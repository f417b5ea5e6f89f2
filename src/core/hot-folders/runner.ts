import type { OffcutError } from '../../shared/errors.ts';
import type { HotFolderProblem, HotFolderStatus } from '../../shared/hot-folders.ts';
import type { HotFolder, Job } from '../../shared/queue.ts';
import { exists } from '../files/exists.ts';
import type { JobEnd } from '../queue/store/queue-store.ts';
import { Failures } from './failures.ts';
import { FolderJobs } from './folder-jobs.ts';
import type { FolderTools } from './folder-tools.ts';
import { Intake } from './intake.ts';
import { batchesOf } from './jobs-of-folder.ts';
import type { FoundNow } from './look-through.ts';
import { Lookout } from './lookout.ts';
import { Originals } from './originals.ts';
import { withinFolder } from './picture-filter.ts';
import { unlessStoreFails } from './store-failure.ts';

/**
 * One hot folder at work. Whatever it hears only says where to look: what happens is decided by the
 * file as it is, the ledger and the queue.
 */
export class Runner {
  readonly folder: HotFolder;
  readonly #tools: FolderTools;
  readonly #lookout: Lookout;
  readonly #intake: Intake;
  readonly #jobs: FolderJobs;
  readonly #failures: Failures;
  readonly #originals: Originals;
  /** Sub-folders, by their paths. */
  #unreadable: ReadonlyMap<string, OffcutError> = new Map();

  constructor(folder: HotFolder, tools: FolderTools) {
    this.folder = folder;
    this.#tools = tools;
    const onPicture = (relative: string) => {
      this.#intake.notice(relative);
    };
    this.#lookout = new Lookout(folder, tools, {
      onPicture,
      onLooked: (found, cameBack) => {
        this.#looked(found, cameBack);
      },
    });
    this.#originals = new Originals(folder, tools);
    this.#failures = new Failures(folder, tools, onPicture);
    this.#jobs = new FolderJobs(folder, tools, this.#failures);
    this.#intake = new Intake(folder, tools, {
      isPending: (relative) => this.#jobs.isPending(relative),
      isHeld: (relative, entry) => this.#failures.isUnknownVersion(relative, entry),
      cancelledJob: (relative) => this.#jobs.cancelledJob(relative),
      onDone: (entry) => {
        this.#originals.found(entry);
      },
      onFailed: (entry) => {
        this.#failures.found(entry);
      },
      take: (pictures) => this.#jobs.take(pictures),
    });
  }

  get status(): HotFolderStatus {
    const { queue } = this.#tools;
    const counts = batchesOf(queue, this.folder.id).map(({ id }) => queue.counts(id));
    const sum = (state: 'queued' | 'running' | 'done' | 'failed') =>
      counts.reduce((total, each) => total + each[state], 0);
    return {
      folder: this.folder,
      state: this.#lookout.state,
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
    if (this.#lookout.isAway) return true;
    return this.#lookout.atRest && this.#jobs.atRest && this.#intake.atRest;
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
    this.#lookout.start();
  }

  /** The queue's list changed. */
  reconcile(): void {
    for (const relative of this.#jobs.reconcile()) this.#noticeUnlessPaused(relative);
    this.#tools.onRest();
  }

  /** An attempt at a job of this folder was recorded. */
  async ended(job: Job, end: JobEnd): Promise<void> {
    if (job.source.kind !== 'file' || end.outcome === 'interrupted') return;
    if (end.outcome === 'failed' && end.retryAt !== null) return;
    const { path: file } = job.source;
    const relative = withinFolder(this.folder.folder, file);
    this.#jobs.ended(relative);
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
    const { outcome } = end;
    const output = end.outcome === 'done' ? end.output.path : null;
    this.#tools.tell({ type: 'ended', hotFolder: this.folder.id, path: relative, outcome, output });
    // It may have changed while it was worked on; and what is done may have to be put away.
    this.#noticeUnlessPaused(relative);
    this.#tools.onRest();
  }

  /** Tries these problems again, or all. Returns how many. */
  retry(paths?: readonly string[]): number {
    return this.#failures.retry(paths) + this.#intake.retry(paths) + this.#originals.retry(paths);
  }

  async close(): Promise<void> {
    this.#failures.close();
    await this.#lookout.close();
    await this.#intake.close();
    await this.#originals.close();
  }

  /** What happens while it rests is found when it goes on. */
  #noticeUnlessPaused(relative: string): void {
    if (!this.folder.paused) this.#intake.notice(relative);
  }

  #looked({ paths, errors }: FoundNow, cameBack: boolean): void {
    const present = new Set(paths);
    this.#intake.keepOnly(present);
    this.#originals.keepOnly(present);
    this.#failures.keepOnly(present);
    this.#unreadable = errors;
    for (const relative of paths) this.#intake.notice(relative);
    if (cameBack) this.#failures.cameBack();
  }
}
