import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Calibration } from '../src/core/models/calibration.ts';
import { decodeModel, encodeModel, FLOAT, type OnnxModel } from '../src/core/models/onnx.ts';
import { tensorsToQuantise } from '../src/core/models/quantise-graph.ts';
import { resolveModel } from '../src/core/models/resolve.ts';
import { packageRoot } from '../src/core/paths.ts';
import { decode, readHeader } from '../src/engine/codec/decode.ts';
import { decodeHeicHere } from '../src/engine/codec/heic/decode-heic.ts';
import { preprocess } from '../src/engine/matte/preprocess.ts';
import type { Model } from '../src/shared/model.ts';

/**
 * `npm run calibrate -- --data DIR [--model ID] [--pictures NAME,NAME]`: shows pictures to a float
 * model and writes the ranges of the tensors that its quantised twin stores in 8 bits.
 *
 * A range lies between two percentiles of all the values seen, not between the extremes: a single
 * outlier would cost all other values their resolution. Tensors are fetched a few at a time, since
 * all of them together are several gigabytes.
 */

const PERCENTILES = [0.01, 99.99] as const;
/** Tensors fetched in one run. */
const AT_ONCE = 24;
/** Values looked at in each tensor of each picture, evenly spread. */
const SAMPLES = 200_000;

interface Picture {
  readonly id: string;
  readonly sha256: string;
  readonly tensor: Float32Array;
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function readPicture(file: string, model: Model): Promise<Picture> {
  const name = path.basename(file);
  const header = await readHeader(file, {
    name,
    maxPixels: 100e6,
    lenient: false,
    heic: decodeHeicHere,
  });
  const tensor = await preprocess(await decode(header), model);
  return { id: path.parse(name).name, sha256: sha256(await readFile(file)), tensor };
}

/** The same model with more outputs. */
function withOutputs(model: OnnxModel, names: readonly string[]): OnnxModel {
  const outputs = names.map((name) => ({ name, type: { tensorType: { elemType: FLOAT } } }));
  return {
    ...model,
    graph: { ...model.graph, output: [...(model.graph?.output ?? []), ...outputs] },
  };
}

function spread(values: Float32Array): Float32Array {
  const step = Math.max(1, Math.floor(values.length / SAMPLES));
  return Float32Array.from(
    { length: Math.ceil(values.length / step) },
    (_, i) => values[i * step] ?? 0,
  );
}

/** Rounded to what float32 can hold in 7 digits, so that the file is the same on every machine. */
const rounded = (value: number) => Number(value.toPrecision(7));

function rangeOf(samples: readonly Float32Array[]): [number, number] {
  const all = new Float32Array(samples.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of samples) {
    all.set(part, at);
    at += part.length;
  }
  all.sort();
  const value = (percent: number) => all[Math.round((percent / 100) * (all.length - 1))] ?? 0;
  return [rounded(value(PERCENTILES[0])), rounded(value(PERCENTILES[1]))];
}

/** Ranges of some tensors, over all pictures. */
async function measure(
  model: Model,
  graph: OnnxModel,
  names: readonly string[],
  pictures: readonly Picture[],
  file: string,
): Promise<Record<string, [number, number]>> {
  const { input } = model;
  const fetched = names.filter((name) => name !== input.name);
  await writeFile(file, encodeModel(withOutputs(graph, fetched)));
  const session = await InferenceSession.create(file, { enableMemPattern: false });
  const samples = new Map<string, Float32Array[]>(names.map((name) => [name, []]));
  for (const { tensor } of pictures) {
    const shape = [1, 3, input.height, input.width];
    const feeds = { [input.name]: new Tensor('float32', tensor, shape) };
    const results = await session.run(feeds, fetched.length > 0 ? fetched : [model.output.name]);
    for (const [name, found] of samples) {
      const data = name === input.name ? tensor : results[name]?.data;
      if (!(data instanceof Float32Array)) throw new Error(`${name} is not a float32 tensor`);
      found.push(spread(data));
    }
  }
  await session.release();
  return Object.fromEntries([...samples].map(([name, found]) => [name, rangeOf(found)]));
}

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    model: { type: 'string', default: 'isnet-general' },
    pictures: { type: 'string' },
  },
});
if (values.data === undefined) {
  console.error('Say which pictures to show: npm run calibrate -- --data DIR');
  process.exit(2);
}
const folder = values.data;
const { model, path: modelFile } = await resolveModel(values.model);
const names =
  values.pictures?.split(',') ??
  (await readdir(folder))
    .filter((name) => /\.(jpe?g|png|webp)$/i.test(name) && !name.includes('.mask.'))
    .sort();
const pictures: Picture[] = [];
for (const name of names) pictures.push(await readPicture(path.join(folder, name), model));

const bytes = await readFile(modelFile);
const graph = decodeModel(bytes);
const tensors = tensorsToQuantise(graph);
const temp = await mkdtemp(path.join(tmpdir(), 'offcut-calibrate-'));
const ranges: Record<string, [number, number]> = {};
try {
  for (let from = 0; from < tensors.length; from += AT_ONCE) {
    const part = tensors.slice(from, from + AT_ONCE);
    Object.assign(
      ranges,
      await measure(model, graph, part, pictures, path.join(temp, 'graph.onnx')),
    );
    console.log(`${Math.min(from + AT_ONCE, tensors.length)} of ${tensors.length} tensors`);
  }
} finally {
  await rm(temp, { recursive: true, force: true });
}

const calibration: Calibration = {
  model: model.id,
  graph: sha256(bytes),
  percentiles: [...PERCENTILES],
  pictures: pictures.map(({ id, sha256: hash }) => ({ id, sha256: hash })),
  ranges,
};
const target = path.join(packageRoot(), 'models', `${model.id}.calibration.json`);
await writeFile(target, `${JSON.stringify(calibration, null, 2)}\n`);
console.log(`${path.basename(target)}: ${tensors.length} ranges from ${pictures.length} pictures`);
