import path from 'node:path';
import type { ErrorReport } from '../../shared/errors.ts';
import type { HotFolderProblem } from '../../shared/hot-folders.ts';
import type { HotFolder, Job, JobId, LedgerEntry } from '../../shared/queue.ts';
import { DueList } from './due-list.ts';
import type { FolderTools } from './folder-tools.ts';
import { jobsByPath } from './jobs-of-folder.ts';
import { isSameVersion, see } from './look-through.ts';
import { waitBeforeRetry } from './pacing.ts';
import { mayPass, timesGivenUp } from './retryable.ts';
import { unlessStoreFails } from './store-failure.ts';

interface Failed {
  readonly job: JobId;
  readonly error: ErrorReport;
}

/**
 * The pictures of a hot folder whose jobs failed. They are tried again a few times, later and later;
 * how often is counted by the jobs' attempts, so that a restart begins no new series.
 */
export class Failures {
  readonly #folder: HotFolder;
  readonly #tools: FolderTools;
  readonly #failed = new Map<string, Failed>();
  readonly #due: DueList;
  /** Hears of a picture that may have changed since it failed. */
  readonly #onPicture: (path: string) => void;

  constructor(folder: HotFolder, tools: FolderTools, onPicture: (path: string) => void) {
    this.#folder = folder;
    this.#tools = tools;
    this.#onPicture = onPicture;
    this.#due = new DueList(tools.timers, tools.pacing.gather, (paths) => {
      void this.#retryUnchanged(paths);
    });
  }

  get size(): number {
    return this.#failed.size;
  }

  /** Takes over what failed before this start. */
  load(): void {
    for (const [relative, job] of jobsByPath(this.#tools.queue, this.#folder, ['failed'])) {
      if (job.state.name !== 'failed') continue;
      const entry = this.#tools.queue.hotFolders.ledgerEntry(this.#folder.id, relative);
      // A later job dealt with it.
      if (entry !== undefined && entry.job > job.id) continue;
      this.add(relative, job, job.state.error);
    }
  }

  add(relative: string, { id: job }: Pick<Job, 'id'>, error: ErrorReport): void {
    const { queue, pacing, tell } = this.#tools;
    this.#failed.set(relative, { job, error });
    const wait = mayPass(error.code)
      ? waitBeforeRetry(pacing, timesGivenUp(queue.attempts(job)))
      : undefined;
    if (wait === undefined) this.#due.delete(relative);
    else this.#due.set(relative, wait);
    const [problem] = this.#problemsOf([relative]);
    if (problem !== undefined) tell({ type: 'problem', problem });
  }

  /** A picture is in the folder, perhaps again, in a version whose job failed. */
  found({ path: relative, job: id }: LedgerEntry): void {
    if (this.#failed.has(relative)) return;
    const job = this.#tools.queue.job(id);
    if (job?.state.name === 'failed') this.add(relative, job, job.state.error);
  }

  /** Its job runs again, or another one has taken its place. */
  delete(relative: string): void {
    this.#failed.delete(relative);
    this.#due.delete(relative);
  }

  paths(): readonly string[] {
    return [...this.#failed.keys()];
  }

  /** Forgets what is not in the folder any more; the job stays on the queue's list. */
  keepOnly(paths: ReadonlySet<string>): void {
    for (const relative of this.paths()) if (!paths.has(relative)) this.delete(relative);
  }

  /** The job that stands for a failure of this picture. */
  jobOf(relative: string): JobId | undefined {
    return this.#failed.get(relative)?.job;
  }

  /**
   * Whether it is not known which version failed, because the file could not even be looked at: a
   * new job would only fail like this one.
   */
  isUnknownVersion(relative: string, entry: LedgerEntry | undefined): boolean {
    const failed = this.#failed.get(relative);
    return failed !== undefined && (entry === undefined || entry.job < failed.job);
  }

  /** Tries again what failed only because its drive was away. */
  cameBack(): void {
    const away = [...this.#failed].filter(([, { error }]) => error.code === 'input-offline');
    // They are tried again later too.
    unlessStoreFails(() => this.#queueAgain(away.map(([relative]) => relative)));
  }

  /** Queues these again, or all. Returns how many. */
  retry(paths: readonly string[] = this.paths()): number {
    return this.#queueAgain(paths);
  }

  problems(): readonly HotFolderProblem[] {
    return this.#problemsOf(this.paths());
  }

  close(): void {
    this.#due.close();
  }

  #problemsOf(paths: readonly string[]): readonly HotFolderProblem[] {
    return paths.flatMap((relative): readonly HotFolderProblem[] => {
      const failed = this.#failed.get(relative);
      if (failed === undefined) return [];
      const { job, error } = failed;
      const retrying = this.#due.has(relative);
      const hotFolder = this.#folder.id;
      return [{ hotFolder, path: relative, trouble: 'failed', error, job, retrying }];
    });
  }

  #queueAgain(paths: readonly string[]): number {
    const jobs = paths.flatMap((relative) => this.#failed.get(relative)?.job ?? []);
    if (jobs.length === 0) return 0;
    const count = this.#tools.queue.retry({ kind: 'jobs', jobs });
    for (const relative of paths) this.delete(relative);
    return count;
  }

  async #retryUnchanged(paths: readonly string[]): Promise<void> {
    const again: string[] = [];
    for (const relative of paths) {
      const file = path.join(this.#folder.folder, relative);
      const seen = await see(file).catch(() => undefined);
      if (!this.#failed.has(relative)) continue;
      const entry = this.#tools.queue.hotFolders.ledgerEntry(this.#folder.id, relative);
      const isOfIt = entry !== undefined && entry.job === this.jobOf(relative);
      const changed = seen && isOfIt && !isSameVersion(seen, entry);
      // What is gone is found to be so by the next full look.
      if (changed) this.#onPicture(relative);
      else if (seen !== undefined) again.push(relative);
    }
    const { pacing, onRest } = this.#tools;
    if (!unlessStoreFails(() => this.#queueAgain(again))) {
      for (const relative of again) this.#due.set(relative, pacing.retryAfter);
    }
    onRest();
  }
}
