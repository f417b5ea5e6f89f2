import { createHash } from 'node:crypto';
import type { Device, Size } from '../../shared/cutout.ts';
import type { RunMessage } from '../../shared/engine-protocol.ts';
import { OffcutError } from '../../shared/errors.ts';
import { parseRecipe, type Recipe } from '../../shared/recipe.ts';
import type { Engine } from '../engine/engine.ts';
import type { PreviewCache } from './preview-cache.ts';
import { scaleRecipe } from './scale-recipe.ts';
import { sourceVersion } from './source-version.ts';

export interface RecipePreviewOptions {
  readonly cache: PreviewCache;
  readonly engine: Pick<Engine, 'run' | 'measure'>;
  /** Finds the model that an id, or `auto`, means here. */
  readonly resolveModel: (id: string) => Promise<RunMessage['model']>;
  readonly device: Device;
  /** Pictures with more px get no preview. */
  readonly maxPixels: number;
}

/** A small cutout. */
export interface MadePreview {
  /** A WebP; it is there at least until the cache needs its room. */
  readonly file: string;
  readonly size: Size;
}

interface Latest {
  readonly wish: string;
  readonly stop: AbortController;
  readonly made: Promise<MadePreview>;
}

/** Its cutout is as large as its source. */
const plain = parseRecipe({});

/** px of the longer side of what the cutout is made from. */
const SIDE = 1024;

/**
 * What a picture would become by a recipe that somebody is thinking about: a small cutout of a
 * small copy of it. For each picture, only the newest wish counts.
 */
export class RecipePreview {
  readonly #options: RecipePreviewOptions;
  readonly #latest = new Map<string, Latest>();

  constructor(options: RecipePreviewOptions) {
    this.#options = options;
  }

  /**
   * The small cutout of a picture by a recipe, made unless it is kept. One that is still being made
   * of the same picture by another recipe is cancelled.
   * @param side px of the longer side of the copy that it is made from
   * @throws OffcutError `cancelled` when a newer one was asked for, and what `Engine.run` throws
   */
  make(source: string, recipe: Recipe, side = SIDE): Promise<MadePreview> {
    const wish = JSON.stringify([recipe, side]);
    const before = this.#latest.get(source);
    if (before?.wish === wish) return before.made;
    before?.stop.abort();
    const stop = new AbortController();
    const made = this.#make(source, recipe, side, stop.signal).finally(() => {
      if (this.#latest.get(source)?.stop === stop) this.#latest.delete(source);
    });
    this.#latest.set(source, { wish, stop, made });
    return made;
  }

  async #make(
    source: string,
    recipe: Recipe,
    side: number,
    signal: AbortSignal,
  ): Promise<MadePreview> {
    const { cache, engine, resolveModel, device, maxPixels } = this.#options;
    try {
      const version = await sourceVersion(source);
      const question = { recipe: plain, maxPixels, lenient: true };
      const measure = (file: string) => engine.measure({ source: file, name: file, ...question });
      const [size, copy, model] = await Promise.all([
        measure(source),
        // Not to be cancelled: the newer wish needs it as well.
        cache.shrunk(source, side),
        resolveModel(recipe.model),
      ]);
      const scaled = scaleRecipe(recipe, size, side);
      const { id, version: edition } = model.entry;
      const key = ['recipe', ...version, side, digest(scaled), id, edition];
      signal.throwIfAborted();
      const file = await cache.files.getAlone(key, 'webp', (target) =>
        engine.run(
          {
            source: copy,
            name: source,
            target,
            recipe: scaled,
            model,
            device,
            maxPixels,
            lenient: true,
            urgent: true,
          },
          // Killing the engine would cost more than letting it finish a stage.
          { signal, unhurried: true },
        ),
      );
      return { file, size: await measure(file) };
    } catch (error) {
      throw signal.aborted ? new OffcutError('cancelled') : error;
    }
  }
}

const digest = (recipe: Recipe): string =>
  createHash('sha256').update(JSON.stringify(recipe)).digest('hex');
