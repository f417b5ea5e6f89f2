import path from 'node:path';
import {
  endedStates,
  type Job,
  type JobId,
  type NewBatch,
  type Priority,
} from '../../../shared/queue.ts';
import { MAX_PAGE, MAX_SEARCH } from '../../../shared/queue-control.ts';
import type { OutputFormat, Recipe } from '../../../shared/recipe.ts';
import type { QueuePort } from '../../queue/control/port.ts';
import type { ApiJob } from '../store/job-table.ts';

/** What of a wish the queue has to know. */
export interface QueueWish {
  /** Of the upload, and of the job. */
  readonly id: string;
  /** Absolute. */
  readonly source: string;
}

export interface Together {
  readonly title: string;
  readonly recipe: Recipe;
  readonly maxPixels: number;
  readonly priority: Priority;
  /** See `NewBatch`. */
  readonly fleeting: boolean;
}

export interface QueueDoorOptions {
  readonly queue: Pick<QueuePort, 'ask'>;
  /** Absolute: where uploads lie, each in a folder of its id. */
  readonly uploads: string;
  /** Absolute: where cutouts are put. */
  readonly results: string;
}

const extensions: Readonly<Record<OutputFormat, string>> = {
  png: 'png',
  webp: 'webp',
  jpeg: 'jpg',
  avif: 'avif',
  tiff: 'tiff',
};

export const isEnded = ({ state }: Job): boolean =>
  (endedStates as readonly string[]).includes(state.name);

/**
 * The local API's jobs in the queue. What belongs to whom is told by the files: each job's source
 * lies in the folder of its upload, and its target is named after it.
 */
export class QueueDoor {
  readonly #options: QueueDoorOptions;

  constructor(options: QueueDoorOptions) {
    this.#options = options;
  }

  targetOf(id: string, { output }: Recipe): string {
    return path.join(this.#options.results, `${id}.${extensions[output.format]}`);
  }

  /** The id of the upload that a job is made of; undefined: it is not of this API. */
  idOf({ source, target }: Job): string | undefined {
    if (source.kind !== 'file') return undefined;
    const isResult = path.dirname(target) === this.#options.results;
    const inside = path.relative(this.#options.uploads, source.path).split(path.sep);
    const [id = ''] = inside;
    return isResult && inside.length > 1 && id !== '..' ? id : undefined;
  }

  /** Puts pictures of one recipe on the list; their jobs, in order. */
  async add(
    wishes: readonly QueueWish[],
    { title, recipe, maxPixels, priority, fleeting }: Together,
  ): Promise<readonly JobId[]> {
    const batch: NewBatch = {
      ...{ title, recipe, maxPixels, priority, fleeting },
      // Each has a name of its own; what is there is left of an attempt that was cut off.
      placement: 'overwrite',
      hotFolder: null,
      lenient: false,
      consent: null,
      jobs: wishes.map(({ id, source }) => ({
        source: { kind: 'file', path: source, folder: '' },
        target: this.targetOf(id, recipe),
      })),
    };
    return (await this.#options.queue.ask('add', { batch: { ...batch, jobs: [...batch.jobs] } }))
      .jobs;
  }

  async get(id: JobId): Promise<Job | undefined> {
    return (await this.#options.queue.ask('jobs', { jobs: [id] })).jobs[0];
  }

  /** A job as the queue has it; one that was handed over and not recorded is found by its file. */
  async find({ id, queueJob }: Pick<ApiJob, 'id' | 'queueJob'>): Promise<Job | undefined> {
    if (queueJob !== null) {
      const job = await this.get(queueJob);
      // The queue's list may have been replaced, and its numbers with it.
      if (job !== undefined && this.idOf(job) === id) return job;
    }
    const found = await this.#options.queue.ask('page', { search: id, offset: 0, limit: 1 });
    return found.jobs.find((job) => this.idOf(job) === id);
  }

  async takeBack(jobs: readonly JobId[]): Promise<void> {
    await this.#options.queue.ask('cancel', { scope: { kind: 'jobs', jobs } });
  }

  /** Takes what has ended off the list. */
  async clear(jobs: readonly JobId[]): Promise<void> {
    await this.#options.queue.ask('clear', { scope: { kind: 'jobs', jobs }, states: endedStates });
  }

  /** All jobs of this API but those of these uploads: nobody waits for them any more. */
  async stray(known: ReadonlySet<string>): Promise<readonly JobId[]> {
    const { queue, uploads } = this.#options;
    const search = uploads.slice(-MAX_SEARCH);
    const stray: JobId[] = [];
    for (let offset = 0; ; offset += MAX_PAGE) {
      const page = await queue.ask('page', { search, offset, limit: MAX_PAGE });
      for (const job of page.jobs) {
        const id = this.idOf(job);
        if (id !== undefined && !known.has(id)) stray.push(job.id);
      }
      if (offset + MAX_PAGE >= page.total) return stray;
    }
  }
}
