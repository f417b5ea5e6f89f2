import path from 'node:path';
import { inferenceThreads } from '../../src/engine/inference/cores.ts';
import { inTurns } from '../in-turns.ts';
import { makePicture } from '../pictures.ts';
import type { BenchContext, Finding, Scenario } from '../scenario.ts';
import { spawnTimed, type Spawned } from '../spawn-timed.ts';
import { pairwiseRatios } from '../statistics.ts';

/** Loads a graph and runs it once: its file, its input's and output's name, its input's size,
 * and the threads of a run. */
const bareProgram = `
const { InferenceSession, Tensor } = require('onnxruntime-node');
const [file, input, output, ...numbers] = process.argv.slice(1);
const [w, h, intraOpNumThreads] = numbers.map(Number);
(async () => {
  const options = { executionProviders: ['cpu'], intraOpNumThreads, enableMemPattern: false };
  const session = await InferenceSession.create(file, options);
  const tensor = new Tensor('float32', new Float32Array(3 * w * h), [1, 3, h, w]);
  const matte = new Tensor('float32', new Float32Array(w * h), [1, 1, h, w]);
  await session.run({ [input]: tensor }, { [output]: matte });
  console.log('done');
})();
`;

const pick = (takes: readonly Spawned[], what: keyof Spawned) => takes.map((take) => take[what]);

async function compare({ root, folder, model, quick, say }: BenchContext): Promise<Finding> {
  const wish = { megapixels: 0.3, format: 'jpeg', number: 2 } as const;
  const picture = await makePicture({ root, folder }, wish);
  const target = path.join(folder, 'cutout.png');
  const { input, output } = model.model;
  const numbers = [input.width, input.height, inferenceThreads()].map(String);

  const command = path.join('bin', 'offcut.js');
  const cutArgs = [command, 'cut', picture, '-o', target, '--if-exists', 'overwrite', '--json'];
  const bareArgs = ['-e', bareProgram, model.path, input.name, output.name, ...numbers];
  const sides = {
    cut: () => spawnTimed(cutArgs, root),
    bare: () => spawnTimed(bareArgs, root),
    version: () => spawnTimed([command, '--version'], root),
  };
  say('once, to have the files in memory');
  await inTurns(1, sides);
  say('measuring');
  const { cut, bare, version } = await inTurns(quick ? 3 : 15, sides);
  return {
    title: 'one picture of 0.3 megapixels',
    rows: [
      { name: 'offcut cut, first result', unit: 'ms', samples: pick(cut, 'firstOutput') },
      { name: 'offcut cut, whole', unit: 'ms', samples: pick(cut, 'ms') },
      { name: 'bare load and run, result', unit: 'ms', samples: pick(bare, 'firstOutput') },
      { name: 'bare load and run, whole', unit: 'ms', samples: pick(bare, 'ms') },
      { name: 'offcut --version', unit: 'ms', samples: pick(version, 'ms') },
      {
        name: 'cut / bare, first result',
        unit: 'x',
        samples: pairwiseRatios(pick(cut, 'firstOutput'), pick(bare, 'firstOutput')),
      },
      {
        name: 'cut / bare, whole',
        unit: 'x',
        samples: pairwiseRatios(pick(cut, 'ms'), pick(bare, 'ms')),
      },
      {
        name: '--version / bare, whole',
        unit: 'x',
        samples: pairwiseRatios(pick(version, 'ms'), pick(bare, 'ms')),
      },
    ],
    notes: [],
  };
}

export const start: Scenario = {
  name: 'start',
  description:
    'The whole command for one small picture, against a program that only loads and runs the model',
  goal: 'none; to be watched',
  run: async (context) => ({ status: 'measured', findings: [await compare(context)] }),
};
