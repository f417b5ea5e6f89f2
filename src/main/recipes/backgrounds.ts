import { OffcutError } from '../../shared/errors.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { Settings } from '../../shared/settings.ts';

const pathsOf = (recipes: readonly Recipe[]): readonly string[] =>
  recipes.flatMap(({ background }) => (background.type === 'image' ? [background.path] : []));

export interface BackgroundsOptions {
  readonly settings: () => Settings;
  /** The recipes of what is in the queue. */
  readonly queued: () => Promise<readonly Recipe[]>;
}

/**
 * The background pictures that the user chose. A window may not name a file by itself, because a
 * cutout would show what is in it.
 */
export class Backgrounds {
  readonly #options: BackgroundsOptions;
  readonly #known = new Set<string>();

  constructor(options: BackgroundsOptions) {
    this.#options = options;
    this.#learn();
  }

  /** The user chose it just now, in a dialog. */
  add(path: string): void {
    this.#known.add(path);
  }

  /** @throws OffcutError `choice-gone` where the recipe's picture is none that the user chose */
  async check({ background }: Recipe): Promise<void> {
    this.#learn();
    if (background.type !== 'image' || this.#known.has(background.path)) return;
    const queued = pathsOf(await this.#options.queued());
    if (!queued.includes(background.path)) throw new OffcutError('choice-gone');
    this.add(background.path);
  }

  /** What was once in the settings stays known: a preset that was removed can be put back. */
  #learn(): void {
    const { cutting, presets } = this.#options.settings();
    for (const path of pathsOf([cutting.recipe, ...Object.values(presets)])) this.add(path);
  }
}
