import { findModel, loadCatalogue } from '../../src/core/models/catalogue.ts';
import { resolveModel } from '../../src/core/models/resolve.ts';
import { BareStages } from '../bare/bare-stages.ts';
import type { BareModel } from '../bare/messages.ts';
import { inTurns } from '../in-turns.ts';
import type { BenchContext, Finding, Scenario } from '../scenario.ts';
import { pairwiseRatios } from '../statistics.ts';

async function ready(id: string, say: BenchContext['say']): Promise<BareModel> {
  const resolved = await resolveModel(id, {
    onPrepare: () => {
      say(`preparing ${id}`);
    },
  });
  return { entry: resolved.model, file: resolved.path };
}

async function compare(
  quantised: string,
  twin: string,
  { root, quick, say }: BenchContext,
): Promise<Finding> {
  const [int8, fp32] = [await ready(quantised, say), await ready(twin, say)];
  const bare = new BareStages(root);
  try {
    await bare.infer(int8);
    await bare.infer(fp32);
    const takes = await inTurns(quick ? 3 : 15, {
      fp32: () => bare.infer(fp32),
      int8: () => bare.infer(int8),
    });
    return {
      title: `${quantised} against ${twin}`,
      rows: [
        { name: twin, unit: 'ms', samples: takes.fp32 },
        { name: quantised, unit: 'ms', samples: takes.int8 },
        {
          name: 'times as fast',
          unit: 'x',
          samples: pairwiseRatios(takes.fp32, takes.int8),
          goal: { type: 'at least', limit: 1.8 },
        },
      ],
      notes: [],
    };
  } finally {
    bare.close();
  }
}

export const models: Scenario = {
  name: 'models',
  description: "One run of each 8-bit model of the catalogue, against its twin's of 32 bits",
  goal: 'at least 1.8 x as fast',
  run: async (context) => {
    const catalogue = loadCatalogue();
    const findings: Finding[] = [];
    for (const { id, quantised } of catalogue.models) {
      if (quantised === undefined) continue;
      const twin = findModel(catalogue, quantised.twinOf);
      findings.push(await compare(id, twin.id, context));
    }
    if (findings.length === 0) {
      return { status: 'skipped', reason: 'the catalogue has no 8-bit model' };
    }
    return { status: 'measured', findings };
  },
};
