import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { ApiServer } from '../../src/core/api/server.ts';
import { defaultApiLimits } from '../../src/core/api/options.ts';
import { openApiStore } from '../../src/core/api/store/open-api-store.ts';
import type { Engine, EngineJob } from '../../src/core/engine/engine.ts';
import { defaultEngineOptions } from '../../src/core/engine/engine-options.ts';
import { QueueOwnership } from '../../src/core/queue/control/owner.ts';
import { inTurns, timeOf } from '../in-turns.ts';
import { patientEngine, runFolder } from '../offcut.ts';
import { makePicture } from '../pictures.ts';
import { photoSet } from '../photo-set.ts';
import type { BenchContext, Finding, Scenario } from '../scenario.ts';
import { pairwiseRatios } from '../statistics.ts';

/** ms that the server may cost beside the engine. */
const OWN_COST = 15;

interface Served {
  readonly engine: Engine;
  /** ms that were measured since the last look: by the engine, and by the server for its answers. */
  readonly measured: () => { readonly engine: number; readonly server: number };
  readonly send: (photo: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * What a client does, on a thread of its own and as lean as curl: its work is not the server's.
 */
const clientScript = `
  const { parentPort, workerData: { url, key } } = require('node:worker_threads');
  const { readFileSync } = require('node:fs');
  const http = require('node:http');
  const agent = new http.Agent({ keepAlive: true });
  const part = 'Content-Disposition: form-data; name="image"; filename="photo.jpg"';
  parentPort.on('message', ({ id, photo }) => {
    const picture = readFileSync(photo);
    const head = '--x\\r\\n' + part + '\\r\\n\\r\\n';
    const tail = '\\r\\n--x--\\r\\n';
    const headers = {
      'x-api-key': key,
      'content-type': 'multipart/form-data; boundary=x',
      'content-length': head.length + picture.length + tail.length,
    };
    const failed = (error) => parentPort.postMessage({ id, error: String(error) });
    const request = http.request(url, { method: 'POST', agent, headers }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk) => { bytes += chunk.length; });
      answer.on('error', failed);
      answer.on('end', () => {
        if (answer.statusCode === 200 && bytes > 0) parentPort.postMessage({ id });
        else failed('HTTP ' + answer.statusCode);
      });
    });
    request.on('error', failed);
    request.write(head);
    request.write(picture);
    request.end(tail);
  });
`;

function startClient(url: string, key: string) {
  const worker = new Worker(clientScript, { eval: true, workerData: { url, key } });
  const waiting = new Map<number, (error: string | undefined) => void>();
  worker.on('message', ({ id, error }: { readonly id: number; readonly error?: string }) => {
    waiting.get(id)?.(error);
    waiting.delete(id);
  });
  let sent = 0;
  return {
    send: (photo: string) =>
      new Promise<void>((resolve, reject) => {
        const id = sent++;
        waiting.set(id, (error) => {
          if (error === undefined) resolve();
          else reject(new Error(`${photo}: ${error}`));
        });
        worker.postMessage({ id, photo });
      }),
    close: () => worker.terminate(),
  };
}

/** The local API over a queue of its own, as `offcut serve` has it, in this process. */
async function serve({ folder, model }: BenchContext): Promise<Served> {
  const dataFolder = path.join(folder, 'data');
  const engine = patientEngine();
  let measured = { engine: 0, server: 0 };
  const timed = {
    run: async (...given: [EngineJob, Parameters<Engine['run']>[1]?]) => {
      const start = performance.now();
      const facts = await engine.run(...given);
      measured.engine += performance.now() - start;
      return facts;
    },
  };
  const owner = await QueueOwnership.take({
    ...{ dataFolder, engine: timed, device: 'cpu', purpose: 'work' },
    resolveModel: () => Promise.resolve({ entry: model.model, file: model.path }),
    concurrency: defaultEngineOptions.concurrency,
  });
  await owner.ask('subscribe', {});
  const db = openApiStore(dataFolder);
  const server = await ApiServer.start({
    ...{ dataFolder, db, engine, queue: owner, limits: defaultApiLimits },
    listen: { host: '127.0.0.1', port: 0, allowRemote: false, tls: null, names: [] },
    presets: () => ({}),
    networkOff: () => true,
    onAnswer: ({ ms }) => {
      measured.server += ms;
    },
  });
  const { secret } = server.keys.add({ name: 'bench', perMinute: 100_000 });
  const client = startClient(`${server.url}/v1/cutouts`, secret);
  return {
    engine,
    measured: () => {
      const before = measured;
      measured = { engine: 0, server: 0 };
      return before;
    },
    send: client.send,
    close: async () => {
      await client.close();
      await server.close(0);
      await owner.close();
      db.close();
      await engine.close();
    },
  };
}

/**
 * Brings the server to where it is after some minutes of work: what it needs is loaded, and compiled
 * as what is hot is. That takes hundreds of requests; of a damaged picture they are quick.
 */
async function warmUp(
  { folder, quick }: BenchContext,
  photo: string,
  send: Served['send'],
): Promise<void> {
  for (let round = 0; round < 5; round++) await send(photo);
  const damaged = path.join(folder, 'damaged.jpg');
  await writeFile(damaged, Buffer.alloc((await stat(photo)).size, 'x'));
  for (let round = 0; round < (quick ? 20 : 200); round++) {
    const refused = await send(damaged).catch((error: unknown) => error);
    if (!String(refused).includes('HTTP 422')) throw new Error(`not refused: ${String(refused)}`);
  }
}

/** What one request costs beside what the engine does for it: upload, queue, records, download. */
async function ownCost(context: BenchContext, { send, measured }: Served): Promise<Finding> {
  const photo = await makePicture(context, { megapixels: 2, format: 'jpeg', number: 0 });
  await warmUp(context, photo, send);
  measured();
  const requests: number[] = [];
  const server: number[] = [];
  const engine: number[] = [];
  for (let round = 0; round < (context.quick ? 3 : 40); round++) {
    requests.push(await timeOf(() => send(photo)));
    const ms = measured();
    server.push(ms.server);
    engine.push(ms.engine);
  }
  return {
    title: 'a request for a JPEG of 2 megapixels, one after another',
    rows: [
      { name: 'request, as its client sees it', unit: 'ms', samples: requests },
      { name: 'as the server sees it', unit: 'ms', samples: server },
      { name: 'of it, the engine', unit: 'ms', samples: engine },
      {
        name: "the server's own cost",
        unit: 'ms',
        samples: server.map((ms, at) => ms - (engine[at] ?? 0)),
        goal: { type: 'at most', limit: OWN_COST },
      },
    ],
    notes: [],
  };
}

/** Sends them so that there is always one more than the queue works on. */
async function sendAll(photos: readonly string[], send: Served['send']): Promise<void> {
  const rest = [...photos];
  const client = async () => {
    for (let photo = rest.shift(); photo !== undefined; photo = rest.shift()) await send(photo);
  };
  await Promise.all(Array.from({ length: defaultEngineOptions.concurrency + 1 }, client));
}

async function throughput(context: BenchContext, { send, engine }: Served): Promise<Finding> {
  const { quick, say } = context;
  say('making the photos');
  const photos = await photoSet(context, quick ? 10 : 40);
  await mkdir(path.join(context.folder, 'cutouts'), { recursive: true });
  const takes = await inTurns(quick ? 1 : 3, {
    api: () => {
      say('by the API');
      return timeOf(() => sendAll(photos, send));
    },
    cli: async () => {
      say('by the command line');
      return (await runFolder(engine, photos, context)).ms;
    },
  });
  const each = (samples: readonly number[]) => samples.map((ms) => ms / photos.length);
  return {
    title: `${photos.length} photos by ${defaultEngineOptions.concurrency + 1} clients`,
    rows: [
      { name: 'local API, each photo', unit: 'ms', samples: each(takes.api) },
      { name: 'offcut cut, each photo', unit: 'ms', samples: each(takes.cli) },
      {
        name: 'throughput, API / command line',
        unit: 'x',
        samples: pairwiseRatios(takes.cli, takes.api),
        goal: { type: 'at least', limit: 0.95 },
      },
    ],
    notes: [],
  };
}

export const api: Scenario = {
  name: 'api',
  description: 'The local API: what it costs beside the engine, and against the command line',
  goal: `at most ${OWN_COST} ms a request; at least 0.95 x the throughput of offcut cut`,
  run: async (context) => {
    const served = await serve(context);
    try {
      const findings = [await ownCost(context, served), await throughput(context, served)];
      return { status: 'measured', findings };
    } finally {
      await served.close();
    }
  },
};
