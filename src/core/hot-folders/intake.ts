import path from 'node:path';
import type { HotFolderProblem } from '../../shared/hot-folders.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { HotFolder, LedgerEntry } from '../../shared/queue.ts';
import { fileVersion } from '../files/hash-file.ts';
import { comparePaths } from '../sources/natural-order.ts';
import { readError } from '../sources/read-error.ts';
import { DueList } from './due-list.ts';
import type { FolderTools } from './folder-tools.ts';
import { isSameVersion, see, type Seen } from './look-through.ts';
import { waitBeforeLook } from './pacing.ts';
import { whyUnready } from './readiness.ts';

/** A picture that was noticed and is not known to be dealt with. */
interface Candidate {
  /** As it was when last looked at; undefined before that. */
  seen: Seen | undefined;
  /** Since when it has been so. */
  since: number;
  /** Looks at which it was quiet and could not be used. */
  looks: number;
  error: OffcutError | undefined;
  /** Noticed again while it was looked at. */
  stirred: boolean;
}

/** `wait`: ms until the next look. */
type Verdict =
  { readonly type: 'dealt-with' | 'ready' } | { readonly type: 'wait'; readonly ms: number };

const dealtWith: Verdict = { type: 'dealt-with' };

/** What is known elsewhere of the pictures of the folder. */
export interface IntakeKnowledge {
  /** Whether a job for it is on its way. */
  readonly isPending: (relative: string) => boolean;
  /** Whether only `retry` may bring it to the queue again. */
  readonly isHeld: (relative: string, entry: LedgerEntry | undefined) => boolean;
  /** The job of this picture that was cancelled before it ran, and is not in the ledger yet. */
  readonly cancelledJob: (relative: string) => number | undefined;
  /** Stands there in the version that the entry says is done. */
  readonly onDone: (entry: LedgerEntry) => void;
  /** The same of one that failed. */
  readonly onFailed: (entry: LedgerEntry) => void;
  /**
   * Puts finished pictures into the queue, all at once; throws OffcutError when it cannot. Returns
   * what stands against those that cannot be cut.
   */
  readonly take: (pictures: ReadonlyMap<string, Seen>) => ReadonlyMap<string, OffcutError>;
}

/**
 * The gate of a hot folder: nothing gets into the queue before it is quiet and can be used, and
 * nothing gets in twice. What it is told of pictures are hints; it looks for itself.
 */
export class Intake {
  readonly #folder: HotFolder;
  readonly #tools: FolderTools;
  readonly #knowledge: IntakeKnowledge;
  readonly #candidates = new Map<string, Candidate>();
  /** Those whose patience ended, in the version that was seen last. */
  readonly #givenUp = new Map<
    string,
    { readonly seen: Seen | undefined; readonly error: OffcutError }
  >();
  readonly #due: DueList;
  #chain: Promise<void> = Promise.resolve();
  #passes = 0;
  #closed = false;

