import path from 'node:path';
import { cutBatch, type PictureResult } from '../src/core/batch/cut-batch.ts';
import type { Engine, EngineJob } from '../src/core/engine/engine.ts';
import { defaultEngineOptions } from '../src/core/engine/engine-options.ts';
import { localEngine } from '../src/core/engine/local-engine.ts';
import { loadCatalogue } from '../src/core/models/catalogue.ts';
import { resolveModel, type ResolvedModel } from '../src/core/models/resolve.ts';
import { automaticModelId } from '../src/core/models/self-test.ts';
import { planSources } from '../src/core/plan/plan-batch.ts';
import type { CutoutFacts } from '../src/shared/cutout.ts';
import { parseRecipe, type OutputFormat } from '../src/shared/recipe.ts';
import type { BenchContext } from './scenario.ts';

/** Offcut's engine with its defaults, but that it stays while the other side has its turn. */
export const patientEngine = (): Engine => localEngine({ idleTimeout: 3_600_000 });

/** The model that a user of this machine gets without asking for one. */
export async function usersModel(): Promise<ResolvedModel> {
  const engine = localEngine();
  try {
    return await resolveModel(await automaticModelId(engine, loadCatalogue()));
  } finally {
    await engine.close();
  }
}

export interface CutWish {
  readonly source: string;
  readonly target: string;
  readonly format: OutputFormat;
}

function jobFor({ source, target, format }: CutWish, { model, path: file }: ResolvedModel) {
  return {
    source,
    name: path.basename(source),
    target,
    recipe: parseRecipe({ output: { format } }),
    model: { entry: model, file },
    device: 'cpu',
    maxPixels: 100e6,
    lenient: false,
  } as const satisfies EngineJob;
}

/** One cutout; `facts` say how long its stages took, `ms` how long all of it did. */
export async function timedCut(
  engine: Engine,
  wish: CutWish,
  model: ResolvedModel,
): Promise<{ readonly ms: number; readonly facts: CutoutFacts }> {
  const start = performance.now();
  const facts = await engine.run(jobFor(wish, model));
  return { ms: performance.now() - start, facts };
}

/** One run of a batch, as `offcut cut PHOTOS -o FOLDER` does it; later runs write over it. */
export async function runFolder(
  engine: Engine,
  photos: readonly string[],
  { folder, model, root }: Pick<BenchContext, 'folder' | 'model' | 'root'>,
): Promise<{ readonly ms: number; readonly results: readonly PictureResult[] }> {
  const results: PictureResult[] = [];
  const start = performance.now();
  const plan = await planSources({
    inputs: photos,
    cwd: root,
    destination: { type: 'directory', path: path.join(folder, 'cutouts') },
    placement: 'overwrite',
    recipe: parseRecipe({}),
    now: new Date(),
    preset: null,
    modelId: () => model.model.id,
    measure: () => Promise.reject(new Error('no name here tells a size')),
  });
  await cutBatch({
    plan,
    engine,
    model: () =>
      Promise.resolve({ model: { entry: model.model, file: model.path }, device: 'cpu' as const }),
    maxPixels: 100e6,
    lenient: false,
    concurrency: defaultEngineOptions.concurrency,
    signal: new AbortController().signal,
    onEvent: (event) => {
      if (event.type === 'finished') results.push(event.result);
    },
  });
  return { ms: performance.now() - start, results };
}
