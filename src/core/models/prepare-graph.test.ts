import { describe, expect, it } from 'vitest';
import {
  castNode,
  castTarget,
  decodeModel,
  encodeModel,
  FLOAT,
  FLOAT16,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
} from './onnx.ts';
import { prepareGraph } from './prepare-graph.ts';

const INT64 = 7;
const request = {
  output: 'output',
  producerName: 'offcut',
  producerVersion: '9',
  docString: 'made by a test',
};

const value = (name: string, elemType = FLOAT) => ({
  name,
  type: { tensorType: { elemType, shape: { dim: [{ dimValue: 2 }] } } },
});

const halves = (name: string) => ({
  name,
  dataType: FLOAT16,
  dims: [2],
  rawData: Uint8Array.of(0x00, 0x3c, 0x00, 0x40),
});

const node = (opType: string, input: string[], output: string[]): OnnxNode => ({
  opType,
  name: `${opType} ${output.join()}`,
  input,
  output,
});

const cast = (from: string, to: string, type: number) => castNode(`cast ${to}`, from, to, type);

const model = (graph: OnnxGraph): OnnxModel => ({
  irVersion: 8,
  opsetImport: [{ domain: '', version: 15 }],
  producerName: 'another',
  producerVersion: '1',
  graph: { name: 'g', input: [value('input')], output: [value('output')], ...graph },
});

/** Through bytes and back, as a real model goes: numbers become Longs, absent fields defaults. */
const reread = (made: OnnxModel): OnnxModel => decodeModel(encodeModel(made));

function prepared(graph: OnnxGraph): OnnxGraph {
  const result = reread(prepareGraph(reread(model(graph)), request));
  if (!result.graph) throw new Error('no graph');
  return result.graph;
}

const wiring = (graph: OnnxGraph): string[] =>
  (graph.node ?? []).map((each) => {
    const target = castTarget(each);
    const name = target === undefined ? (each.opType ?? '') : `Cast${target}`;
    return `${name}(${(each.input ?? []).join()}) ${(each.output ?? []).join()}`;
  });

describe('casts between floats', () => {
  it('removes a chain of them and joins its ends', () => {
    const graph = prepared({
      node: [
        cast('input', 'a', FLOAT16),
        cast('a', 'b', FLOAT),
        cast('b', 'c', FLOAT16),
        node('Relu', ['c'], ['output']),
      ],
    });
    expect(wiring(graph)).toEqual(['Relu(input) output']);
  });

  it('removes them between operators and keeps who reads what', () => {
    const graph = prepared({
      valueInfo: [value('x', FLOAT16), value('y')],
      node: [
        cast('input', 'half', FLOAT16),
        node('Relu', ['half'], ['x']),
        cast('x', 'x32', FLOAT),
        node('Resize', ['x32', '', 'half'], ['y']),
        cast('y', 'y16', FLOAT16),
        node('Add', ['x', 'y16'], ['output']),
      ],
    });
    expect(wiring(graph)).toEqual(['Relu(input) x', 'Resize(x,,input) y', 'Add(x,y) output']);
  });

  it('finds casts that stand behind the nodes that read them', () => {
    const graph = prepared({
      valueInfo: [value('x', FLOAT16)],
      node: [
        node('Relu', ['half'], ['x']),
        node('Sigmoid', ['x32'], ['output']),
        cast('x', 'x32', FLOAT),
        cast('input', 'half', FLOAT16),
      ],
    });
    expect(wiring(graph)).toEqual(['Relu(input) x', 'Sigmoid(x) output']);
  });

  it('keeps a cast to int64, and reads what its operand is now called', () => {
    const graph = prepared({
      node: [
        cast('input', 'half', FLOAT16),
        cast('half', 'whole', INT64),
        node('Gather', ['half', 'whole'], ['output']),
      ],
    });
    expect(wiring(graph)).toEqual(['Cast7(input) whole', 'Gather(input,whole) output']);
  });

  it('sends a cast from int64 to float16 to float32', () => {
    const graph = prepared({
      valueInfo: [value('shape', INT64)],
      node: [
        node('Shape', ['input'], ['shape']),
        cast('shape', 'sizes', FLOAT16),
        node('Mul', ['input', 'sizes'], ['output']),
      ],
    });
    expect(wiring(graph)).toEqual([
      'Shape(input) shape',
      'Cast1(shape) sizes',
      'Mul(input,sizes) output',
    ]);
  });

  it('refuses to guess what a cast of unknown type does', () => {
    const graph = {
      node: [node('Relu', ['input'], ['x']), cast('x', 'output', FLOAT)],
    };
    expect(() => prepared(graph)).toThrow('the element type of x is not stated');
  });
});

