import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { includesScope } from '../../../shared/api-key.ts';
import { keyOf } from '../dialects/dialect.ts';
import { ApiFailure } from '../failure.ts';
import { goneSignal } from '../guard/bodies.ts';
import { baseOf, mediaTypes, sendCut, sendFile } from '../send.ts';
import { apiJobStates, type ApiJob } from '../store/job-table.ts';
import type { ApiTools } from '../tools.ts';
import { formFields, jsonInput, readOne } from './inputs.ts';
import { jobObject, shownJob, type JobObject } from './job-object.ts';
import { failures, pageQuery, typed } from './typed.ts';

const byId = z.object({ id: z.string() });

const jobList = z.object({ jobs: z.array(jobObject), total: z.int() }).meta({ id: 'JobList' });

/** What a client says so that a request which it sends again is not done again. */
const idempotencyKey = z.string().min(1).max(200).optional();

/** The key whose jobs a request may see; undefined: everybody's, for one that manages. */
export function seenBy(request: FastifyRequest): string | undefined {
  const { id, scope } = keyOf(request);
  return includesScope(scope, 'manage') ? undefined : id;
}

/**
 * A job of the key's own, or, for one that manages, of anybody.
 * @throws ApiFailure `not-found`
 */
export function jobOf(request: FastifyRequest, id: string, { jobs }: ApiTools): ApiJob {
  const key = seenBy(request);
  const job = jobs.get(id);
  if (job !== undefined && (key === undefined || job.key === key)) return job;
  throw new ApiFailure('not-found', 'There is no such job.');
}

export async function showJob(
  request: FastifyRequest,
  job: ApiJob,
  { cutter }: ApiTools,
): Promise<JobObject> {
  const isRunning = job.state === 'open' && (await cutter.isRunning(job));
  return shownJob(job, baseOf(request), isRunning);
}

const takes = {
  form: { files: ['image', 'background'], fields: formFields },
  json: jsonInput,
} as const;

/** Bytes of a form: the picture, one to lay behind it, and text. */
export const formBytes = ({ limits }: ApiTools): number => 2 * limits.maxBytes + 1_000_000;

/** Cutouts at once, and jobs for later. */
export function jobRoutes(app: FastifyInstance, tools: ApiTools): void {
  const { cutter, jobs, uploads, webhooks } = tools;
  const routes = typed(app);
  const bodyLimit = formBytes(tools);

  app.post(
    '/cutouts',
    {
      bodyLimit,
      config: { takes },
      schema: { tags: ['cutouts'], summary: 'Cut a picture, and wait for the cutout' },
    },
    async (request, reply) => {
      const gone = goneSignal(reply);
      const key = keyOf(request);
      return uploads.forRequest(async (upload) => {
        const { picture, recipe } = await readOne(request, upload, tools, gone);
        const cut = await cutter.cut({ key, upload, picture, recipe, credits: 1 }, gone);
        const { facts } = cut;
        reply.headers({
          'x-offcut-width': facts.width,
          'x-offcut-height': facts.height,
          'x-offcut-confidence': facts.confidence,
          'x-offcut-warnings': facts.warnings.join(','),
          'x-offcut-milliseconds': cut.ms,
        });
        return sendCut(reply, cut);
      });
    },
  );

  routes.post(
    '/jobs',
    {
      bodyLimit,
      config: { takes },
      schema: {
        tags: ['jobs'],
        summary: 'Have a picture cut later',
        description: 'Once it is accepted, it is done, whatever ends the server meanwhile.',
        headers: z.object({ 'idempotency-key': idempotencyKey }),
        response: { 202: jobObject, 200: jobObject, ...failures },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      const idempotency = request.headers['idempotency-key'] ?? null;
      const before = idempotency === null ? undefined : jobs.byIdempotency(key.id, idempotency);
      if (before !== undefined) return reply.code(200).send(await showJob(request, before, tools));
      const gone = goneSignal(reply);
      return uploads.forRequest(async (upload) => {
        const { picture, recipe, webhook: told } = await readOne(request, upload, tools, gone);
        const webhook = told === null ? null : await webhooks.check('webhook', told);
        const asked = { dialect: 'v1', request: { webhook, base: baseOf(request) }, idempotency };
        const [job] = await cutter.accept([{ key, upload, picture, recipe, credits: 1, ...asked }]);
        if (job === undefined) throw new Error('nothing was accepted');
        reply.header('location', `/v1/jobs/${job.id}`);
        return reply.code(202).send(await showJob(request, job, tools));
      });
    },
  );

  routes.get(
    '/jobs',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['jobs'],
        summary: 'List jobs, newest first',
        querystring: z.object({
          ...pageQuery,
          state: z.enum(apiJobStates).optional(),
          batch: z.string().optional(),
        }),
        response: { 200: jobList, ...failures },
      },
    },
    async (request) => {
      const found = jobs.list({ ...request.query, key: seenBy(request) });
      const shown = await Promise.all(found.jobs.map((job) => showJob(request, job, tools)));
      return { jobs: shown, total: found.total };
    },
  );

  routes.get(
    '/jobs/:id',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['jobs'],
        summary: 'Look at a job',
        params: byId,
        response: { 200: jobObject, ...failures },
      },
    },
    (request) => showJob(request, jobOf(request, request.params.id, tools), tools),
  );

  app.get<{ Params: { id: string } }>(
    '/jobs/:id/result',
    {
      config: { scope: 'read' },
      schema: { tags: ['jobs'], summary: 'Get the cutout of a job', params: byId },
    },
    async (request, reply) => {
      const job = jobOf(request, request.params.id, tools);
      if (job.facts === null) {
        const why = job.state === 'open' ? 'The job is not done yet.' : 'The job has no cutout.';
        throw new ApiFailure('not-found', why, job.state === 'open' ? { retryAfter: 1 } : {});
      }
      return sendFile(reply, cutter.resultFile(job), mediaTypes[job.facts.format]);
    },
  );

  routes.delete(
    '/jobs/:id',
    {
      schema: {
        tags: ['jobs'],
        summary: 'Cancel a job that has not ended, or delete one that has, with its cutout',
        params: byId,
        response: { 200: jobObject, ...failures },
      },
    },
    async (request) => {
      const job = jobOf(request, request.params.id, tools);
      if (job.state !== 'open') {
        await cutter.forget(job);
        return showJob(request, job, tools);
      }
      await cutter.cancel([job]);
      return showJob(request, jobOf(request, job.id, tools), tools);
    },
  );
}
