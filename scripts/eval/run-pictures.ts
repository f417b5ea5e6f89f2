import path from 'node:path';
import type { EngineJob } from '../../src/core/engine/engine.ts';
import { localEngine } from '../../src/core/engine/local-engine.ts';
import type { ResolvedModel } from '../../src/core/models/resolve.ts';
import type { CutoutFacts } from '../../src/shared/cutout.ts';
import type { EngineVersions } from '../../src/shared/engine-protocol.ts';
import { OffcutError } from '../../src/shared/errors.ts';
import type { Recipe } from '../../src/shared/recipe.ts';

/** A picture to cut; `channels` says whether its matte or its cutout is wanted. */
export interface Task {
  readonly id: string;
  readonly source: string;
  readonly channels: Recipe['output']['channels'];
}

export type Outcome =
  | { readonly status: 'done'; readonly file: string; readonly facts: CutoutFacts }
  | { readonly status: 'failed'; readonly code: string; readonly message: string };

export interface PicturesRun {
  /** By the id of the task. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly versions: EngineVersions;
  /** From the first picture to the last, loading included. */
  readonly seconds: number;
}

export interface RunRequest {
  readonly tasks: readonly Task[];
  readonly recipe: Recipe;
  readonly model: ResolvedModel;
  /** An empty folder for the cutouts, which are PNGs. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

const MAX_PIXELS = 100_000_000;

/**
 * Cuts pictures with the real engine, in a process of its own, as the command line would.
 * @throws OffcutError `engine-unavailable` when there is no engine, or the reason of `signal`
 */
export async function runPictures(request: RunRequest): Promise<PicturesRun> {
  const { tasks, recipe, model, folder, signal } = request;
  const engine = localEngine();
  const stop = () => void engine.close();
  signal.addEventListener('abort', stop);

  const cut = async ({ id, source, channels }: Task, index: number): Promise<[string, Outcome]> => {
    const job: EngineJob = {
      source,
      name: path.basename(source),
      target: path.join(folder, `${index}.png`),
      recipe: { ...recipe, output: { ...recipe.output, channels, format: 'png' } },
      model: { entry: model.model, file: model.path },
      device: 'cpu',
      maxPixels: MAX_PIXELS,
      lenient: false,
    };
    try {
      return [id, { status: 'done', file: job.target, facts: await engine.run(job) }];
    } catch (error) {
      const { code, message } = OffcutError.from(error);
      return [id, { status: 'failed', code, message }];
    }
  };

  try {
    const { versions } = await engine.info();
    const started = performance.now();
    // The engine keeps its own queue, and takes as many at once as it may have.
    const outcomes = new Map(await Promise.all(tasks.map(cut)));
    const seconds = (performance.now() - started) / 1000;
    signal.throwIfAborted();
    return { outcomes, versions, seconds };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    await engine.close();
  }
}
