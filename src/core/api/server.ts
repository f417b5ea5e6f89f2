import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import accepts from '@fastify/accepts';
import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { OffcutError, reasonOf } from '../../shared/errors.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { errnoOf } from '../../shared/write-error.ts';
import type { QueuePort } from '../queue/control/port.ts';
import type { DownloadOptions } from '../sources/download.ts';
import type { SqlDatabase } from '../sqlite/sql-database.ts';
import { mount } from './dialects/dialect.ts';
import { dialects } from './dialects/catalogue.ts';
import { describe } from './description.ts';
import { ApiFailure } from './failure.ts';
import { failureOf } from './failure-of.ts';
import { checkListening, requestGuard } from './guard/addresses.ts';
import { dropRest, refuseLargeBody } from './guard/bodies.ts';
import { serveAlone } from './guard/serving.ts';
import { KeyRing } from './keys/key-ring.ts';
import { Links } from './links.ts';
import { Metrics } from './metrics.ts';
import { ImageTable } from './store/image-table.ts';
import { JobTable } from './store/job-table.ts';
import { apiFolder } from './store/open-api-store.ts';
import { secretOf } from './store/secrets.ts';
import { sweepOld } from './store/sweep-old.ts';
import type { ApiEngine, ApiTools } from './tools.ts';
import { ownAnswer } from './v1/failures.ts';
import { Webhooks, type WebhookSettings } from './webhooks/webhooks.ts';
import { Cutter } from './work/cutter.ts';
import { Images } from './work/images.ts';
import { JobEnds } from './work/job-ends.ts';
import { Uploads } from './work/uploads.ts';

export interface ListenOptions {
  /** An IP address or `localhost`. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Whether others than this machine may reach it; needs `tls`. */
  readonly allowRemote: boolean;
  /** Files in PEM. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** What others call this machine, beside its address. */
  readonly names: readonly string[];
}

export interface ApiServerLimits {
  /** ms that a request waits for its cutout. */
  readonly deadlineMs: number;
  /** Requests that wait at once. */
  readonly maxWaiting: number;
  readonly maxPixels: number;
  /** Of one picture, where the dialect has no limit of its own. */
  readonly maxBytes: number;
  /** ms that results and pictures are kept. */
  readonly keepMs: number;
  /** ms in which the head of a request has to have come in, and all of it. */
  readonly headersMs: number;
  readonly requestMs: number;
  readonly maxConnections: number;
}

export const defaultApiLimits: ApiServerLimits = {
  deadlineMs: 120_000,
  maxWaiting: 500,
  maxPixels: 100_000_000,
  maxBytes: 100_000_000,
  // As long as Tengr.ai keeps them.
  keepMs: 8 * 24 * 3_600_000,
  headersMs: 15_000,
  requestMs: 120_000,
  maxConnections: 1_000,
};

export interface ApiServerOptions {
  readonly dataFolder: string;
  readonly db: SqlDatabase;
  /** The queue, and what happens in it. */
  readonly queue: Pick<QueuePort, 'ask' | 'listen'>;
  readonly engine: ApiEngine;
  readonly listen: ListenOptions;
  readonly limits: ApiServerLimits;
  readonly presets: () => Readonly<Record<string, Recipe>>;
  readonly networkOff: () => boolean;
  /** How addresses are fetched; by default only public ones are. */
  readonly download?: DownloadOptions;
  /** How webhooks are sent; by default only to public addresses. */
  readonly webhooks?: WebhookSettings;
  /** Hears of every failure that is answered. */
  readonly onFailure?: (failure: ApiFailure, request: FastifyRequest) => void;
  /** Hears of every answer. */
  readonly onAnswer?: (answer: ApiAnswer) => void;
}

export interface ApiAnswer {
  readonly method: string;
  /** Without a query, which may hold a signature. */
  readonly path: string;
  readonly status: number;
  readonly ms: number;
}

/** ms between two looks at what is open, and at what is too old to be kept. */
const LOOK_EVERY_MS = 30_000;
/** ms for answers to be read once nobody waits for a cutout any more. */
const LAST_WORDS_MS = 500;
/** ms in which the queue has to answer, or it counts as not there. */
const HEALTH_MS = 2_000;
/** The largest head of a request, in bytes. */
const MAX_HEADER_BYTES = 16_384;
/** Bytes of a body where the route says nothing else. */
const MAX_BODY = 1_000_000;

