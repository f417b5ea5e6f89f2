import { OffcutError } from '../../shared/errors.ts';
import type {
  HotFolderEvent,
  HotFolderProblem,
  HotFolderStatus,
} from '../../shared/hot-folders.ts';
import type { HotFolder, HotFolderId, HotFolderSettings, JobId } from '../../shared/queue.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { MoveToTrash } from '../files/replace-original.ts';
import { checkHotFolder } from './check-settings.ts';
import type { FolderTools, HotFolderQueue } from './folder-tools.ts';
import { batchesOf } from './jobs-of-folder.ts';
import type { Watch } from './listen.ts';
import { defaultPacing, type Pacing } from './pacing.ts';
import { Runner } from './runner.ts';
import { unlessStoreFails } from './store-failure.ts';
import { systemTimers, type Timers } from './timers.ts';

export interface HotFoldersOptions {
  /** Pictures with more are refused; see `NewBatch`. */
  readonly maxPixels: number;
  /** Takes what is readable of damaged pictures. */
  readonly lenient?: boolean | undefined;
  readonly moveToTrash?: MoveToTrash | undefined;
  readonly pacing?: Partial<Pacing> | undefined;
  /** ms since 1970, for what is written down; no order depends on it. */
  readonly clock?: (() => number) | undefined;
  readonly timers?: Timers | undefined;
  readonly watch?: Watch | undefined;
}

/** What a user says of a hot folder; the rest is Offcut's own. */
export type WantedSettings = Omit<HotFolderSettings, 'afterwardsFrom'>;

const LEDGER_PAGE = 1_000;

/**
 * The hot folders of a queue: every picture that comes into one is cut once, whenever it comes and
 * whatever ends the process. The queue keeps what they are and what they did.
 */
export class HotFolders {
  readonly #queue: HotFolderQueue;
  readonly #tools: FolderTools;
  readonly #runners = new Map<HotFolderId, Runner>();
  readonly #listeners = new Set<(event: HotFolderEvent) => void>();
  #waiters: (() => void)[] = [];
  #endings: (() => void)[] = [];
  #cancelReconcile: (() => void) | undefined;
  /** Settings are changed one after another, for each change is checked against the others. */
  #changes: Promise<unknown> = Promise.resolve();

  /** @param queue open; it outlives this */
  constructor(queue: HotFolderQueue, options: HotFoldersOptions) {
    this.#queue = queue;
    this.#tools = {
      queue,
      timers: options.timers ?? systemTimers,
      pacing: { ...defaultPacing, ...options.pacing },
      clock: options.clock ?? Date.now,
      maxPixels: options.maxPixels,
      lenient: options.lenient ?? false,
      moveToTrash: options.moveToTrash,
      watch: options.watch,
      tell: (event) => {
        for (const listener of this.#listeners) listener(event);
      },
      onRest: () => {
        this.#settle();
      },
    };
  }

