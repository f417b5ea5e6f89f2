import { setTimeout as sleep } from 'node:timers/promises';
import accepts from '@fastify/accepts';
import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import type { QueuePort } from '../queue/control/port.ts';
import { dialects } from './dialects/catalogue.ts';
import { answerFailures, mount } from './dialects/dialect.ts';
import { describe } from './description.ts';
import { requestGuard } from './guard/addresses.ts';
import { dropRest, refuseLargeBody } from './guard/bodies.ts';
import { Metrics } from './metrics.ts';
import type { ApiServerOptions } from './options.ts';
import type { ApiTools } from './tools.ts';
import { v1 } from './v1/v1.ts';

/** ms in which the queue has to answer, or it counts as not there. */
const HEALTH_MS = 2_000;

/** What the server is made of, beside its routes. */
export type Parts = Pick<
  ApiTools,
  'keys' | 'jobs' | 'jobEnds' | 'uploads' | 'images' | 'cutter' | 'links' | 'webhooks'
>;

/** Puts together who may ask, what is answered, and in which dialects. */
export async function build(
  app: FastifyInstance,
  { engine, queue, listen, limits, presets, onFailure, onAnswer }: ApiServerOptions,
  parts: Parts,
): Promise<void> {
  app.decorateRequest('apiKey', undefined);
  app.decorateRequest('rate', undefined);
  const guard = requestGuard([...listen.names, listen.host]);
  app.addHook('onRequest', (request, reply, done) => {
    // Pictures of clients are shown from here: none is to be taken for a page.
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
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
  const heard: ApiTools['onFailure'] = (failure, request) => onFailure?.(failure, request);
  // Outside of every dialect, it is Offcut's own.
  answerFailures(app, v1, heard);
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
    onFailure: heard,
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
