import { parentPort } from 'node:worker_threads';
import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { assertNever } from '../../shared/assert.ts';
import { OffcutError, reasonOf } from '../../shared/errors.ts';
import type { Model } from '../../shared/model.ts';
import { compare } from './compare.ts';
import type { FromInference, InferMessage, ToInference } from './messages.ts';
import { createSession } from './session.ts';

/**
 * The inference thread: holds the onnxruntime sessions and blocks in `run()`, so that the thread
 * which decodes, encodes and answers heartbeats never does.
 */

if (parentPort === null) throw new Error('the inference thread was started as a program');
const port = parentPort;
const post = (message: FromInference, transfer: ArrayBuffer[] = []) => {
  port.postMessage(message, transfer);
};

const sessions = new Map<string, Promise<InferenceSession>>();

async function loadSession({ model, file, device, threads }: InferMessage) {
  try {
    return await createSession(file, device, threads);
  } catch (error) {
    throw new OffcutError('model-unusable', { id: model.id, reason: reasonOf(error) });
  }
}

/** The warm session for a model on a device; loaded once. */
async function sessionFor(request: InferMessage) {
  const key = JSON.stringify([request.file, request.device, request.threads]);
  const warm = sessions.get(key);
  if (warm !== undefined) return { session: await warm, loadMs: 0 };
  post({ type: 'loading', id: request.id });
  const start = performance.now();
  const loading = loadSession(request);
  sessions.set(key, loading);
  try {
    return { session: await loading, loadMs: performance.now() - start };
  } catch (error) {
    sessions.delete(key);
    throw error;
  }
}

function checkSignature(session: InferenceSession, { id, input, output }: Model): void {
  if (!session.inputNames.includes(input.name) || !session.outputNames.includes(output.name)) {
    const found = `${session.inputNames.join(', ')} -> ${session.outputNames.join(', ')}`;
    const reason = `it has the tensors ${found}, not ${input.name} -> ${output.name}`;
    throw new OffcutError('model-unusable', { id, reason });
  }
}

async function infer(request: InferMessage): Promise<void> {
  const { id, model, tensor } = request;
  const { width, height, name } = model.input;
  const { session, loadMs } = await sessionFor(request);
  checkSignature(session, model);
  post({ type: 'running', id });
  const start = performance.now();
  // A buffer of ours receives the output, because one of onnxruntime's cannot be transferred.
  const matte = new Float32Array(width * height);
  await session.run(
    { [name]: new Tensor('float32', tensor, [1, 3, height, width]) },
    { [model.output.name]: new Tensor('float32', matte, [1, 1, height, width]) },
  );
  const runMs = performance.now() - start;
  post({ type: 'matte', id, tensor: matte, loadMs, runMs }, [matte.buffer]);
}

async function serve(request: ToInference): Promise<void> {
  switch (request.type) {
    case 'infer':
      return infer(request);
    case 'compare':
      post({ type: 'compared', id: request.id, comparison: await compare(request) });
      return;
    default:
      return assertNever(request);
  }
}

// One after another: two runs at once would only fight for the same cores.
let last = Promise.resolve();
port.on('message', (request: ToInference) => {
  last = last.then(async () => {
    try {
      await serve(request);
    } catch (error) {
      post({ type: 'failed', id: request.id, error: OffcutError.from(error).toReport() });
    }
  });
});