async function readTls({ tls }: ListenOptions): Promise<https.ServerOptions | undefined> {
  if (tls === null) return undefined;
  try {
    const [cert, key] = await Promise.all([readFile(tls.cert), readFile(tls.key)]);
    // Throws when they are no pair.
    https.createServer({ cert, key }).close();
    return { cert, key };
  } catch (error) {
    throw new OffcutError(
      'api-tls-unusable',
      { ...tls, reason: reasonOf(error) },
      { cause: error },
    );
  }
}

function newApp(tls: https.ServerOptions | undefined, limits: ApiServerLimits): FastifyInstance {
  const options = {
    ...tls,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: 500,
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveTimeout: 65_000,
  };
  return Fastify({
    bodyLimit: MAX_BODY,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    serverFactory: (handler) => {
      const server =
        tls === undefined
          ? http.createServer(options, handler)
          : (https.createServer(options, handler) as unknown as http.Server);
      server.maxConnections = limits.maxConnections;
      // Whoever neither sends nor reads for longer than anything here may take.
      server.setTimeout(limits.deadlineMs + 60_000);
      return server;
    },
  });
}

/** The local API while it runs. */
export class ApiServer {
  /** What it is reached at, such as `http://127.0.0.1:7420`. */
  readonly url: string;
  readonly keys: KeyRing;
  readonly #cutter: Cutter;
  readonly #close: (graceMs: number) => Promise<void>;
  #closing: Promise<void> | undefined;

  private constructor(
    url: string,
    { keys, cutter }: Pick<Parts, 'keys' | 'cutter'>,
    close: (graceMs: number) => Promise<void>,
  ) {
    this.url = url;
    this.keys = keys;
    this.#cutter = cutter;
    this.#close = close;
  }

  /**
   * Puts right what was left, and listens.
   * @throws OffcutError `api-address-refused`, `api-tls-unusable`, `api-port-taken`,
   *   `api-already-served`, `api-unusable`, and those of the queue
   */
  static async start(options: ApiServerOptions): Promise<ApiServer> {
    const { listen, dataFolder } = options;
    checkListening(listen.host, { ...listen, encrypted: listen.tls !== null });
    const tls = await readTls(listen);
    const release = serveAlone(apiFolder(dataFolder));
    try {
      return await ApiServer.#startAlone(options, tls, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  static async #startAlone(
    options: ApiServerOptions,
    tls: https.ServerOptions | undefined,
    release: () => void,
  ): Promise<ApiServer> {
    const { db, queue, listen, limits, dataFolder } = options;
    const folder = apiFolder(dataFolder);
    const app = newApp(tls, limits);
    const uploads = new Uploads({
      folder: path.join(folder, 'uploads'),
      download: { maxBytes: limits.maxBytes, timeoutMs: limits.deadlineMs, ...options.download },
      networkOff: options.networkOff,
    });
    const keys = new KeyRing(db);
    const jobs = new JobTable(db);
    const jobEnds = new JobEnds(jobs);
    const cutter = new Cutter({
      ...{ queue, keys, jobs, uploads, ...limits },
      results: path.join(folder, 'results'),
      onEnd: (job) => {
        jobEnds.tell(job);
      },
    });
    const images = new Images({ folder: path.join(folder, 'images'), table: new ImageTable(db) });
    const links = new Links(secretOf(db, 'links'));
    const webhooks = new Webhooks({
      ...{ db, jobs, ...options.webhooks, networkOff: options.networkOff },
      bodyOf: (job) =>
        dialects.find(({ id }) => id === job.dialect)?.tellOf?.(job, { links, limits }),
    });
    jobEnds.subscribe((job) => {
      webhooks.record(job);
    });
    await build(app, options, { keys, jobs, jobEnds, uploads, images, cutter, links, webhooks });
    const endListening = queue.listen((event) => {
      cutter.hear(event);
    });
    const sweep = () =>
      sweepOld({ jobs, cutter, webhooks, images, before: Date.now() - limits.keepMs });
    await cutter.start();
    await images.start();
    webhooks.look();
    await sweep();
    const lookAround = async () => {
      await cutter.lookAtOpen().catch(() => undefined);
      webhooks.look();
      await sweep();
    };
    const look = setInterval(() => {
      void lookAround().catch(() => undefined);
    }, LOOK_EVERY_MS);
    try {
      await listenAt(app, listen);
    } catch (error) {
      clearInterval(look);
      await webhooks.close();
      endListening();
      throw error;
    }
    return new ApiServer(addressOf(app, listen), { keys, cutter }, async (graceMs) => {
      clearInterval(look);
      const closed = app.close();
      jobEnds.close();
      await cutter.close(graceMs);
      await Promise.race([closed, sleep(LAST_WORDS_MS, undefined, { ref: false })]);
      app.server.closeAllConnections();
      await closed;
      await webhooks.close();
      endListening();
      release();
    });
  }

  /** Requests that wait for their cutouts. */
  get waiting(): number {
    return this.#cutter.waiting;
  }

  /** The queue was got at again: what ended meanwhile is looked for. */
  async queueIsBack(): Promise<void> {
    await this.#cutter.lookAtOpen();
  }

  /**
   * Takes nothing more, and gives requests that wait so many ms. What was accepted for later is
   * kept. To be called before the queue is closed.
   */
  close(graceMs: number): Promise<void> {
    return (this.#closing ??= this.#close(graceMs));
  }
}

async function listenAt(app: FastifyInstance, { host, port }: ListenOptions): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    const errno = errnoOf(error) ?? '';
    if (errno === 'EADDRINUSE') throw new OffcutError('api-port-taken', { port }, { cause: error });
    if (!['EADDRNOTAVAIL', 'EACCES', 'ENOTFOUND'].includes(errno)) throw error;
    throw new OffcutError('api-address-refused', { host, reason: errno }, { cause: error });
  }
}

