import {
  castNode,
  castTarget,
  FLOAT,
  FLOAT16,
  type OnnxGraph,
  type OnnxNode,
  type OnnxTensor,
} from './onnx.ts';

const isFloat = (type: number | undefined): boolean => type === FLOAT || type === FLOAT16;

/** The element type of every value that the graph says it of. */
function elementTypes(graph: OnnxGraph): Map<string, number> {
  const types = new Map<string, number>();
  for (const value of [
    ...(graph.valueInfo ?? []),
    ...(graph.input ?? []),
    ...(graph.output ?? []),
  ]) {
    const type = value.type?.tensorType?.elemType;
    if (value.name && typeof type === 'number') types.set(value.name, type);
  }
  for (const tensor of graph.initializer ?? []) {
    if (tensor.name && typeof tensor.dataType === 'number') types.set(tensor.name, tensor.dataType);
  }
  for (const node of graph.node ?? []) {
    const target = castTarget(node);
    const [result] = node.output ?? [];
    if (target !== undefined && result) types.set(result, target);
  }
  return types;
}

export interface WithoutFloatCasts {
  readonly nodes: readonly OnnxNode[];
  /** What a value is called now: a removed cast's result goes by the name of its operand. */
  readonly nameOf: (value: string) => string;
}

/**
 * The graph's nodes without the Casts between float16 and float32, as if the whole graph were
 * float32: who read a Cast's result now reads its operand. A Cast from another type to float16
 * goes to float32 instead; Casts to other types stay.
 *
 * Why: onnxruntime's CPU provider computes float16 graphs in float32 anyway, so the Casts cost
 * time and keep it from fusing the operators between them.
 *
 * Throws an Error when the type of a Cast's operand is not stated in the graph.
 */
export function withoutFloatCasts(graph: OnnxGraph): WithoutFloatCasts {
  const types = elementTypes(graph);
  const operands = new Map<string, string>();
  const kept: OnnxNode[] = [];
  for (const node of graph.node ?? []) {
    const target = castTarget(node);
    if (!isFloat(target)) {
      kept.push(node);
      continue;
    }
    const [operand = ''] = node.input ?? [];
    const [result = ''] = node.output ?? [];
    const type = types.get(operand);
    if (type === undefined) throw new Error(`the element type of ${operand} is not stated`);
    if (isFloat(type)) operands.set(result, operand);
    else kept.push(castNode(node.name ?? '', operand, result, FLOAT));
  }

  // Only now that all are known: converters to float16 append Casts behind the nodes that read them.
  const nameOf = (value: string): string => {
    let name = value;
    for (let next = operands.get(name); next !== undefined; next = operands.get(name)) name = next;
    return name;
  };
  const nodes = kept.map((node) => ({ ...node, input: (node.input ?? []).map(nameOf) }));
  return { nodes, nameOf };
}

const halfName = (name: string): string => `${name}.float16`;

export interface HalfInitialisers {
  readonly initialisers: readonly OnnxTensor[];
  /** One Cast to float32 for each float16 initialiser; its result has the initialiser's old name. */
  readonly casts: readonly OnnxNode[];
}

/**
 * Keeps float16 initialisers as they are, each followed by a Cast to float32: the file stays half
 * as large, and onnxruntime folds the Casts when it loads the graph.
 */
export function castHalfInitialisers(tensors: readonly OnnxTensor[]): HalfInitialisers {
  const casts: OnnxNode[] = [];
  const initialisers = tensors.map((tensor) => {
    const name = tensor.name ?? '';
    if (tensor.dataType !== FLOAT16) return tensor;
    casts.push(castNode(`${name}.cast`, halfName(name), name, FLOAT));
    return { ...tensor, name: halfName(name) };
  });
  return { initialisers, casts };
}