  /**
   * Begins with the hot folders that are kept; to be called once, as soon as the queue is open.
   * @param only begins with these; the others rest until they are changed
   */
  start(only?: readonly HotFolderId[]): void {
    this.#endings = [
      this.#queue.onEnd((job, end) => {
        const hotFolder = this.#queue.batch(job.batch)?.hotFolder ?? undefined;
        if (hotFolder !== undefined) void this.#runners.get(hotFolder)?.ended(job, end);
      }),
      this.#queue.subscribe((events) => {
        if (events.some(({ type }) => type === 'list')) this.#reconcileSoon();
      }),
    ];
    for (const folder of this.#folders()) {
      if (only === undefined || only.includes(folder.id)) this.#run(folder);
    }
  }

  /**
   * Keeps a hot folder, and begins with what is in it already.
   * @param settings paths may be relative to the working directory, and lead over links
   * @throws OffcutError of `checkHotFolder`, and of a queue that cannot be written to
   */
  add(settings: WantedSettings, recipe: Recipe): Promise<HotFolderStatus> {
    return this.#changing(async () => {
      const checked = await checkHotFolder({ ...settings, afterwardsFrom: 0 }, this.#folders());
      const id = this.#queue.hotFolders.addHotFolder(checked, recipe);
      return this.#run(this.#kept(id)).status;
    });
  }

  /**
   * Changes a hot folder; jobs that wait keep their recipe. Originals whose cutouts were done while
   * they were to be left stay where they are.
   * @throws OffcutError `hot-folder-unknown`, those of `checkHotFolder`, and of a queue that cannot
   *   be written to
   */
  update(
    id: HotFolderId,
    settings: Partial<Omit<WantedSettings, 'folder'>>,
    recipe?: Recipe,
  ): Promise<HotFolderStatus> {
    return this.#changing(async () => {
      const before = this.#kept(id);
      const others = this.#folders().filter((other) => other.id !== id);
      const checked = await checkHotFolder({ ...before, ...settings }, others);
      const begins = before.afterwards === 'leave' && checked.afterwards !== 'leave';
      const afterwardsFrom = begins ? this.#nextUnrecorded(id) : before.afterwardsFrom;
      this.#queue.hotFolders.updateHotFolder(
        id,
        { ...checked, afterwardsFrom },
        recipe ?? before.recipe,
      );
      await this.#runners.get(id)?.close();
      return this.#run(this.#kept(id)).status;
    });
  }

  /**
   * Lets a hot folder rest, or go on: nothing more is taken, and what waits does not begin. Kept
   * over restarts.
   * @throws OffcutError `hot-folder-unknown`
   */
  async pause(id: HotFolderId, paused: boolean): Promise<void> {
    await this.#changing(async () => {
      const before = this.#kept(id);
      this.#queue.hotFolders.updateHotFolder(id, { ...before, paused }, before.recipe);
      await this.#runners.get(id)?.close();
      for (const batch of batchesOf(this.#queue, id)) this.#queue.pauseBatch(batch.id, paused);
      this.#run(this.#kept(id));
    });
  }

  /**
   * Forgets a hot folder and what was done in it. Jobs that wait are done all the same.
   * @throws OffcutError `hot-folder-unknown`
   */
  async remove(id: HotFolderId): Promise<void> {
    await this.#changing(async () => {
      this.#kept(id);
      await this.#runners.get(id)?.close();
      this.#runners.delete(id);
      this.#queue.hotFolders.removeHotFolder(id);
      this.#tools.tell({ type: 'list' });
      this.#settle();
    });
  }

  /** All that are kept, also those that were not begun with. */
  kept(): readonly HotFolder[] {
    return this.#folders();
  }

  /** Those that are at work. */
  list(): readonly HotFolderStatus[] {
    return [...this.#runners.values()].map(({ status }) => status);
  }

  /** How many cutouts a hot folder made, in all and since a time (ms since 1970). */
  done(id: HotFolderId, since: number): { readonly all: number; readonly since: number } {
    return this.#queue.hotFolders.doneInLedger(id, since);
  }

  /**
   * What could not be done, of one hot folder or all. A failed job that is cleared from the queue's
   * list is a problem no more; that version of its picture is not tried again by itself.
   */
  problems(id?: HotFolderId): readonly HotFolderProblem[] {
    return this.#runnersOf(id).flatMap((runner) => runner.problems());
  }

  /**
   * Tries problems again, of one hot folder or all, or only those of these paths.
   * @returns how many
   * @throws OffcutError `hot-folder-unknown`, and of a queue that cannot be written to
   */
  retry(id?: HotFolderId, paths?: readonly string[]): number {
    if (id !== undefined) this.#kept(id);
    return this.#runnersOf(id).reduce((count, runner) => count + runner.retry(paths), 0);
  }

  /** Tells what happens, as it happens. Returns a function that ends that. */
  subscribe(listener: (event: HotFolderEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /**
   * Resolves once every picture that is there now is dealt with: its job ended and its original put
   * away, or it is a problem, or its folder is paused or offline. Automatic retries are not waited
   * for.
   */
  whenSettled(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
      this.#settle();
    });
  }

  /** Takes nothing more. What was taken is the queue's, which is closed after this. */
  async close(): Promise<void> {
    await this.#changes;
    for (const end of this.#endings.splice(0)) end();
    this.#cancelReconcile?.();
    await Promise.all([...this.#runners.values()].map((runner) => runner.close()));
    this.#runners.clear();
    this.#settle();
    this.#listeners.clear();
  }

  #run(folder: HotFolder): Runner {
    const runner = new Runner(folder, this.#tools);
    this.#runners.set(folder.id, runner);
    runner.start();
    this.#tools.tell({ type: 'list' });
    return runner;
  }

  #folders(): readonly HotFolder[] {
    return this.#queue.hotFolders.hotFolders();
  }

  #kept(id: HotFolderId): HotFolder {
    const folder = this.#folders().find((each) => each.id === id);
    if (folder === undefined) throw new OffcutError('hot-folder-unknown', { id });
    return folder;
  }

  #changing<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#changes.then(change);
    this.#changes = result.catch(() => undefined);
    return result;
  }

  /** A job that is younger than all that the ledger knows. */
  #nextUnrecorded(id: HotFolderId): JobId {
    let newest = 0;
    for (let offset = 0; ; offset += LEDGER_PAGE) {
      const page = this.#queue.hotFolders.ledger(id, { offset, limit: LEDGER_PAGE });
      for (const { job } of page) newest = Math.max(newest, job);
      if (page.length < LEDGER_PAGE) return newest + 1;
    }
  }

  /** The queue tells of every change to its list; many of them are one for us. */
  #reconcileSoon(): void {
    if (this.#cancelReconcile !== undefined) return;
    const { timers, pacing } = this.#tools;
    this.#cancelReconcile = timers.after(pacing.gather, () => {
      this.#cancelReconcile = undefined;
      const reconciled = unlessStoreFails(() => {
        for (const runner of this.#runners.values()) runner.reconcile();
      });
      if (reconciled) this.#settle();
      else this.#reconcileSoon();
    });
  }

  #settle(): void {
    if (this.#waiters.length === 0 || this.#cancelReconcile !== undefined) return;
    if (![...this.#runners.values()].every(({ atRest }) => atRest)) return;
    for (const resolve of this.#waiters.splice(0)) resolve();
  }

  #runnersOf(id: HotFolderId | undefined): readonly Runner[] {
    const runners = [...this.#runners.values()];
    return id === undefined ? runners : runners.filter(({ folder }) => folder.id === id);
  }
}
