import { castHalfInitialisers, withoutFloatCasts } from './float-casts.ts';
import { FLOAT16, type OnnxGraph, type OnnxModel, type OnnxNode } from './onnx.ts';

export interface GraphRequest {
  /** The name of the only output that is kept. */
  readonly output: string;
  /** Who made the graph; written into it, so it must not depend on time or place. */
  readonly producerName: string;
  readonly producerVersion: string;
  readonly docString: string;
}

/**
 * The same network, ready for onnxruntime's CPU provider: computed in float32 throughout, with
 * its weights still stored as float16, one output, and nothing in it that this output does not
 * need. Pure; the given model is not changed, and equal models give equal models.
 *
 * Throws an Error for graphs it cannot do this to without guessing (see `refuse`).
 */
export function prepareGraph(model: OnnxModel, request: GraphRequest): OnnxModel {
  const { graph } = model;
  if (!graph) throw new Error('the model has no graph');
  const declared = graph.output?.filter((output) => output.name === request.output) ?? [];
  if (declared.length !== 1) throw new Error(`the graph has no output ${request.output}`);

  const { nodes, nameOf } = withoutFloatCasts(graph);
  const last = nameOf(request.output);
  const needed = nameOutput(reachable(nodes, last), last, request.output);
  const read = new Set(needed.flatMap((node) => node.input ?? []));
  const used = (graph.initializer ?? []).filter((tensor) => read.has(tensor.name ?? ''));
  const { initialisers, casts } = castHalfInitialisers(used);

  // Older graphs list initialisers as inputs, too, which would let a caller replace them.
  const initialised = new Set((graph.initializer ?? []).map((tensor) => tensor.name));
  const prepared: OnnxGraph = {
    ...graph,
    node: [...casts, ...needed],
    initializer: [...initialisers],
    input: (graph.input ?? []).filter((input) => !initialised.has(input.name)),
    output: declared,
    // Its shapes and types are those of the graph before; onnxruntime infers them by itself.
    valueInfo: [],
    quantizationAnnotation: [],
  };
  refuse(prepared);
  assertWired(prepared);
  return {
    ...model,
    producerName: request.producerName,
    producerVersion: request.producerVersion,
    docString: request.docString,
    graph: prepared,
  };
}

/**
 * Gives the value `current` the name `wanted`; `nodes` are those it depends on, so only its writer
 * knows it.
 */
function nameOutput(
  nodes: readonly OnnxNode[],
  current: string,
  wanted: string,
): readonly OnnxNode[] {
  if (current === wanted) return nodes;
  if (!nodes.some((node) => node.output?.includes(current))) {
    // An input or an initialiser: its name is not ours to change.
    return [...nodes, { opType: 'Identity', name: wanted, input: [current], output: [wanted] }];
  }
  return nodes.map((node) => ({
    ...node,
    output: (node.output ?? []).map((value) => (value === current ? wanted : value)),
  }));
}

/** The nodes that `output` depends on, in their order. */
function reachable(nodes: readonly OnnxNode[], output: string): OnnxNode[] {
  const writers = new Map<string, OnnxNode>();
  for (const node of nodes) for (const value of node.output ?? []) writers.set(value, node);
  const needed = new Set<OnnxNode>();
  const open = [output];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    const node = writers.get(value);
    if (node === undefined || needed.has(node)) continue;
    needed.add(node);
    open.push(...(node.input ?? []));
  }
  return nodes.filter((node) => needed.has(node));
}

/** Throws for what cannot be turned into float32 here, rather than making a graph of mixed types. */
function refuse(graph: OnnxGraph): void {
  for (const value of [...(graph.input ?? []), ...(graph.output ?? [])]) {
    if (value.type?.tensorType?.elemType !== FLOAT16) continue;
    throw new Error(`${value.name ?? ''} is a float16 input or output`);
  }
  for (const node of graph.node ?? []) {
    for (const attribute of node.attribute ?? []) {
      if (attribute.g || attribute.graphs?.length) {
        throw new Error(`${node.name ?? ''} has a graph of its own`);
      }
      if (attribute.t?.dataType === FLOAT16) {
        throw new Error(`${node.name ?? ''} has a float16 tensor as its ${attribute.name ?? ''}`);
      }
    }
  }
}

/** Throws unless every value is written once, before it is read. */
function assertWired(graph: OnnxGraph): void {
  const known = new Set<string>();
  const add = (value: string): void => {
    if (known.has(value)) throw new Error(`${value} is written twice`);
    known.add(value);
  };
  for (const value of graph.input ?? []) add(value.name ?? '');
  for (const tensor of graph.initializer ?? []) add(tensor.name ?? '');
  const assertKnown = (value: string): void => {
    if (!known.has(value)) throw new Error(`${value} is read, but nothing writes it before`);
  };
  for (const node of graph.node ?? []) {
    // An empty name is an optional input or output that is left out.
    node.input?.filter((value) => value !== '').forEach(assertKnown);
    node.output?.filter((value) => value !== '').forEach(add);
  }
  for (const value of graph.output ?? []) assertKnown(value.name ?? '');
}