  constructor(folder: HotFolder, tools: FolderTools, knowledge: IntakeKnowledge) {
    this.#folder = folder;
    this.#tools = tools;
    this.#knowledge = knowledge;
    this.#due = new DueList(tools.timers, tools.pacing.gather, (paths) => {
      this.#passes++;
      this.#chain = this.#chain.then(() => this.#pass(paths));
    });
  }

  /** Whether every picture that was noticed is dealt with, save those that cannot be used. */
  get atRest(): boolean {
    return this.#passes === 0 && [...this.#candidates.values()].every(({ looks }) => looks > 0);
  }

  get size(): number {
    return this.#candidates.size;
  }

  /** Something may have happened to this picture. */
  notice(relative: string): void {
    if (this.#closed) return;
    const known = this.#candidates.get(relative);
    if (known !== undefined) {
      known.stirred = true;
      // One that settles is looked at in time anyhow; one that waits longer may be ready by now.
      if (known.looks === 0) return;
    }
    this.#candidates.set(
      relative,
      known ?? { seen: undefined, since: 0, looks: 0, error: undefined, stirred: false },
    );
    this.#due.set(relative, 0);
  }

  /** Forgets the problems of pictures that are not in the folder any more. */
  keepOnly(paths: ReadonlySet<string>): void {
    for (const relative of this.#givenUp.keys()) {
      if (!paths.has(relative)) this.#givenUp.delete(relative);
    }
  }

  /** Begins anew with these pictures, or with all that were given up. Returns how many. */
  retry(paths: readonly string[] = [...this.#givenUp.keys()]): number {
    const again = paths.filter((relative) => this.#givenUp.delete(relative));
    for (const relative of again) this.notice(relative);
    return again.length;
  }

  problems(): readonly HotFolderProblem[] {
    const waiting = [...this.#candidates].flatMap(([relative, { error }]) =>
      error === undefined ? [] : [this.#problem(relative, error, true)],
    );
    const givenUp = [...this.#givenUp].map(([relative, { error }]) =>
      this.#problem(relative, error, false),
    );
    return [...waiting, ...givenUp];
  }

  /** Resolves when what it is at has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#due.close();
    await this.#chain;
  }

  #problem(relative: string, error: OffcutError, retrying: boolean): HotFolderProblem {
    const hotFolder = this.#folder.id;
    const report = error.toReport();
    return { hotFolder, path: relative, trouble: 'unready', error: report, job: null, retrying };
  }

  async #pass(paths: readonly string[]): Promise<void> {
    const ready = new Map<string, Seen>();
    for (const relative of paths.toSorted(comparePaths)) {
      const candidate = this.#candidates.get(relative);
      if (this.#closed || candidate === undefined) continue;
      candidate.stirred = false;
      const verdict = await this.#look(relative, candidate).catch((thrown: unknown): Verdict => {
        return this.#notUsable(relative, candidate, OffcutError.from(thrown));
      });
      if (verdict.type === 'wait') this.#due.set(relative, verdict.ms);
      else if (verdict.type === 'ready' && candidate.seen) ready.set(relative, candidate.seen);
      else if (this.#isStirred(relative)) this.#due.set(relative, 0);
      else this.#candidates.delete(relative);
    }
    if (ready.size > 0 && !this.#closed) this.#take(ready);
    this.#passes--;
    this.#tools.onRest();
  }

  #isStirred(relative: string): boolean {
    return this.#candidates.get(relative)?.stirred ?? false;
  }

  #take(ready: ReadonlyMap<string, Seen>): void {
    let problems: ReadonlyMap<string, OffcutError>;
    try {
      problems = this.#knowledge.take(ready);
    } catch (thrown) {
      for (const relative of ready.keys()) {
        const candidate = this.#candidates.get(relative);
        if (candidate === undefined) continue;
        candidate.error = OffcutError.from(thrown);
        this.#due.set(relative, this.#tools.pacing.poll);
      }
      return;
    }
    for (const [relative, seen] of ready) {
      const stirred = this.#isStirred(relative);
      this.#candidates.delete(relative);
      const error = problems.get(relative);
      if (error === undefined) this.#givenUp.delete(relative);
      else this.#giveUp(relative, seen, error);
      if (stirred) this.notice(relative);
    }
  }

  async #look(relative: string, candidate: Candidate): Promise<Verdict> {
    if (this.#knowledge.isPending(relative)) return dealtWith;
    const { timers, pacing } = this.#tools;
    const file = path.join(this.#folder.folder, relative);
    // The time before a look ends a quiet spell, and the time after it begins one: never too long.
    const now = timers.now();
    const seen = await see(file);
    if (seen === undefined) {
      this.#givenUp.delete(relative);
      return dealtWith;
    }
    const entry = this.#entry(relative);
    if (this.#isSettled(relative, seen, entry)) return dealtWith;
    if (candidate.seen === undefined || !isSameVersion(candidate.seen, seen)) {
      Object.assign(candidate, { seen, since: timers.now(), looks: 0, error: undefined });
    }
    const quietFor = now - candidate.since;
    if (quietFor < pacing.settle) return { type: 'wait', ms: pacing.settle - quietFor };
    const why = await whyUnready(file);
    if (why !== undefined) return this.#notUsable(relative, candidate, why);
    if (await this.#isRecorded(relative, file, seen, entry)) return dealtWith;
    return { type: 'ready' };
  }

  #entry(relative: string): LedgerEntry | undefined {
    return this.#tools.queue.hotFolders.ledgerEntry(this.#folder.id, relative);
  }

  /** Whether this very version needs nothing more of the queue. */
  #isSettled(relative: string, seen: Seen, entry: LedgerEntry | undefined): boolean {
    if (entry !== undefined && isSameVersion(entry, seen)) {
      if (entry.outcome === 'done') this.#knowledge.onDone(entry);
      if (entry.outcome === 'failed') this.#knowledge.onFailed(entry);
      return true;
    }
    if (this.#knowledge.isHeld(relative, entry)) return true;
    const givenUp = this.#givenUp.get(relative);
    if (givenUp === undefined) return false;
    if (givenUp.seen !== undefined && isSameVersion(givenUp.seen, seen)) return true;
    this.#givenUp.delete(relative);
    return false;
  }

  /**
   * Whether its content was dealt with under another time, or its job was cancelled while it
   * waited: what only its content can tell. Both are written down, so that it is not read again.
   */
  async #isRecorded(
    relative: string,
    file: string,
    { bytes }: Seen,
    entry: LedgerEntry | undefined,
  ): Promise<boolean> {
    const cancelled = this.#knowledge.cancelledJob(relative);
    const isCancelled = cancelled !== undefined && (entry?.job ?? 0) < cancelled;
    // What failed may be touched to have it tried again.
    const mayBeTouched = entry?.bytes === bytes && entry.outcome !== 'failed';
    if (!isCancelled && !mayBeTouched) return false;
    const version = await fileVersion(file).catch((error: unknown) => {
      throw readError(error, file);
    });
    const { hotFolders } = this.#tools.queue;
    if (isCancelled) {
      const rest = { job: cancelled, outcome: 'cancelled', at: this.#tools.clock() } as const;
      hotFolders.addToLedger({ ...version, hotFolder: this.#folder.id, path: relative, ...rest });
      return true;
    }
    if (entry?.sha256 !== version.sha256) return false;
    const touched = { ...entry, ...version };
    hotFolders.addToLedger(touched);
    if (touched.outcome === 'done') this.#knowledge.onDone(touched);
    return true;
  }

  #notUsable(relative: string, candidate: Candidate, error: OffcutError): Verdict {
    const { timers, pacing } = this.#tools;
    if (error.code === 'input-not-found') return dealtWith;
    // Given up before it could even be looked at, and still no better.
    if (candidate.seen === undefined && this.#givenUp.has(relative)) return dealtWith;
    if (candidate.looks === 0 && candidate.seen === undefined) candidate.since = timers.now();
    candidate.looks++;
    candidate.error = error;
    const { seen } = candidate;
    if (timers.now() - candidate.since < pacing.patience) {
      return { type: 'wait', ms: waitBeforeLook(pacing, candidate.looks) };
    }
    this.#giveUp(relative, seen, error);
    return dealtWith;
  }

  #giveUp(relative: string, seen: Seen | undefined, error: OffcutError): void {
    this.#givenUp.set(relative, { seen, error });
    this.#tools.tell({ type: 'problem', problem: this.#problem(relative, error, false) });
  }
}
