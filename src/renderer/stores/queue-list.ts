import type { Job, JobId } from '../../shared/queue.ts';
import type { QueueMessage } from '../../shared/queue-events.ts';
import type { ListQuery } from './list-query-store.ts';

/** Jobs of one request; a screen of small tiles is covered by two. */
export const PAGE = 200;
/** Pages that are kept; far more than any screen shows. */
const MOST_PAGES = 40;
/** ms between two looks at a list that keeps changing. */
const LOOK_AGAIN_MS = 300;

export interface ListPage {
  readonly jobs: readonly Job[];
  readonly total: number;
}

export interface QueueListOptions {
  readonly ask: (query: ListQuery & { offset: number; limit: number }) => Promise<ListPage>;
  readonly onError: (error: unknown) => void;
}

/** Whether a job can leave or enter the list by changing its state. */
const dependsOnState = ({ states, doubtful }: ListQuery) =>
  states !== undefined || doubtful === true;

/**
 * The queue's list as a window onto it: of a hundred thousand jobs, only those near what is shown
 * are here. What is being read anew stays as it was until it has come.
 */
export class QueueList {
  readonly #options: QueueListOptions;
  readonly #listeners = new Set<() => void>();
  #query: ListQuery = {};
  /** In the order in which they were last wanted. */
  #pages = new Map<number, readonly Job[]>();
  #pending = new Set<number>();
  #wanted: readonly [first: number, last: number] = [0, 0];
  #total: number | null = null;
  #version = 0;
  /** Answers to what was asked before the list was changed are passed over. */
  #era = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(options: QueueListOptions) {
    this.#options = options;
  }

  /** How many jobs match; null: not known yet. */
  get total(): number | null {
    return this.#total;
  }

  /** Another number whenever anything changed. */
  get version(): number {
    return this.#version;
  }

  /** Undefined: it is not here, or not yet. */
  jobAt(index: number): Job | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Where a job is, of those that are here. */
  indexOf(job: JobId): number | undefined {
    for (const [page, jobs] of this.#pages) {
      const at = jobs.findIndex(({ id }) => id === job);
      if (at >= 0) return page * PAGE + at;
    }
    return undefined;
  }

  /** Lists something else. */
  show(query: ListQuery): void {
    this.#query = query;
    this.#pages = new Map();
    this.#total = null;
    this.#refresh();
  }

  /** What is shown, from the first index to the last. */
  want(first: number, last: number): void {
    this.#wanted = [first, last];
    for (const page of this.#wantedPages()) {
      const known = this.#pages.get(page);
      if (known === undefined) void this.#read(page);
      else {
        this.#pages.delete(page);
        this.#pages.set(page, known);
      }
    }
    for (const page of this.#pages.keys()) {
      if (this.#pages.size <= MOST_PAGES) break;
      this.#pages.delete(page);
    }
  }

  /** The ids from one index to another, wherever they are. */
  async ids(from: number, to: number): Promise<readonly JobId[]> {
    const [first, last] = from < to ? [from, to] : [to, from];
    const ids: JobId[] = [];
    for (let offset = first; offset <= last; offset += 1000) {
      const limit = Math.min(1000, last - offset + 1);
      const { jobs } = await this.#options.ask({ ...this.#query, offset, limit });
      ids.push(...jobs.map(({ id }) => id));
    }
    return ids;
  }

  /** Takes in what the queue tells. */
  hear(message: QueueMessage): void {
    for (const event of message) {
      if (event.type === 'list') this.#lookAgain();
      if (event.type === 'jobs') {
        this.#replace(new Map(event.jobs.map((job) => [job.id, job])));
        if (dependsOnState(this.#query)) this.#lookAgain();
      }
    }
  }

  /** Reads anew what is shown, at once. */
  reload(): void {
    this.#refresh();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #wantedPages(): readonly number[] {
    const [first, last] = this.#wanted;
    const from = Math.max(0, Math.floor(first / PAGE));
    const end = this.#total === null ? last : Math.min(last, this.#total - 1);
    const to = Math.max(from, Math.floor(end / PAGE));
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  }

  #lookAgain(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, LOOK_AGAIN_MS - (performance.now() - this.#lookedAt));
    this.#timer = setTimeout(() => {
      this.#refresh();
    }, wait);
  }

  #refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lookedAt = performance.now();
    this.#era += 1;
    this.#pending = new Set();
    const wanted = new Set(this.#wantedPages());
    for (const page of this.#pages.keys()) if (!wanted.has(page)) this.#pages.delete(page);
    for (const page of wanted) void this.#read(page);
  }

  async #read(page: number): Promise<void> {
    if (this.#pending.has(page)) return;
    this.#pending.add(page);
    const era = this.#era;
    try {
      const answer = await this.#options.ask({ ...this.#query, offset: page * PAGE, limit: PAGE });
      if (era !== this.#era) return;
      this.#pending.delete(page);
      this.#total = answer.total;
      this.#pages.set(page, answer.jobs);
      this.#changed();
    } catch (error) {
      if (era !== this.#era) return;
      this.#pending.delete(page);
      this.#options.onError(error);
    }
  }

  #replace(jobs: ReadonlyMap<JobId, Job>): void {
    let changed = false;
    for (const [page, known] of this.#pages) {
      if (!known.some(({ id }) => jobs.has(id))) continue;
      changed = true;
      this.#pages.set(
        page,
        known.map((job) => jobs.get(job.id) ?? job),
      );
    }
    if (changed) this.#changed();
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener();
  }
}
