import type { HotFolderProblem } from '../../shared/hot-folders.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { HotFolder, LedgerEntry } from '../../shared/queue.ts';
import { DueList } from './due-list.ts';
import type { FolderTools } from './folder-tools.ts';
import { waitBeforeRetry } from './pacing.ts';
import { putAway } from './put-away.ts';

interface Stuck {
  readonly entry: LedgerEntry;
  readonly failures: number;
  readonly error: OffcutError;
}

/**
 * Puts the originals of a hot folder away, one after another, once their cutouts are recorded as
 * done. One that cannot be moved is tried again later, and is a problem meanwhile.
 */
export class Originals {
  readonly #folder: HotFolder;
  readonly #tools: FolderTools;
  readonly #stuck = new Map<string, Stuck>();
  readonly #waiting = new Set<string>();
  readonly #due: DueList;
  #chain: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(folder: HotFolder, tools: FolderTools) {
    this.#folder = folder;
    this.#tools = tools;
    this.#due = new DueList(tools.timers, tools.pacing.gather, (paths) => {
      this.retry(paths);
    });
  }

  get atRest(): boolean {
    return this.#waiting.size === 0;
  }

  get size(): number {
    return this.#stuck.size;
  }

  /** A picture stands in the folder in the version that this entry says is done. */
  found(entry: LedgerEntry): void {
    const { afterwards, afterwardsFrom } = this.#folder;
    if (afterwards === 'leave' || entry.job < afterwardsFrom) return;
    if (!this.#stuck.has(entry.path)) this.#begin(entry);
  }

  /** Tries these again, or all that could not be put away. Returns how many. */
  retry(paths: readonly string[] = [...this.#stuck.keys()]): number {
    const stuck = paths.flatMap((relative) => this.#stuck.get(relative) ?? []);
    for (const { entry } of stuck) this.#begin(entry);
    return stuck.length;
  }

  /** Forgets what is not in the folder any more. */
  keepOnly(paths: ReadonlySet<string>): void {
    for (const relative of this.#stuck.keys()) {
      if (paths.has(relative)) continue;
      this.#stuck.delete(relative);
      this.#due.delete(relative);
    }
  }

  problems(): readonly HotFolderProblem[] {
    return [...this.#stuck.values()].map(({ entry, error }) => this.#problem(entry, error));
  }

  /** Resolves when what it is at has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#due.close();
    await this.#chain;
  }

  #problem({ path, job }: LedgerEntry, error: OffcutError): HotFolderProblem {
    const hotFolder = this.#folder.id;
    const retrying = this.#due.has(path);
    return { hotFolder, path, trouble: 'original', error: error.toReport(), job, retrying };
  }

  #begin(entry: LedgerEntry): void {
    if (this.#waiting.has(entry.path)) return;
    this.#waiting.add(entry.path);
    this.#chain = this.#chain.then(() => this.#putAway(entry));
  }

  async #putAway(entry: LedgerEntry): Promise<void> {
    const { tell, onRest, moveToTrash } = this.#tools;
    const { path } = entry;
    if (!this.#closed) {
      try {
        const result = await putAway(this.#folder, path, entry, moveToTrash);
        this.#stuck.delete(path);
        this.#due.delete(path);
        const to = result.outcome === 'moved' ? result.to : null;
        if (to !== null || result.outcome === 'binned') {
          tell({ type: 'put-away', hotFolder: this.#folder.id, path, to });
        }
      } catch (thrown) {
        this.#failed(entry, OffcutError.from(thrown));
      }
    }
    this.#waiting.delete(path);
    onRest();
  }

  #failed(entry: LedgerEntry, error: OffcutError): void {
    const failures = (this.#stuck.get(entry.path)?.failures ?? 0) + 1;
    this.#stuck.set(entry.path, { entry, failures, error });
    const wait = waitBeforeRetry(this.#tools.pacing, failures);
    if (wait !== undefined && !this.#closed) this.#due.set(entry.path, wait);
    this.#tools.tell({ type: 'problem', problem: this.#problem(entry, error) });
  }
}
