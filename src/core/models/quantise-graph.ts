import {
  castTarget,
  decodeHalves,
  FLOAT,
  FLOAT16,
  INT32,
  INT8,
  intAttribute,
  tensorOf,
  UINT8,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
} from './onnx.ts';

/** The least and greatest value that a tensor was seen to take, by the tensor's name. */
export type Ranges = Readonly<Record<string, readonly [low: number, high: number]>>;

/** Operators whose inputs are quantised, and how many of their inputs are pictures of values. */
const quantised: Readonly<Record<string, number>> = {
  Conv: 1,
  MaxPool: 1,
  Resize: 1,
  Add: Infinity,
  Concat: Infinity,
};

/** Operators whose result takes no value that their operand did not take. */
const keepsRange = new Set(['MaxPool', 'Resize']);

/** value = (quantised - zeroPoint) * scale */
interface Scale {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** uint8, asymmetric; 0 is always exactly representable, because padding is 0. */
function activationScale([low, high]: readonly [number, number]): Scale {
  const [least, most] = [Math.min(low, 0), Math.max(high, 0)];
  const scale = Math.fround((most - least) / 255) || 1;
  return { scale, zeroPoint: Math.min(255, Math.max(0, Math.round(-least / scale))) };
}

const clampRound = (value: number, limit: number) =>
  Math.max(-limit, Math.min(limit, Math.round(value)));

/** The weights and biases of a graph in float32, by name, whatever they are stored as. */
function floatInitialisers(graph: OnnxGraph): Map<string, { dims: number[]; data: Float32Array }> {
  const stored = new Map<string, OnnxTensor>();
  for (const tensor of graph.initializer ?? []) stored.set(tensor.name ?? '', tensor);
  const found = new Map<string, { dims: number[]; data: Float32Array }>();
  for (const node of graph.node ?? []) {
    const tensor = stored.get(node.input?.[0] ?? '');
    if (castTarget(node) !== FLOAT || tensor?.dataType !== FLOAT16) continue;
    const dims = (tensor.dims ?? []).map(Number);
    found.set(node.output?.[0] ?? '', { dims, data: decodeHalves(tensor) });
  }
  return found;
}

/** The nodes and initialisers that a quantised graph is put together from. */
class Builder {
  readonly nodes: OnnxNode[] = [];
  readonly initialisers: OnnxTensor[] = [];

  add(name: string, type: number, dims: readonly number[], data: ArrayBufferView): string {
    this.initialisers.push(tensorOf(name, type, dims, data));
    return name;
  }

  /** The nodes value -> QuantizeLinear -> DequantizeLinear; returns the last one's output. */
  quantiseActivation(value: string, { scale, zeroPoint }: Scale): string {
    const parameters = [
      this.add(`${value}.scale`, FLOAT, [], Float32Array.of(scale)),
      this.add(`${value}.zero`, UINT8, [], Uint8Array.of(zeroPoint)),
    ];
    const [q, dq] = [`${value}.q`, `${value}.dq`];
    this.nodes.push(
      { opType: 'QuantizeLinear', name: q, input: [value, ...parameters], output: [q] },
      { opType: 'DequantizeLinear', name: dq, input: [q, ...parameters], output: [dq] },
    );
    return dq;
  }

  #dequantise(name: string, parts: readonly string[]): string {
    this.nodes.push({
      opType: 'DequantizeLinear',
      name,
      input: [...parts],
      output: [name],
      attribute: [intAttribute('axis', 0)],
    });
    return name;
  }

  /** int8 weights [out, in, h, w], symmetric, one scale for each output channel. */
  quantiseWeights(name: string, dims: readonly number[], data: Float32Array) {
    const channels = dims[0] ?? 0;
    const size = data.length / channels;
    const scales = new Float32Array(channels);
    const quantisedData = new Int8Array(data.length);
    for (let channel = 0, at = 0; channel < channels; channel++, at += size) {
      let largest = 0;
      for (let i = at; i < at + size; i++) largest = Math.max(largest, Math.abs(data[i] as number));
      const scale = Math.fround(largest / 127) || 1;
      scales[channel] = scale;
      for (let i = at; i < at + size; i++) {
        quantisedData[i] = clampRound((data[i] as number) / scale, 127);
      }
    }
    const value = this.#dequantise(`${name}.dq`, [
      this.add(`${name}.q`, INT8, dims, quantisedData),
      this.add(`${name}.scale`, FLOAT, [channels], scales),
      this.add(`${name}.zero`, INT8, [channels], new Int8Array(channels)),
    ]);
    return { value, scales };
  }

  /** int32 biases, at the scale of the products they are added to. */
  quantiseBias(name: string, data: Float32Array, input: Scale, weightScales: Float32Array): string {
    const scales = weightScales.map((scale) => scale * input.scale);
    const limit = 2 ** 31 - 1;
    const values = Int32Array.from(data, (value, i) => clampRound(value / (scales[i] ?? 1), limit));
    return this.#dequantise(`${name}.dq`, [
      this.add(`${name}.q`, INT32, [data.length], values),
      this.add(`${name}.scale`, FLOAT, [data.length], scales),
      this.add(`${name}.zero`, INT32, [data.length], new Int32Array(data.length)),
    ]);
  }
}

