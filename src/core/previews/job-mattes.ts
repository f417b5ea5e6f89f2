import { rm } from 'node:fs/promises';
import type { Device } from '../../shared/cutout.ts';
import type { PreviewView, RunMessage } from '../../shared/engine-protocol.ts';
import type { Batch, Job } from '../../shared/queue.ts';
import { parseRecipe, type Recipe } from '../../shared/recipe.ts';
import { fetchSource } from '../batch/fetch-source.ts';
import type { Engine } from '../engine/engine.ts';
import type { Key } from './kept-files.ts';
import type { PreviewCache, PreviewSide } from './preview-cache.ts';
import { sourceVersion } from './source-version.ts';

export interface JobMattesOptions {
  readonly cache: PreviewCache;
  readonly engine: Pick<Engine, 'run'>;
  /** Finds the model that an id, or `auto`, means here. */
  readonly resolveModel: (id: string) => Promise<RunMessage['model']>;
  readonly device: Device;
}

/** What a recipe makes of the matte alone: at the source's size, as grey. */
export function matteRecipe({
  engine,
  model,
  quality,
  refine,
  transparency,
  edits,
}: Recipe): Recipe {
  return {
    ...parseRecipe({ output: { format: 'png', channels: 'alpha' } }),
    ...{ engine, model, quality, transparency, edits },
    // There are no colours that it could be done to.
    refine: { ...refine, decontaminate: false },
  };
}

/** What is known of a matte before it is made. */
interface Wanted {
  readonly key: Key;
  readonly recipe: Recipe;
  readonly model: RunMessage['model'];
}

/** Which picture a job cuts; what an address leads to is taken to stay until the job runs again. */
async function versionOf({ id, source, attempts }: Job): Promise<Key> {
  if (source.kind === 'url') return ['url', source.url, id, attempts];
  return sourceVersion(source.path);
}

/** The cutout that took the place of its source, where one did. */
function inPlaceOfSource({ source, state }: Job): string | undefined {
  if (source.kind !== 'file' || state.name !== 'done') return undefined;
  return state.output.path === source.path ? source.path : undefined;
}

/**
 * Mattes of jobs, at the size of their sources: also where a cutout holds none, and, unlike what
 * can be told from a cutout, without crop and canvas. Made when they are first asked for, by running
 * the job's source once more; kept among the previews.
 */
export class JobMattes {
  readonly #options: JobMattesOptions;

  constructor(options: JobMattesOptions) {
    this.#options = options;
  }

  /**
   * The matte of a job, at full size: grey, white where the subject is. Of a cutout that took its
   * source's place, the matte is what its alpha says.
   * @returns the file, a PNG or (in that case) a WebP; it is there at least until the cache needs
   *   its room
   * @throws OffcutError what `Engine.run` throws, those of the model and of the source, and
   *   `matte-not-kept`
   */
  async matteOf(job: Job, batch: Batch): Promise<string> {
    const replaced = inPlaceOfSource(job);
    if (replaced !== undefined) return this.#options.cache.get(replaced, 'full', 'matte');
    return this.#make(job, batch, await this.#wanted(job, batch));
  }

  /**
   * The matte of a job, or its band that is neither clearly in nor clearly out, as previews are.
   * @throws OffcutError what `matteOf` throws
   */
  async viewOf(
    job: Job,
    batch: Batch,
    side: PreviewSide,
    view: Exclude<PreviewView, 'picture'>,
  ): Promise<string> {
    const { cache } = this.#options;
    const replaced = inPlaceOfSource(job);
    if (replaced !== undefined) return cache.get(replaced, side, view);
    const wanted = await this.#wanted(job, batch);
    return cache.getOf(wanted.key, await this.#make(job, batch, wanted), side, view);
  }

  async #wanted(job: Job, batch: Batch): Promise<Wanted> {
    const version = await versionOf(job);
    const ran = job.state.name === 'done' ? job.state.facts.model?.id : undefined;
    const id = ran ?? job.model ?? batch.recipe.model;
    const model = await this.#options.resolveModel(id);
    const recipe = matteRecipe({ ...batch.recipe, model: id });
    const { id: found, version: edition } = model.entry;
    return { key: ['matte', ...version, JSON.stringify(recipe), found, edition], recipe, model };
  }

  #make({ source }: Job, batch: Batch, { key, recipe, model }: Wanted): Promise<string> {
    const { cache, engine, device } = this.#options;
    const { lenient, maxPixels } = batch;
    return cache.files.get(key, 'png', async (target) => {
      const copy = cache.files.newTemp();
      const name = source.kind === 'file' ? source.path : source.url;
      const job = { name, target, recipe, model, device, maxPixels, lenient, urgent: true };
      try {
        // Nobody stops it: whoever asks for it next finds it made.
        const { signal } = new AbortController();
        const fetching = { newFile: () => copy, stdin: undefined, signal };
        const { file } = await fetchSource(source, fetching);
        await engine.run({ source: file, ...job });
      } finally {
        await rm(copy, { force: true });
      }
    });
  }
}