describe('the output', () => {
  it('keeps its name when a cast wrote it', () => {
    const graph = prepared({
      valueInfo: [value('last', FLOAT16)],
      output: [value('aside'), value('output')],
      node: [
        node('Sigmoid', ['input'], ['last']),
        cast('last', 'output', FLOAT),
        node('Relu', ['last'], ['aside']),
      ],
    });
    expect(wiring(graph)).toEqual(['Sigmoid(input) output']);
    expect(graph.output?.map((output) => output.name)).toEqual(['output']);
  });

  it('keeps its name, and what else its node writes does as well', () => {
    const graph = prepared({
      valueInfo: [value('last', FLOAT16), value('again')],
      node: [
        node('Split', ['input'], ['last', 'rest']),
        cast('last', 'output', FLOAT),
        node('Relu', ['last'], ['again']),
      ],
      output: [value('output')],
    });
    expect(wiring(graph)).toEqual(['Split(input) output,rest']);
  });

  it('is written by an Identity when casts alone led to it', () => {
    const graph = prepared({
      node: [cast('input', 'half', FLOAT16), cast('half', 'output', FLOAT)],
    });
    expect(wiring(graph)).toEqual(['Identity(input) output']);
  });

  it('must be one that the graph has', () => {
    expect(() => prepared({ output: [value('aside')] })).toThrow('no output output');
  });
});

describe('what nobody needs', () => {
  it('is removed: outputs, the nodes before them, initialisers, value_info', () => {
    const graph = prepared({
      initializer: [halves('used'), halves('of a dead node'), halves('unread')],
      valueInfo: [value('dead'), value('x')],
      output: [value('output'), value('side')],
      node: [
        node('Add', ['input', 'of a dead node'], ['dead']),
        node('Add', ['input', 'used'], ['x']),
        node('Relu', ['dead'], ['side']),
        node('Relu', ['x'], ['output']),
      ],
    });
    expect(wiring(graph)).toEqual([
      'Cast1(used.float16) used',
      'Add(input,used) x',
      'Relu(x) output',
    ]);
    expect(graph.initializer?.map((tensor) => tensor.name)).toEqual(['used.float16']);
    expect(graph.output?.map((output) => output.name)).toEqual(['output']);
    expect(graph.valueInfo).toEqual([]);
  });
});

describe('initialisers', () => {
  it('stay float16, with one Cast each however many read them', () => {
    const graph = prepared({
      initializer: [halves('w'), { name: 'i', dataType: INT64, dims: [1], int64Data: [3] }],
      node: [
        node('Add', ['input', 'w'], ['x']),
        node('Add', ['x', 'w'], ['y']),
        node('Gather', ['y', 'i'], ['output']),
      ],
    });
    expect(wiring(graph)[0]).toBe('Cast1(w.float16) w');
    expect(wiring(graph).filter((line) => line.startsWith('Cast'))).toHaveLength(1);
    const [w, i] = graph.initializer ?? [];
    expect(w).toMatchObject({ name: 'w.float16', dataType: FLOAT16 });
    expect(Buffer.from(w?.rawData ?? []).toString('hex')).toBe('003c0040');
    expect(i).toMatchObject({ name: 'i', dataType: INT64 });
  });

  it('are no inputs any more where an old graph lists them as such', () => {
    const graph = prepared({
      input: [value('input'), value('w', FLOAT16)],
      initializer: [halves('w')],
      node: [node('Add', ['input', 'w'], ['output'])],
    });
    expect(graph.input?.map((input) => input.name)).toEqual(['input']);
  });
});

describe('the model', () => {
  const example = model({
    initializer: [halves('w')],
    node: [cast('input', 'half', FLOAT16), node('Add', ['half', 'w'], ['output'])],
  });

  it('is stamped, and keeps its versions', () => {
    expect(prepareGraph(example, request)).toMatchObject({
      producerName: 'offcut',
      producerVersion: '9',
      docString: 'made by a test',
      irVersion: 8,
      opsetImport: [{ version: 15 }],
    });
  });

  it('has the same bytes each time, and the given one is left as it was', () => {
    const bytes = encodeModel(example);
    const source = decodeModel(bytes);
    const once = encodeModel(prepareGraph(source, request));
    const again = encodeModel(prepareGraph(source, request));
    expect(Buffer.compare(once, again)).toBe(0);
    expect(Buffer.compare(encodeModel(source), bytes)).toBe(0);
    expect(Buffer.compare(once, bytes)).not.toBe(0);
  });

  it.each<[string, OnnxGraph]>([
    [
      'w has a float16 tensor as its value',
      {
        node: [
          {
            opType: 'Constant',
            name: 'w',
            output: ['w'],
            attribute: [{ name: 'value', t: halves('') }],
          },
          node('Add', ['input', 'w'], ['output']),
        ],
      },
    ],
    [
      'If output has a graph of its own',
      {
        node: [
          { ...node('If', ['input'], ['output']), attribute: [{ name: 'then_branch', g: {} }] },
        ],
      },
    ],
    [
      'input is a float16 input or output',
      {
        input: [value('input', FLOAT16)],
        node: [node('Relu', ['input'], ['output'])],
      },
    ],
    [
      'nowhere is read, but nothing writes it before',
      {
        node: [node('Relu', ['nowhere'], ['output'])],
      },
    ],
    [
      'x is written twice',
      {
        node: [node('Split', ['input'], ['x', 'x']), node('Relu', ['x'], ['output'])],
      },
    ],
  ])('is refused when %s', (message, graph) => {
    expect(() => prepared(graph)).toThrow(message);
  });
});