/**
 * The values that stay float32: from the last convolution on, so that the matte's soft edges are
 * not cut into the few steps that 8 bits leave around a logit of 0.
 */
function floatTail(nodes: readonly OnnxNode[], output: string): ReadonlySet<string> {
  const writers = new Map<string, OnnxNode>();
  for (const node of nodes) for (const value of node.output ?? []) writers.set(value, node);
  const tail = new Set<string>();
  let value = output;
  for (let node = writers.get(value); node !== undefined; node = writers.get(value)) {
    tail.add(value);
    if (node.opType === 'Conv') break;
    value = node.input?.[0] ?? '';
  }
  return tail;
}

/** The tensors that would be quantised: what a calibration has to measure. In graph order. */
export function tensorsToQuantise({ graph }: OnnxModel): readonly string[] {
  const nodes = graph?.node ?? [];
  const weights = floatInitialisers(graph ?? {});
  const tail = floatTail(nodes, graph?.output?.[0]?.name ?? '');
  const constant = integerValues(nodes);
  const found = new Set<string>();
  for (const node of nodes) {
    if (tail.has(node.output?.[0] ?? '')) continue;
    const pictures = (node.input ?? []).slice(0, quantised[node.opType ?? ''] ?? 0);
    for (const value of pictures) {
      if (!weights.has(value) && !constant.has(value)) found.add(value);
    }
  }
  return [...found];
}

/** Shapes and sizes, which some Concats put together; they are integers and stay so. */
function integerValues(nodes: readonly OnnxNode[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { opType, input = [], output = [] } of nodes) {
    const starts = opType === 'Shape' || opType === 'Constant';
    const [first] = input ?? [];
    if (starts || (first !== undefined && found.has(first))) {
      for (const value of output ?? []) found.add(value);
    }
  }
  return found;
}

/**
 * The same network with 8-bit weights and activations, as QuantizeLinear / DequantizeLinear pairs
 * that onnxruntime turns into integer kernels. Weights: int8, symmetric, per output channel.
 * Activations: uint8, asymmetric, one range a tensor. Biases: int32. The scheme is that of Jacob
 * et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
 * Inference" (2018). Pure and deterministic.
 * @param model as `prepareGraph` gives it
 * @param ranges one for each of `tensorsToQuantise(model)`
 * Throws an Error when a range is missing.
 */
export function quantiseGraph(model: OnnxModel, ranges: Ranges): OnnxModel {
  const graph = model.graph ?? {};
  const nodes = graph.node ?? [];
  const weights = floatInitialisers(graph);
  const wanted = new Set(tensorsToQuantise(model));
  const build = new Builder();
  const scales = new Map<string, Scale>();
  const dequantised = new Map<string, string>();
  /** Where a value's range comes from: what only passes values on has its operand's. */
  const passedFrom = new Map<string, string>();

  const scaleOf = (value: string): Scale => {
    const from = passedFrom.get(value) ?? value;
    const range = ranges[from] ?? ranges[value];
    if (range === undefined) throw new Error(`the calibration has no range for ${value}`);
    return scales.get(from) ?? activationScale(range);
  };
  const quantisedInput = (value: string): string => {
    if (!wanted.has(value)) return value;
    const known = dequantised.get(value);
    if (known !== undefined) return known;
    const scale = scaleOf(value);
    scales.set(value, scale);
    const name = build.quantiseActivation(value, scale);
    dequantised.set(value, name);
    return name;
  };

  const convolve = (node: OnnxNode): OnnxNode => {
    const [value = '', weight = '', bias = ''] = node.input ?? [];
    const tensor = weights.get(weight);
    if (tensor === undefined || !wanted.has(value)) return node;
    const input = quantisedInput(value);
    const { value: weightValue, scales: weightScales } = build.quantiseWeights(
      weight,
      tensor.dims,
      tensor.data,
    );
    const biasTensor = weights.get(bias);
    const inputs = [input, weightValue];
    if (biasTensor !== undefined) {
      inputs.push(build.quantiseBias(bias, biasTensor.data, scaleOf(value), weightScales));
    }
    return { ...node, input: inputs };
  };

  const tail = floatTail(nodes, graph.output?.[0]?.name ?? '');
  for (const node of nodes) {
    const [result = ''] = node.output ?? [];
    if (castTarget(node) === FLOAT && weights.has(result)) continue; // Added below, if still read.
    const [operand = ''] = node.input ?? [];
    if (keepsRange.has(node.opType ?? '') && wanted.has(operand)) {
      passedFrom.set(result, passedFrom.get(operand) ?? operand);
    }
    if (tail.has(result)) build.nodes.push(node);
    else if (node.opType === 'Conv') build.nodes.push(convolve(node));
    else build.nodes.push({ ...node, input: (node.input ?? []).map(quantisedInput) });
  }

  const read = new Set(build.nodes.flatMap((node) => node.input ?? []));
  const casts = nodes.filter(
    (node) => castTarget(node) === FLOAT && read.has(node.output?.[0] ?? ''),
  );
  const stillRead = new Set([...read, ...casts.flatMap((node) => node.input ?? [])]);
  const kept = (graph.initializer ?? []).filter((tensor) => stillRead.has(tensor.name ?? ''));
  return {
    ...model,
    graph: {
      ...graph,
      node: [...casts, ...build.nodes],
      initializer: [...kept, ...build.initialisers],
    },
  };
}
