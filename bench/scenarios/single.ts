import path from 'node:path';
import type { Engine } from '../../src/core/engine/engine.ts';
import { BareStages } from '../bare/bare-stages.ts';
import { inTurns } from '../in-turns.ts';
import { patientEngine, timedCut } from '../offcut.ts';
import { makePicture } from '../pictures.ts';
import type { BenchContext, Finding, Scenario } from '../scenario.ts';
import { median, pairwiseRatios, sum } from '../statistics.ts';

interface Taken {
  readonly ms: number;
  /** ms of the parts that both sides have. */
  readonly parts: Readonly<Record<'decode' | 'matte' | 'encode', number>>;
  readonly bytes: number;
}

interface Sides {
  readonly engine: Engine;
  readonly bare: BareStages;
  readonly source: string;
}

const medianOf = (takes: readonly Taken[], part: keyof Taken['parts']) =>
  Math.round(median(takes.map(({ parts }) => parts[part])));

async function compare(
  format: 'png' | 'webp',
  { engine, bare, source }: Sides,
  { folder, model, quick, say }: BenchContext,
): Promise<Finding> {
  const cutout = path.join(folder, `cutout.${format}`);
  const offcut = async (): Promise<Taken> => {
    const { ms, facts } = await timedCut(engine, { source, target: cutout, format }, model);
    return { ms, parts: facts.times, bytes: facts.bytes };
  };
  const stages = async (): Promise<Taken> => {
    const bareModel = { entry: model.model, file: model.path };
    const { times, bytes } = await bare.stages({ source, cutout, format, model: bareModel });
    const { decode, shrink, run, encode } = times;
    const parts = { decode, matte: shrink + run, encode };
    return { ms: sum(Object.values(times)), parts, bytes };
  };
  say(`${format}: warming up`);
  await offcut();
  await stages();
  say(`${format}: measuring`);
  const takes = await inTurns(quick ? 3 : 15, { offcut, stages });
  const [ours, theirs] = [takes.offcut, takes.stages];

  const parts = (['decode', 'matte', 'encode'] as const).map(
    (part) => `${part} ${medianOf(ours, part)} to ${medianOf(theirs, part)} ms`,
  );
  const notes = [`Offcut to bare: ${parts.join(', ')}`];
  const sizes = median(pairwiseRatios(ours.map(pickBytes), theirs.map(pickBytes)));
  notes.push(`Offcut's files to the bare ones: ${sizes.toFixed(2)} to 1`);
  if (sizes > 1.03) {
    notes.push('NOT THE SAME WORK: files of Offcut must not be more than 3 % larger');
  }
  const [offcutMs, bareMs] = [ours.map(({ ms }) => ms), theirs.map(({ ms }) => ms)];
  return {
    title: `12 megapixels to ${format}`,
    rows: [
      { name: 'Offcut', unit: 'ms', samples: offcutMs },
      { name: 'bare stages', unit: 'ms', samples: bareMs },
      {
        name: 'Offcut / bare',
        unit: 'x',
        samples: pairwiseRatios(offcutMs, bareMs),
        goal: { type: 'at most', limit: 1.15 },
      },
    ],
    notes,
  };
}

const pickBytes = ({ bytes }: Taken) => bytes;

export const single: Scenario = {
  name: 'single',
  description:
    'A 12-megapixel JPEG through a warm engine, from file to file, against its bare stages',
  goal: 'at most 1.15 x the bare stages',
  run: async (context) => {
    const source = await makePicture(context, { megapixels: 12, format: 'jpeg', number: 0 });
    const sides = { engine: patientEngine(), bare: new BareStages(context.root), source };
    try {
      const png = await compare('png', sides, context);
      const webp = await compare('webp', sides, context);
      return { status: 'measured', findings: [png, webp] };
    } finally {
      await sides.engine.close();
      sides.bare.close();
    }
  },
};
