import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findModel, loadCatalogue } from '../../src/core/models/catalogue.ts';
import { prepareModel } from '../../src/core/models/prepare.ts';
import { readWeights, sha256Of } from '../../src/core/models/weights.ts';
import { packageRoot } from '../../src/core/paths.ts';

const model = findModel(loadCatalogue(), 'isnet-general');
let root: string;
let file: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'offcut-models-'));
  file = (await prepareModel(model, path.join(root, 'one'))).path;
});

afterAll(() => rm(root, { recursive: true }));

it('gives the same bytes each time, those of the catalogue', async () => {
  const again = (await prepareModel(model, path.join(root, 'two'))).path;
  const [one, two] = await Promise.all([readFile(file), readFile(again)]);
  expect(sha256Of(one)).toBe(model.sha256);
  expect(one.equals(two)).toBe(true);
});

it('keeps the weights in half precision', async () => {
  expect((await stat(file)).size).toBeLessThan(model.source.size);
});

it('computes the same matte as the published graph', async () => {
  const { width, height } = model.input;
  const area = width * height;
  // A bright disc with soft shading on a darker ramp: something to be found, and edges.
  const values = new Float32Array(3 * area);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const radius = Math.hypot(x - width / 2, y - height / 2);
      for (let channel = 0; channel < 3; channel++) {
        const inside = 200 - radius / 4 - 30 * channel;
        const outside = 40 + (x + y * channel) / 50;
        values[channel * area + y * width + x] = ((radius < 300 ? inside : outside) - 128) / 256;
      }
    }
  }
  const matteOf = async (graph: Uint8Array): Promise<Float32Array> => {
    const session = await InferenceSession.create(graph, { enableCpuMemArena: false });
    try {
      const input = new Tensor('float32', values, [1, 3, height, width]);
      const output = (await session.run({ [model.input.name]: input }, [model.output.name]))[
        model.output.name
      ];
      if (!(output?.data instanceof Float32Array)) throw new Error('no float32 output');
      expect(output.dims).toEqual([1, 1, height, width]);
      return output.data;
    } finally {
      await session.release();
    }
  };
  const published = await matteOf(await readWeights(model, packageRoot()));
  const prepared = await matteOf(await readFile(file));

  let sum = 0;
  let largest = 0;
  let lowest = 1;
  let highest = 0;
  prepared.forEach((value, i) => {
    const difference = Math.abs(value - (published[i] ?? Number.NaN));
    sum += difference;
    largest = Math.max(largest, difference);
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  });
  // The matte says something, so that equal mattes mean something.
  expect(lowest).toBeLessThan(0.1);
  expect(highest).toBeGreaterThan(0.9);
  // Half a step of an 8-bit matte at most; half precision between operators makes some difference.
  expect(largest).toBeLessThan(0.5 / 255);
  expect(sum / area).toBeLessThan(1e-5);
});