function addressOf(app: FastifyInstance, { host, tls }: ListenOptions): string {
  const { port } = app.server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return `${tls === null ? 'http' : 'https'}://${name}:${port}`;
}

type Parts = Pick<
  ApiTools,
  'keys' | 'jobs' | 'jobEnds' | 'uploads' | 'images' | 'cutter' | 'links' | 'webhooks'
>;

/** Puts together who may ask, what is answered, and in which dialects. */
async function build(
  app: FastifyInstance,
  { engine, queue, listen, limits, presets, onFailure, onAnswer }: ApiServerOptions,
  parts: Parts,
): Promise<void> {
  app.decorateRequest('apiKey', undefined);
  app.decorateRequest('rate', undefined);
  const guard = requestGuard([...listen.names, listen.host]);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('cache-control', 'no-store');
    const { host, origin } = request.headers;
    const refusal = guard({ host, origin, encrypted: request.protocol === 'https' });
    if (refusal !== undefined) throw refusal;
    refuseLargeBody(request);
    done();
  });
  app.addHook('onSend', (request, reply, _, done) => {
    dropRest(request, reply);
    done();
  });
  const metrics = metricsOf(queue, parts);
  app.addHook('onResponse', (request, reply, done) => {
    const path = request.url.split('?')[0] ?? '';
    const { statusCode: status, elapsedTime: ms } = reply;
    metrics.answered(dialectIn(path), status, ms);
    onAnswer?.({ method: request.method, path, status, ms: Math.round(ms) });
    done();
  });
  const answerOwn = (failure: ApiFailure, reply: FastifyReply) => {
    const { status, body } = ownAnswer(failure);
    return reply.status(status).send(body);
  };
  app.setErrorHandler((error, request, reply) => {
    const failure = failureOf(error);
    onFailure?.(failure, request);
    return answerOwn(failure, reply);
  });
  app.setNotFoundHandler((_, reply) =>
    answerOwn(new ApiFailure('not-found', 'There is nothing at this address.'), reply),
  );
  await app.register(accepts);
  await app.register(formbody);
  await app.register(multipart);
  await app.register(rateLimit, { global: false });
  const count = app.createRateLimit({
    timeWindow: 60_000,
    max: ({ apiKey }) => apiKey?.perMinute ?? 1,
    keyGenerator: ({ apiKey }) => apiKey?.id ?? '',
  });
  const tools: ApiTools = {
    ...parts,
    engine,
    limits,
    presets,
    metrics,
    isQueueThere: async () => {
      const late = sleep(HEALTH_MS, false, { ref: false });
      const there = queue.ask('counts', {}).then(
        () => true,
        () => false,
      );
      return Promise.race([there, late]);
    },
    rateOf: async (request) => {
      const rate = await count(request);
      if (rate.isAllowed) throw new Error('no key is exempt');
      const { max: limit, remaining, ttlInSeconds: reset, isExceeded } = rate;
      return { state: { limit, remaining, reset }, isExceeded };
    },
    onFailure: (failure, request) => onFailure?.(failure, request),
  };
  await describe(app);
  for (const dialect of dialects) await mount(app, dialect, tools);
}

/** The prefix of an address, where it is a dialect's: nobody makes labels up. */
function dialectIn(path: string): string {
  const [, first] = path.split('/');
  return dialects.find(({ id }) => id === first)?.id ?? '';
}

function metricsOf(queue: Pick<QueuePort, 'ask'>, { cutter, jobs }: Parts): Metrics {
  return new Metrics({
    waiting: () => cutter.waiting,
    jobs: () => jobs.counts(),
    queue: async () => (await queue.ask('counts', {})).counts,
  });
}
