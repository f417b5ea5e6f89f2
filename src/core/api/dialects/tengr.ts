import { STATUS_CODES } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parseRecipe } from '../../../shared/recipe.ts';
import { ApiFailure, usualStatuses } from '../failure.ts';
import { readFields } from '../fields.ts';
import { goneSignal } from '../guard/bodies.ts';
import { baseOf } from '../send.ts';
import type { ApiJob } from '../store/job-table.ts';
import type { ApiTools } from '../tools.ts';
import { keyOf, type Dialect } from './dialect.ts';
import { keptJob, keptUntil, resultLink, serveResults } from './results.ts';

/*
 * https://docs.tengr.ai, version 2
 */

const id = 'tengr';

const formats = ['auto', 'png', 'webp'] as const;

const bodySchema = z.object({
  imageUrl: z.string(),
  webhook: z.string().optional(),
  outputFormat: z.enum(formats).default('auto'),
});

const pageSchema = z.object({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(10),
});

const idSchema = z.object({ id: z.uuid() });

/** What is remembered of a request. */
const requestSchema = bodySchema.extend({
  /** What the client called this server: webhooks are told of results there. */
  base: z.string(),
});

/** "webp with high-quality settings": above what Offcut takes by itself. */
const WEBP_QUALITY = 95;

const recipeFor = (outputFormat: (typeof formats)[number]) =>
  parseRecipe({
    output: outputFormat === 'png' ? { format: 'png' } : { format: 'webp', quality: WEBP_QUALITY },
  });

type Status = 'starting' | 'processing' | 'succeeded' | 'failed' | 'canceled';

const endedAs: Readonly<Record<Exclude<ApiJob['state'], 'open'>, Status>> = {
  done: 'succeeded',
  failed: 'failed',
  cancelled: 'canceled',
};

async function statusOf(job: ApiJob, { cutter }: Pick<ApiTools, 'cutter'>): Promise<Status> {
  if (job.state !== 'open') return endedAs[job.state];
  return (await cutter.isRunning(job)) ? 'processing' : 'starting';
}

/**
 * @param base what the client calls this server; by default as it did when it asked for the artwork
 */
function artworkOf(
  job: ApiJob,
  status: Status,
  { links, limits }: Pick<ApiTools, 'links' | 'limits'>,
  base?: string,
): object {
  const { base: first, ...parameters } = requestSchema.parse(job.request);
  const ms = Object.values(job.facts?.times ?? {}).reduce((sum, each) => sum + each, 0);
  const link = () => resultLink(links, base ?? first, job, keptUntil(job, limits));
  return {
    id: job.id,
    artworkType: 'remove_background',
    parameters,
    // Seconds of work.
    duration: Math.round(ms) / 1000,
    results: status === 'succeeded' ? [link()] : [],
    status,
    createdAt: new Date(job.at).toISOString(),
  };
}

async function answered(job: ApiJob, request: FastifyRequest, tools: ApiTools): Promise<object> {
  return artworkOf(job, await statusOf(job, tools), tools, baseOf(request));
}

/** The picture is fetched before the answer: an address that leads to none is a bad request. */
async function submit(request: FastifyRequest, reply: FastifyReply, tools: ApiTools) {
  const { uploads, cutter, webhooks } = tools;
  const gone = goneSignal(reply);
  const key = keyOf(request);
  const { webhook, ...fields } = readFields(bodySchema, request.body);
  const told = webhook === undefined ? {} : { webhook: await webhooks.check('webhook', webhook) };
  const remembered = { ...fields, ...told, base: baseOf(request) };
  const [job] = await uploads.forRequest(async (upload) => {
    const picture = await upload.fetch('source', fields.imageUrl, gone);
    const wish = { key, upload, picture, recipe: recipeFor(fields.outputFormat), credits: 1 };
    return cutter.accept([{ ...wish, dialect: id, request: remembered }]);
  });
  if (job === undefined) throw new Error('nothing was accepted');
  return reply.status(202).send(await answered(job, request, tools));
}

async function find(request: FastifyRequest, tools: ApiTools): Promise<object> {
  const job = keptJob(tools, id, readFields(idSchema, request.params).id);
  if (job?.key !== keyOf(request).id) throw new ApiFailure('not-found', 'Artwork not found');
  return answered(job, request, tools);
}

/** Newest first: the order is not documented. */
async function list(request: FastifyRequest, tools: ApiTools): Promise<readonly object[]> {
  const page = readFields(pageSchema, request.query);
  const { jobs } = tools.jobs.list({ key: keyOf(request).id, dialect: id, ...page });
  const kept = jobs.filter((job) => keptUntil(job, tools.limits) > Date.now());
  return Promise.all(kept.map((job) => answered(job, request, tools)));
}

export const tengr: Dialect = {
  id,
  name: 'Tengr.ai',
  keyIn: ['bearer'],

  answerOf: ({ kind, message }) => {
    // 400, 401, 403, 404, 429 and 500 are documented.
    const statusCode = usualStatuses[kind];
    return { status: statusCode, body: { message, statusCode, error: STATUS_CODES[statusCode] } };
  },

  tellOf: (job, tools) =>
    job.state === 'open' ? undefined : artworkOf(job, endedAs[job.state], tools),

  routes(app: FastifyInstance, tools: ApiTools) {
    const config = { scope: 'read' } as const;
    app.post(
      '/v2/artworks/remove-background',
      {
        schema: { summary: 'Have the background of a picture removed later' },
        config: { takes: { json: bodySchema } },
      },
      (request, reply) => submit(request, reply, tools),
    );
    app.get('/v2/artworks/:id', { config, schema: { summary: 'Look at an artwork' } }, (request) =>
      find(request, tools),
    );
    app.get(
      '/v2/artworks',
      { config, schema: { summary: 'List artworks, newest first' } },
      (request) => list(request, tools),
    );
    serveResults(app, id, tools);
  },
};
