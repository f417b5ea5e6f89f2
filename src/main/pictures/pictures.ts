import { randomUUID } from 'node:crypto';
import type { Engine } from '../../core/engine/engine.ts';
import { JobMattes } from '../../core/previews/job-mattes.ts';
import { PreviewCache } from '../../core/previews/preview-cache.ts';
import { RecipePreview } from '../../core/previews/recipe-preview.ts';
import type { OwnerOptions } from '../../core/queue/control/owner.ts';
import type { QueuePort } from '../../core/queue/control/port.ts';
import type { Size } from '../../shared/cutout.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { Batch, BatchId, Job } from '../../shared/queue.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { MediaOptions } from '../protocol/media.ts';
import { MEDIA_SCHEME } from '../protocol/schemes.ts';

export interface PicturesOptions {
  readonly folder: string;
  readonly engine: Engine;
  readonly resolveModel: OwnerOptions['resolveModel'];
  readonly device: OwnerOptions['device'];
  readonly queue: Pick<QueuePort, 'ask'>;
  /** What all of them may take on disk. */
  readonly maxBytes: number;
  readonly maxPixels: number;
}

/** Previews of recipes that have an address; the page shows one at a time. */
const MOST_ADDRESSES = 50;
/** px of what is dragged under the pointer. */
const DRAGGED_SIDE = 96;
/** px of the longer side of what goes to the clipboard; more is a wait. */
const COPIED_SIDE = 4096;

/** Everything that the window shows of pictures, kept on disk and named by ids. */
export class Pictures {
  readonly #cache: PreviewCache;
  readonly #mattes: JobMattes;
  readonly #recipes: RecipePreview;
  readonly #queue: Pick<QueuePort, 'ask'>;
  readonly #addresses = new Map<string, string>();
  /** What is asked of a batch here never changes. */
  readonly #batches = new Map<BatchId, Batch>();

  private constructor(cache: PreviewCache, options: PicturesOptions) {
    this.#cache = cache;
    this.#queue = options.queue;
    this.#mattes = new JobMattes({ ...options, cache });
    this.#recipes = new RecipePreview({ ...options, cache });
  }

  /** @throws Node's system errors of the folder */
  static async open(options: PicturesOptions): Promise<Pictures> {
    return new Pictures(await PreviewCache.open(options), options);
  }

  /** What the scheme of pictures answers from. */
  get media(): Omit<MediaOptions, 'onError'> {
    return {
      job: (id) => this.#job(id),
      preview: (file, size) => this.#cache.get(file, size),
      matte: async (job, view, size) =>
        this.#mattes.viewOf(job, await this.#batch(job.batch), size, view),
      recipePreview: (id) => this.#addresses.get(id),
    };
  }

  /**
   * A small cutout of a job's source by a recipe that is thought about.
   * @throws OffcutError of `RecipePreview.make`; `job-unknown`; `output-gone` for an address
   */
  async byRecipe(
    id: number,
    recipe: Recipe,
  ): Promise<{ readonly url: string; readonly size: Size }> {
    const job = await this.#job(id);
    if (job === undefined) throw new OffcutError('job-unknown', { id });
    if (job.source.kind !== 'file') throw new OffcutError('output-gone', { path: job.source.url });
    const { file, size } = await this.#recipes.make(job.source.path, recipe);
    const address = randomUUID();
    this.#addresses.set(address, file);
    const [oldest] = this.#addresses.keys();
    if (this.#addresses.size > MOST_ADDRESSES && oldest !== undefined) {
      this.#addresses.delete(oldest);
    }
    return { url: `${MEDIA_SCHEME}://preview/${address}`, size };
  }

  /** A PNG, small enough to be dragged under the pointer. */
  dragged(file: string): Promise<string> {
    return this.#cache.png(file, DRAGGED_SIDE);
  }

  /** A PNG for the clipboard. */
  copied(file: string): Promise<string> {
    return this.#cache.png(file, COPIED_SIDE);
  }

  clear(): Promise<void> {
    return this.#cache.clear();
  }

  async #job(id: number): Promise<Job | undefined> {
    return (await this.#queue.ask('jobs', { jobs: [id] })).jobs[0];
  }

  async #batch(id: BatchId): Promise<Batch> {
    if (!this.#batches.has(id)) {
      const { batches } = await this.#queue.ask('batches', {});
      for (const { batch } of batches) this.#batches.set(batch.id, batch);
    }
    const batch = this.#batches.get(id);
    if (batch === undefined) throw new OffcutError('batch-unknown', { id });
    return batch;
  }
}
