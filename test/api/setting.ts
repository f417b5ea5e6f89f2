import path from 'node:path';
import { afterEach } from 'vitest';
import { KeyRing } from '../../src/core/api/keys/key-ring.ts';
import { ApiServer } from '../../src/core/api/server.ts';
import {
  defaultApiLimits,
  type ApiServerLimits,
  type ApiServerOptions,
} from '../../src/core/api/options.ts';
import { openApiStore } from '../../src/core/api/store/open-api-store.ts';
import type { ApiFailure } from '../../src/core/api/failure.ts';
import type { EngineJob, RunOptions } from '../../src/core/engine/engine.ts';
import { QueueOwnership } from '../../src/core/queue/control/owner.ts';
import { cut } from '../../src/engine/cut.ts';
import { measure } from '../../src/engine/measure.ts';
import { preview } from '../../src/engine/preview.ts';
import type { NewApiKey } from '../../src/shared/api-key.ts';
import { disc, fakeInference, recordingContext } from '../helpers/cutting.ts';
import { fakeModel } from '../helpers/model.ts';
import { useTempFolder } from '../helpers/temp.ts';

/** What happens before a picture is cut; what it throws is what the engine throws. */
export type Before = (job: EngineJob, options: RunOptions) => Promise<void> | void;

/**
 * The engine without its process and its model: it finds a disc in the middle of every picture, and
 * everything else is real, so that formats, sizes, crops and colours can be looked at.
 */
export function discEngine(before: Before = () => undefined, matte = disc) {
  const runs: EngineJob[] = [];
  const context = () => recordingContext(fakeInference(matte).inference).context;
  const engine: ApiServerOptions['engine'] & { run: QueueRun } = {
    run: async (job, options = {}) => {
      runs.push(job);
      await before(job, options);
      const checkCancelled = () => {
        options.signal?.throwIfAborted();
      };
      return cut({ type: 'run', id: 1, ...job }, { ...context(), checkCancelled });
    },
    measure: (job) => measure({ type: 'measure', id: 1, ...job }, context()),
    preview: (job) => preview({ type: 'preview', id: 1, ...job }, context()),
  };
  return { engine, runs };
}

type QueueRun = (job: EngineJob, options?: RunOptions) => ReturnType<typeof cut>;

export interface ApiWishes {
  readonly before?: Before;
  readonly matte?: (u: number, v: number) => number;
  readonly limits?: Partial<ApiServerLimits>;
  readonly options?: Partial<ApiServerOptions>;
  readonly key?: Partial<NewApiKey>;
  /** The data folder of a server that was there before. */
  readonly dataFolder?: string;
  readonly concurrency?: number;
}

export interface RunningApi {
  readonly url: string;
  readonly server: ApiServer;
  /** A key that may do everything. */
  readonly key: string;
  readonly keys: KeyRing;
  readonly dataFolder: string;
  readonly owner: QueueOwnership;
  readonly engine: ApiServerOptions['engine'];
  /** What the engine was asked to cut. */
  readonly runs: readonly EngineJob[];
  /** What was answered with a failure. */
  readonly failures: readonly ApiFailure[];
  /** Ends the server, then the queue. */
  readonly stop: (graceMs?: number) => Promise<void>;
}

/** Fetches from this machine too, which only tests may. */
export const fromAnywhere = { allowAddress: () => true } as const;

/** Servers of the local API, each on a queue and a data folder of its own; closed after each test. */
export function useApi() {
  const newFolder = useTempFolder();
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of open.splice(0).reverse()) await stop();
  });

  return async function startApi(wishes: ApiWishes = {}): Promise<RunningApi> {
    const dataFolder = wishes.dataFolder ?? path.join(await newFolder(), 'data');
    const { engine, runs } = discEngine(wishes.before, wishes.matte);
    const owner = await QueueOwnership.take({
      dataFolder,
      engine,
      resolveModel: () => Promise.resolve({ entry: fakeModel(), file: 'fake.onnx' }),
      device: 'cpu',
      concurrency: wishes.concurrency ?? 4,
      purpose: 'work',
    });
    await owner.ask('subscribe', {});
    const db = openApiStore(dataFolder);
    const failures: ApiFailure[] = [];
    let server: ApiServer;
    try {
      server = await ApiServer.start({
        ...{ dataFolder, db, engine, queue: owner },
        listen: { host: '127.0.0.1', port: 0, allowRemote: false, tls: null, names: [] },
        limits: { ...defaultApiLimits, ...wishes.limits },
        presets: () => ({}),
        networkOff: () => false,
        download: fromAnywhere,
        onFailure: (failure) => failures.push(failure),
        ...wishes.options,
      });
    } catch (error) {
      await owner.close();
      db.close();
      throw error;
    }
    const keys = new KeyRing(db);
    const { secret } = keys.add({ name: 'test', scope: 'manage', ...wishes.key });
    let stopped: Promise<void> | undefined;
    const stop = (graceMs = 0) =>
      (stopped ??= (async () => {
        await server.close(graceMs);
        await owner.close(graceMs);
        db.close();
      })());
    open.push(() => stop());
    return {
      ...{ url: server.url, server, key: secret, keys: server.keys, dataFolder },
      ...{ owner, engine, runs, failures, stop },
    };
  };
}
