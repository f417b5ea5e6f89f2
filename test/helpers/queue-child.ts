import { createHash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { localEngine } from '../../src/core/engine/local-engine.ts';
import { chooseModel } from '../../src/core/models/choose.ts';
import { Queue, type QueueOptions } from '../../src/core/queue/queue.ts';
import { openQueueStore } from '../../src/core/queue/store/open-queue-store.ts';
import type { QueueStore } from '../../src/core/queue/store/queue-store.ts';
import { OffcutError } from '../../src/shared/errors.ts';
import { factsOf } from './live-queue.ts';
import { fakeModel } from './model.ts';
import type { ChildOrder, KillPoint } from './queue-kill.ts';

/**
 * The program that `queue-kill.ts` kills: an owner of a queue that works until nothing is left. It
 * kills itself, as an end that no code can react to, at the point that it is told.
 */

const order = JSON.parse(process.argv[2] ?? '') as ChildOrder;
let passes = 0;

function pass(point: KillPoint): void {
  if (order.kill?.point !== point || ++passes < order.kill.pass) return;
  process.kill(process.pid, 'SIGKILL');
}

/** Deterministic bytes, some tens of kB, that only this source gives. */
function bytesFor(source: Buffer): Buffer {
  const blocks: Buffer[] = [];
  let block = source;
  for (let i = 0; i < 1_000; i++) {
    block = createHash('sha256').update(block).digest();
    blocks.push(block);
  }
  return Buffer.concat(blocks);
}

/** Quick, and as untidy in the middle as a real one: the file grows in two steps. */
const fastEngine: QueueOptions['engine'] = {
  run: async ({ source, target }, options) => {
    pass('engine begins');
    const bytes = bytesFor(await readFile(source));
    const file = await open(target, 'w');
    try {
      await file.write(bytes, 0, bytes.length / 2);
      pass('half of the temp file');
      if (options?.signal?.aborted) throw new OffcutError('cancelled');
      await file.write(bytes, bytes.length / 2);
      await file.sync();
    } finally {
      await file.close();
    }
    pass('engine ends');
    return factsOf(bytes.length);
  },
};

/** Passes a point before and after each step that the store keeps. */
function watched(store: QueueStore): QueueStore {
  return {
    ...store,
    claim: (...args) => {
      const job = store.claim(...args);
      if (job !== undefined) pass('claimed');
      return job;
    },
    recordWritten: (...args) => {
      pass('before the place is recorded');
      store.recordWritten(...args);
      pass('before the move');
    },
    end: (...args) => {
      pass('before the end is recorded');
      store.end(...args);
      pass('after the end is recorded');
    },
  };
}

async function work(): Promise<void> {
  const { store } = await openQueueStore(order.dataFolder);
  const engine = order.engine === 'real' ? localEngine({ concurrency: 4 }) : undefined;
  const queue = new Queue(watched(store), {
    dataFolder: order.dataFolder,
    engine: engine ?? fastEngine,
    resolveModel: async (id) => {
      if (engine === undefined) return { entry: fakeModel(), file: 'fake.onnx' };
      const { model, path: file } = await chooseModel(id, engine);
      return { entry: model, file };
    },
    device: 'cpu',
    concurrency: 3,
    moveToTrash: async (file) => {
      pass('before the original is binned');
      await rename(file, path.join(order.bin, path.basename(file)));
      pass('after the original is binned');
    },
  });
  await queue.start();
  process.stdout.write('working\n');
  await queue.whenIdle();
  await queue.close();
  await engine?.close();
}

await work();
