import path from 'node:path';
import type { ApiServer } from '../../core/api/server.ts';
import {
  defaultApiLimits,
  type ApiAnswer,
  type ApiServerLimits,
  type ListenOptions,
} from '../../core/api/options.ts';
import { apiResults, openApiStore } from '../../core/api/store/open-api-store.ts';
import { localEngine } from '../../core/engine/local-engine.ts';
import type { HotFolders } from '../../core/hot-folders/hot-folders.ts';
import { dataDirectory } from '../../core/paths.ts';
import { localOwner } from '../../core/queue/local-owner.ts';
import type { QueuePort } from '../../core/queue/control/port.ts';
import { QueueSession } from '../../core/session/queue-session.ts';
import { readSettings } from '../../core/settings/read-settings.ts';
import { OffcutError } from '../../shared/errors.ts';
import { openDesk } from '../cloud.ts';
import { exitCodes } from '../exit-codes.ts';
import { pictureLimits, type PictureFlags } from '../flags/picture-flags.ts';
import { openingNote } from '../queue/access.ts';
import { onInterrupt } from '../queue/interrupt.ts';
import type { WorkOptions } from '../queue/work.ts';
import { say, warn } from '../say.ts';
import type { WantedFolder } from '../watch/folder-flags.ts';
import { beginWith } from '../watch/kept.ts';
import { Teller } from '../watch/teller.ts';

export interface ServeOptions extends WorkOptions, Pick<PictureFlags, 'maxMegapixels'> {
  readonly listen: ListenOptions;
  readonly limits: Partial<ApiServerLimits>;
  /** Undefined: none; else whether one is wanted, or all that are kept. */
  readonly hotFolders: { readonly wanted: WantedFolder | undefined } | undefined;
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** What a reader of the log sees of every answer. */
function answered({ json, quiet }: WorkOptions, { method, path: url, status, ms }: ApiAnswer) {
  if (json) say(JSON.stringify({ status: 'answered', method, path: url, code: status, ms }));
  else if (!quiet || status >= 500) warn(`${method} ${url} ${status} ${seconds(ms)}`);
}

/** Hot folders tell of their own pictures; those of the API are told by its answers. */
function withoutApi(port: QueuePort, results: string): QueuePort {
  return {
    ask: (method, params) => port.ask(method, params),
    listen: (listener) =>
      port.listen((event) => {
        if (event.type === 'ended' && path.dirname(event.job.target) === results) return;
        listener(event);
      }),
  };
}

/** The first start makes a key, which is shown once. */
function tellKey(server: ApiServer, { json }: WorkOptions): void {
  const made = server.keys.addFirst('first key');
  if (made === undefined) return;
  const { key, secret } = made;
  if (json) say(JSON.stringify({ status: 'first-key', id: key.id, key: secret }));
  else {
    say(`Your first API key, which is shown this once: ${secret}`);
    warn('Make others with "offcut serve keys add NAME".');
  }
}

/**
 * Serves the local API, as the owner of the queue or beside the process that is, until it is
 * stopped. A signal ends it: what is waited for gets `grace` to end, what was accepted for later is
 * kept. A second one does not wait.
 * @returns the exit code; being stopped is no failure of a service
 * @throws UsageError; OffcutError of `ApiServer.start`, `beginWith` and the queue
 */
export async function serve(options: ServeOptions): Promise<number> {
  const { concurrency, threads, listen, json, hotFolders: wanted } = options;
  const graceMs = options.grace * 1000;
  const dataFolder = dataDirectory();
  const teller = new Teller(options);
  const note = (line: string) => {
    teller.note(line);
  };
  const { signal, stop, release } = onInterrupt();
  const stopped = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
  const engine = localEngine({ concurrency: concurrency + 1, threads });
  const desk = openDesk(engine);
  let server: ApiServer | undefined;
  let failure: Error | undefined;
  const session = new QueueSession({
    owner: localOwner({
      ...{ engine, concurrency, purpose: 'work', onStop: stop },
      permit: (consent) => desk.permit(consent),
      onPrepare: (model) => {
        note(`Preparing the model ${model}, once ...`);
      },
    }),
    hotFolders: { ...pictureLimits(options) },
    onLink: ({ role, pid, error }) => {
      if (error !== null) note(error.message);
      else if (role === 'client')
        note(`Process ${pid ?? '?'} works on the queue; this one serves.`);
      if (role !== 'connecting') void server?.queueIsBack().catch(() => undefined);
    },
    onOpened: (report) => {
      const line = openingNote(report);
      if (line !== undefined) note(line);
    },
    onHotFolders: () => undefined,
    beginHotFolders: async (hot: HotFolders) => {
      if (wanted === undefined) {
        hot.start([]);
        return;
      }
      try {
        await teller.listenTo(withoutApi(session, apiResults(dataFolder)), hot);
        await beginWith(hot, wanted.wanted);
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
        stop();
      }
    },
  });
  const db = openApiStore(dataFolder);
  try {
    session.start();
    // Loaded only here: an HTTP server takes longer to load than many a command to run.
    const { ApiServer } = await import('../../core/api/server.ts');
    server = await ApiServer.start({
      ...{ dataFolder, db, engine, queue: session, listen },
      limits: { ...defaultApiLimits, ...options.limits, ...pictureLimits(options) },
      presets: () => readSettings(dataFolder).presets,
      networkOff: () => readSettings(dataFolder).privacy.networkOff,
      onAnswer: (answer) => {
        answered(options, answer);
      },
      onFailure: ({ kind, cause }) => {
        if (kind !== 'internal') return;
        warn(`error: ${OffcutError.from(cause).message}`);
      },
    });
    tellKey(server, options);
    if (json) say(JSON.stringify({ status: 'listening', url: server.url }));
    else say(`The local API listens on ${server.url}; ${server.url}/v1/docs shows it.`);
    await stopped;
    if (failure !== undefined) throw failure;
    const { waiting } = server;
    if (waiting > 0) note(`Stopping. ${waiting} wait for their cutouts.`);
    return exitCodes.done;
  } finally {
    await server?.close(graceMs);
    await session.close(graceMs);
    db.close();
    await desk.close();
    await engine.close();
    release();
  }
}
