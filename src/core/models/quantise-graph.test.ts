import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeModel, INT8, type OnnxModel, type OnnxNode } from './onnx.ts';
import { probeGraphs, probeShape } from './probe.ts';
import { quantiseGraph, tensorsToQuantise } from './quantise-graph.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'offcut-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const nodesOf = ({ graph }: OnnxModel): readonly OnnxNode[] => graph?.node ?? [];
const count = (model: OnnxModel, type: string) =>
  nodesOf(model).filter(({ opType }) => opType === type).length;

async function run(model: OnnxModel, values: Float32Array): Promise<readonly number[]> {
  const file = path.join(folder, 'graph.onnx');
  await writeFile(file, encodeModel(model));
  const session = await InferenceSession.create(file);
  const { output } = await session.run({ input: new Tensor('float32', values, [...probeShape]) });
  await session.release();
  if (!(output?.data instanceof Float32Array)) throw new Error('no float32 output');
  return [...output.data];
}

describe('quantiseGraph', () => {
  const { float, quantised } = probeGraphs();

  it('gives the same bytes for the same graph', () => {
    expect(encodeModel(probeGraphs().quantised)).toEqual(encodeModel(quantised));
  });

  it("stores all weights but the last convolution's in 8 bits", () => {
    const convolutions = count(float, 'Conv');
    const weights = quantised.graph?.initializer?.filter(
      ({ dataType, dims }) => dataType === INT8 && dims?.length === 4,
    );
    expect(weights).toHaveLength(convolutions - 1);
    expect(encodeModel(quantised).length).toBeLessThan(encodeModel(float).length * 0.6);
  });

  it('quantises each activation once, and leaves the tail in float32', () => {
    expect(count(quantised, 'QuantizeLinear')).toBe(tensorsToQuantise(float).length);
    const last = nodesOf(quantised).at(-1);
    expect(last?.output).toEqual(['output']);
    expect(last?.input?.some((value) => value.endsWith('.dq'))).toBe(false);
  });

  it('computes nearly the same as the float graph in onnxruntime', async () => {
    const length = probeShape.reduce((product, side) => product * side, 1);
    const input = Float32Array.from({ length }, (_, i) => ((i * 7919) % 1000) / 1000);
    const [exact, close] = [await run(float, input), await run(quantised, input)];
    const mean = exact.reduce((sum, value) => sum + value, 0) / exact.length;
    const spread = Math.sqrt(
      exact.reduce((sum, value) => sum + (value - mean) ** 2, 0) / exact.length,
    );
    const difference = exact.reduce((sum, value, i) => sum + Math.abs(value - (close[i] ?? 0)), 0);
    expect(difference / exact.length / spread).toBeLessThan(0.15);
    expect(difference).toBeGreaterThan(0);
  });

  it('refuses a calibration that lacks a range', () => {
    expect(() => quantiseGraph(float, {})).toThrow('no range for input');
  });
});

describe('a graph with pooling, resizing and sums', () => {
  const conv = (name: string, from: string): readonly OnnxNode[] => [
    { opType: 'Conv', name, input: [from, `${name}.w`], output: [name] },
  ];
  const model: OnnxModel = {
    graph: {
      node: [
        { opType: 'Shape', name: 'shape', input: ['input'], output: ['shape'] },
        { opType: 'Concat', name: 'sizes', input: ['shape', 'shape'], output: ['sizes'] },
        { opType: 'MaxPool', name: 'pool', input: ['input'], output: ['pool'] },
        { opType: 'Resize', name: 'up', input: ['pool', '', '', 'sizes'], output: ['up'] },
        { opType: 'Add', name: 'sum', input: ['up', 'input'], output: ['sum'] },
        ...conv('last', 'sum'),
        { opType: 'Sigmoid', name: 'output', input: ['last'], output: ['output'] },
      ],
      input: [{ name: 'input' }],
      output: [{ name: 'output' }],
    },
  };

  it('quantises values, not shapes, and not what only the tail reads', () => {
    expect(tensorsToQuantise(model)).toEqual(['input', 'pool', 'up']);
  });

  it('gives pooled and resized values the scale of what they came from', () => {
    const ranges = { input: [-1, 3], pool: [0, 2], up: [0, 2] } as const;
    const { graph } = quantiseGraph(model, ranges);
    const bytes = (name: string) =>
      graph?.initializer?.find((tensor) => tensor.name === name)?.rawData;
    expect(bytes('pool.scale')).toEqual(bytes('input.scale'));
    expect(bytes('up.zero')).toEqual(bytes('input.zero'));
    const [zero] = bytes('input.zero') ?? [];
    expect(zero).toBe(64); // -1 of -1..3 is a quarter of 255.
  });
});
