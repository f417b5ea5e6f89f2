import { Tensor, type InferenceSession } from 'onnxruntime-node';
import type { CompareMessage, Comparison } from '../../shared/engine-protocol.ts';
import { createSession } from './session.ts';

/** Counted runs of each graph, after one that is not counted. */
const RUNS = 10;

/** Values between 0 and 1 from a linear congruential generator (Numerical Recipes' constants). */
function madeUpInput(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  });
}

interface Run {
  readonly ms: number;
  readonly values: Float32Array;
}

async function runOnce(session: InferenceSession, input: Tensor): Promise<Run> {
  const start = process.cpuUsage();
  const { output } = await session.run({ input });
  const { user, system } = process.cpuUsage(start);
  const ms = (user + system) / 1000;
  if (!(output?.data instanceof Float32Array)) throw new Error('the graph gave no float32 output');
  return { ms, values: output.data };
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function standardDeviation(values: Float32Array): number {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  return Math.sqrt(squares / values.length - (sum / values.length) ** 2);
}

function meanDifference(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] as number) - (b[i] as number));
  return sum / a.length;
}

/**
 * Times two graphs in turn, on one thread, and compares what they say. Processor time is counted,
 * because the clock would count other work on the machine too. Takes about a second for the
 * self-test's graphs.
 */
export async function compare(request: CompareMessage): Promise<Comparison> {
  const { reference, candidate, shape, device } = request;
  const sessions = [
    await createSession(reference, device, 1),
    await createSession(candidate, device, 1),
  ] as const;
  try {
    const length = shape.reduce((product, side) => product * side, 1);
    const input = new Tensor('float32', madeUpInput(length), shape);
    const first = [await runOnce(sessions[0], input), await runOnce(sessions[1], input)] as const;
    const times: [number[], number[]] = [[], []];
    for (let i = 0; i < RUNS; i++) {
      times[0].push((await runOnce(sessions[0], input)).ms);
      times[1].push((await runOnce(sessions[1], input)).ms);
    }
    const deviation = standardDeviation(first[0].values);
    return {
      referenceMs: mean(times[0]),
      candidateMs: mean(times[1]),
      difference: meanDifference(first[0].values, first[1].values) / deviation,
    };
  } finally {
    for (const session of sessions) await session.release();
  }
}
