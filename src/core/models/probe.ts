import { castHalfInitialisers } from './float-casts.ts';
import {
  FLOAT,
  FLOAT16,
  intsAttribute,
  tensorOf,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
} from './onnx.ts';
import { quantiseGraph, tensorsToQuantise, type Ranges } from './quantise-graph.ts';

/** Channels of every layer, and the side of the input in px: enough work to time, in little time. */
const CHANNELS = 64;
const SIDE = 128;
const LAYERS = 10;

/** The shape of the probes' input. */
export const probeShape: readonly number[] = [1, CHANNELS, SIDE, SIDE];

/** float16 weights of alternating size and sign: 2^-5 to 2^-4, from a fixed generator. */
function madeUpHalves(length: number): Uint16Array {
  let state = 7;
  return Uint16Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const sign = state & 0x8000_0000 ? 0x8000 : 0;
    return sign | (10 << 10) | ((state >>> 8) & 0x3ff);
  });
}

/**
 * Ranges that hold the values of such layers: with weights of mean 0 and mean square w2, the
 * variance of a layer is the mean square of its input times its fan-in times w2, and a Relu keeps
 * half of the mean square. Five standard deviations leave next to nothing out.
 */
function expectedRanges(tensors: readonly string[]): Ranges {
  const w2 = 0.0022;
  const fanIn = CHANNELS * 9;
  let meanSquare = 1 / 3; // Of values evenly spread from 0 to 1.
  const ranges: Record<string, [number, number]> = {};
  for (const tensor of tensors) {
    if (tensor === 'input') {
      ranges[tensor] = [0, 1];
      continue;
    }
    const variance = meanSquare * fanIn * w2;
    ranges[tensor] = [0, 5 * Math.sqrt(variance)];
    meanSquare = variance / 2;
  }
  return ranges;
}

function floatProbe(): OnnxModel {
  const nodes: OnnxNode[] = [];
  const halves: OnnxTensor[] = [];
  let value = 'input';
  for (let layer = 0; layer < LAYERS; layer++) {
    const last = layer === LAYERS - 1;
    const [weight, sum] = [`weight${layer}`, last ? 'output' : `sum${layer}`];
    // The last layer stays float32 in the quantised twin, so it is kept small.
    const dims = [last ? 1 : CHANNELS, CHANNELS, 3, 3];
    const count = dims.reduce((product, side) => product * side, 1);
    halves.push(tensorOf(weight, FLOAT16, dims, madeUpHalves(count)));
    nodes.push({
      opType: 'Conv',
      name: sum,
      input: [value, weight],
      output: [sum],
      attribute: [intsAttribute('pads', [1, 1, 1, 1])],
    });
    if (last) break;
    value = `layer${layer}`;
    nodes.push({ opType: 'Relu', name: value, input: [sum], output: [value] });
  }
  const { initialisers, casts } = castHalfInitialisers(halves);
  const io = (name: string, channels: number) => {
    const dim = [1, channels, SIDE, SIDE].map((dimValue) => ({ dimValue }));
    return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } };
  };
  return {
    irVersion: 8,
    opsetImport: [{ domain: '', version: 15 }],
    producerName: 'offcut',
    graph: {
      name: 'probe',
      node: [...casts, ...nodes],
      initializer: [...initialisers],
      input: [io('input', CHANNELS)],
      output: [io('output', 1)],
    },
  };
}

/**
 * Two small stacks of convolutions that compute the same, one in float32 and one in 8-bit
 * integers, quantised as the real models are: how they compare on a machine is how those will.
 */
export function probeGraphs(): { readonly float: OnnxModel; readonly quantised: OnnxModel } {
  const float = floatProbe();
  return { float, quantised: quantiseGraph(float, expectedRanges(tensorsToQuantise(float))) };
}
