import path from 'node:path';
import type { PictureResult } from '../../src/core/batch/cut-batch.ts';
import { type Engine } from '../../src/core/engine/engine.ts';
import { defaultEngineOptions } from '../../src/core/engine/engine-options.ts';
import { BareStages } from '../bare/bare-stages.ts';
import { inTurns } from '../in-turns.ts';
import { patientEngine, runFolder } from '../offcut.ts';
import { photoSet } from '../photo-set.ts';
import type { BenchContext, Finding, Scenario } from '../scenario.ts';
import { pairwiseRatios, sum } from '../statistics.ts';

interface Sides {
  readonly engine: Engine;
  readonly bare: BareStages;
}

async function compare(
  photos: readonly string[],
  { engine, bare }: Sides,
  context: BenchContext,
): Promise<Finding> {
  const { root, model, quick, say } = context;
  let last: readonly PictureResult[] = [];
  const offcut = async () => {
    say('the batch');
    const { ms, results } = await runFolder(engine, photos, context);
    last = results;
    return ms;
  };
  const stages = async () => {
    say('the bare stages');
    const times: number[] = [];
    for (const result of last) {
      if (result.status !== 'done') continue;
      const answer = await bare.stages({
        source: path.resolve(root, result.input),
        cutout: result.output,
        format: 'png',
        model: { entry: model.model, file: model.path },
      });
      times.push(sum(Object.values(answer.times)));
    }
    return sum(times);
  };
  const first = photos.slice(0, 1);
  last = (await runFolder(engine, first, context)).results;
  await stages();

  const takes = await inTurns(quick ? 1 : 3, { offcut, stages });
  const each = (samples: readonly number[]) => samples.map((ms) => ms / photos.length);
  const failed = last.filter(({ status }) => status === 'failed').length;
  return {
    title: `${photos.length} photos, ${defaultEngineOptions.concurrency} at once`,
    rows: [
      { name: 'Offcut, each photo', unit: 'ms', samples: each(takes.offcut) },
      { name: 'bare stages, each photo', unit: 'ms', samples: each(takes.stages) },
      {
        name: 'Offcut / bare',
        unit: 'x',
        samples: pairwiseRatios(takes.offcut, takes.stages),
        goal: { type: 'at most', limit: 1 },
      },
    ],
    notes: failed === 0 ? [] : [`${failed} photos failed; their time counts against Offcut alone`],
  };
}

export const batch: Scenario = {
  name: 'batch',
  description:
    'Mixed photos of 0.3 to 12 megapixels in one batch, against the sum of their bare stages',
  goal: 'at most 1.0 x the bare stages one after another',
  run: async (context) => {
    context.say('making the photos');
    const photos = await photoSet(context, context.quick ? 10 : 40);
    const sides = { engine: patientEngine(), bare: new BareStages(context.root) };
    try {
      return { status: 'measured', findings: [await compare(photos, sides, context)] };
    } finally {
      await sides.engine.close();
      sides.bare.close();
    }
  },
};
