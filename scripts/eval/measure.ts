import { mkdir } from 'node:fs/promises';
import type { ResolvedModel } from '../../src/core/models/resolve.ts';
import type { EngineVersions } from '../../src/shared/engine-protocol.ts';
import type { Pair } from './data/data-set.ts';
import type { MadeComposite } from './data/make-composites.ts';
import type { CompositeRecord, PairRecord, VariantReport } from './report/records.ts';
import { confidenceAuc } from './report/summary.ts';
import { runPictures, type Outcome, type Task } from './run-pictures.ts';
import { scoreComposite, scorePair } from './score-pictures.ts';
import type { Variant } from './variant.ts';

export interface Pictures {
  readonly pairs: readonly Pair[];
  readonly composites: readonly MadeComposite[];
}

const pairTask = (id: string) => `pair ${id}`;
const compositeTask = (id: string) => `composite ${id}`;

const tasksOf = ({ pairs, composites }: Pictures): readonly Task[] => [
  ...pairs.map(({ id, image }): Task => ({ id: pairTask(id), source: image, channels: 'alpha' })),
  ...composites.map(({ composite: { id }, file }): Task => ({
    id: compositeTask(id),
    source: file,
    channels: 'rgba',
  })),
];

/**
 * Cuts all pictures as the variant says, and then scores them: one after the other, so that
 * scoring takes no time away from the stages that are timed.
 * @param folder where the cutouts may be kept while they are needed
 */
export async function measureVariant(
  { name, recipe }: Variant,
  model: ResolvedModel,
  pictures: Pictures,
  folder: string,
  signal: AbortSignal,
): Promise<{ readonly report: VariantReport; readonly versions: EngineVersions }> {
  await mkdir(folder);
  const tasks = tasksOf(pictures);
  const { outcomes, versions, seconds } = await runPictures({
    tasks,
    recipe,
    model,
    folder,
    signal,
  });
  const outcomeOf = (task: string): Outcome => {
    const outcome = outcomes.get(task);
    if (outcome === undefined) throw new Error(`${task} was not run`);
    return outcome;
  };

  const started = performance.now();
  const pairs: PairRecord[] = [];
  for (const pair of pictures.pairs) {
    signal.throwIfAborted();
    pairs.push(await scorePair(pair, outcomeOf(pairTask(pair.id))));
  }
  const composites: CompositeRecord[] = [];
  for (const { composite, file } of pictures.composites) {
    signal.throwIfAborted();
    const outcome = outcomeOf(compositeTask(composite.id));
    composites.push(await scoreComposite(composite, file, outcome));
  }
  const { id, version } = model.model;
  const report: VariantReport = {
    name,
    recipe,
    model: { id, version },
    seconds: { engine: seconds, scoring: (performance.now() - started) / 1000 },
    confidenceAuc: confidenceAuc(pairs),
    pairs,
    composites,
  };
  return { report, versions };
}
