import path from 'node:path';
import type { OffcutError } from '../../shared/errors.ts';
import {
  priorities,
  type Batch,
  type HotFolder,
  type JobId,
  type NewJob,
} from '../../shared/queue.ts';
import type { Failures } from './failures.ts';
import type { FolderTools } from './folder-tools.ts';
import { batchesOf, jobsByPath } from './jobs-of-folder.ts';
import { isSameVersion, type Seen } from './look-through.ts';
import { withinFolder } from './picture-filter.ts';
import { planPictures } from './plan-pictures.ts';

/**
 * What a hot folder has in the queue. All its pictures are in one batch as long as its recipe, the
 * consent and the limits stay, so that the queue's list has one line for it, however often something
 * comes.
 */
export class FolderJobs {
  readonly #folder: HotFolder;
  readonly #tools: FolderTools;
  readonly #failures: Failures;
  /** Files with a job that has not ended, and that job where it is known. */
  #pending = new Map<string, JobId | undefined>();
  /** Jobs that were cancelled before they ran, by the paths of their pictures. */
  #cancelled: ReadonlyMap<string, JobId> = new Map();

  constructor(folder: HotFolder, tools: FolderTools, failures: Failures) {
    this.#folder = folder;
    this.#tools = tools;
    this.#failures = failures;
  }

  get atRest(): boolean {
    return this.#pending.size === 0;
  }

  isPending(relative: string): boolean {
    return this.#pending.has(this.#fileOf(relative));
  }

  /** The job of this picture that was cancelled while it waited. */
  cancelledJob(relative: string): JobId | undefined {
    return this.#cancelled.get(relative);
  }

  ended(relative: string): void {
    this.#pending.delete(this.#fileOf(relative));
  }

  /**
   * Sees what became of the jobs where nobody told: they may have been cancelled, retried or
   * cleared. Returns the pictures that are not pending any more.
   */
  reconcile(): readonly string[] {
    const { queue } = this.#tools;
    const { id, folder } = this.#folder;
    const pending = queue.hotFolders.pendingSources(id);
    const before = this.#pending;
    this.#pending = new Map([...pending].map((file) => [file, before.get(file)]));
    for (const relative of this.#failures.paths()) {
      if (this.isPending(relative)) this.#failures.delete(relative);
    }
    const gone = [...before].filter(([file]) => !pending.has(file));
    const cancelled = new Map<string, JobId>();
    // One that was cleared right after it was cancelled was cancelled all the same.
    for (const [file, job] of gone) {
      if (job !== undefined) cancelled.set(withinFolder(folder, file), job);
    }
    for (const [relative, job] of jobsByPath(queue, this.#folder, ['cancelled'])) {
      cancelled.set(relative, job.id);
    }
    this.#cancelled = cancelled;
    return gone.map(([file]) => withinFolder(folder, file));
  }

  /**
   * Adds finished pictures, in one transaction; those that got there by another way meanwhile are
   * left out.
   * @returns what stands against those that cannot be cut
   * @throws OffcutError of a queue that cannot be written to
   */
  take(pictures: ReadonlyMap<string, Seen>): ReadonlyMap<string, OffcutError> {
    const { queue, tell } = this.#tools;
    const { id } = this.#folder;
    const pending = queue.hotFolders.pendingSources(id);
    const wanted = [...pictures].flatMap(([relative, seen]) => {
      const entry = queue.hotFolders.ledgerEntry(id, relative);
      const isKnown = entry !== undefined && isSameVersion(entry, seen);
      return isKnown || pending.has(this.#fileOf(relative)) ? [] : [relative];
    });
    const { jobs, problems } = planPictures(this.#folder, wanted);
    if (jobs.size === 0) return problems;
    // A new version takes the place of one that failed.
    const stale = wanted.flatMap((relative) => this.#failures.jobOf(relative) ?? []);
    if (stale.length > 0) queue.clear({ kind: 'jobs', jobs: stale }, ['failed']);
    const ids = this.#add([...jobs.values()]);
    for (const [index, relative] of [...jobs.keys()].entries()) {
      this.#failures.delete(relative);
      this.#pending.set(this.#fileOf(relative), ids[index]);
    }
    tell({ type: 'taken', hotFolder: id, paths: [...jobs.keys()] });
    return problems;
  }

  #fileOf(relative: string): string {
    return path.join(this.#folder.folder, relative);
  }

  #add(jobs: readonly NewJob[]): readonly JobId[] {
    const { queue, maxPixels, lenient } = this.#tools;
    const { id, folder, recipe, consent } = this.#folder;
    const how = (of: Pick<Batch, 'recipe' | 'maxPixels' | 'lenient' | 'consent'>) =>
      JSON.stringify([of.recipe, of.maxPixels, of.lenient, of.consent]);
    const wanted = how({ recipe, maxPixels, lenient, consent });
    const batch = batchesOf(queue, id).find((each) => how(each) === wanted);
    if (batch !== undefined) return queue.extend(batch.id, jobs);
    return queue.add({
      title: path.basename(folder),
      recipe,
      placement: 'rename',
      priority: priorities.background,
      hotFolder: id,
      lenient,
      maxPixels,
      consent,
      fleeting: false,
      jobs,
    }).jobs;
  }
}
