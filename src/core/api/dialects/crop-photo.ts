import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parseRecipe } from '../../../shared/recipe.ts';
import { ApiFailure, type FailureKind } from '../failure.ts';
import { failureOfReport } from '../failure-of.ts';
import { readFields } from '../fields.ts';
import { goneSignal } from '../guard/bodies.ts';
import { baseOf, sendCut } from '../send.ts';
import type { ApiJob } from '../store/job-table.ts';
import type { ApiTools } from '../tools.ts';
import type { CutWish } from '../work/cutter.ts';
import type { UploadFolder } from '../work/uploads.ts';
import { keyOf, type Dialect } from './dialect.ts';
import { resultLink, serveResults } from './results.ts';

/*
 * https://api.crop.photo/api-6949096
 */

const id = 'crop-photo';

/** ms that a link to a result works. That it ends is documented, and not when. */
const LINK_MS = 3_600_000;

/** Only 400, 401 and 404 are documented; the others are those of any server. */
const problems: Readonly<Record<FailureKind, readonly [status: number, title: string]>> = {
  'key-missing': [401, 'invalid_api_key'],
  'key-unknown': [401, 'invalid_api_key'],
  'key-scope': [403, 'forbidden'],
  origin: [403, 'forbidden'],
  // 400 is documented, where others say 402.
  credits: [400, 'not_enough_balance'],
  'rate-limit': [429, 'too_many_requests'],
  'not-acceptable': [406, 'not_acceptable'],
  'not-found': [404, 'not_found'],
  'body-too-large': [413, 'payload_too_large'],
  'wrong-body': [400, 'invalid_payload'],
  invalid: [400, 'invalid_payload'],
  'missing-picture': [400, 'invalid_payload'],
  'several-pictures': [400, 'invalid_payload'],
  'picture-too-large': [400, 'invalid_payload'],
  'not-a-picture': [400, 'invalid_payload'],
  'no-subject': [400, 'invalid_payload'],
  fetch: [400, 'invalid_payload'],
  processing: [500, 'internal_error'],
  internal: [500, 'internal_error'],
  busy: [503, 'service_unavailable'],
  deadline: [504, 'gateway_timeout'],
};

const bodySchema = z.object({
  image_url: z.string(),
  // Listed as required, and given a default.
  response_type: z.enum(['stream', 'url']).default('stream'),
});

/** The words of the job's status that are documented. */
async function statusOf(job: ApiJob, { cutter }: ApiTools): Promise<string> {
  switch (job.state) {
    case 'open':
      return (await cutter.isRunning(job)) ? 'processing' : 'pending';
    case 'done':
      return 'completed';
    case 'failed':
    case 'cancelled':
      return 'failed';
  }
}

function errorOf({ state, error }: ApiJob): string {
  if (error !== null) return failureOfReport(error).message;
  return state === 'cancelled' ? 'The job was cancelled.' : '';
}

/**
 * A job as it is now. One that is not done has its address already: there is no other way to ask
 * for it later. What is in the coordinates is not documented; before it is done they are not known.
 */
async function answered(job: ApiJob, request: FastifyRequest, tools: ApiTools): Promise<object> {
  const status = await statusOf(job, tools);
  const until = Date.now() + Math.min(LINK_MS, tools.limits.keepMs);
  const result = {
    output_image_url: resultLink(tools.links, baseOf(request), job, until),
    crop_coordinates: job.facts?.subject ?? {},
  };
  return {
    jobs: [{ job_id: job.id, status, job_labels: [] }],
    results: status === 'failed' ? [] : [result],
    error_message: errorOf(job),
  };
}

async function remove(request: FastifyRequest, reply: FastifyReply, tools: ApiTools) {
  const { uploads, cutter, jobEnds, limits } = tools;
  const gone = goneSignal(reply);
  const key = keyOf(request);
  const { image_url: url, response_type: type } = readFields(bodySchema, request.body);
  const wishOf = async (upload: UploadFolder): Promise<CutWish> => {
    const picture = await upload.fetch('source', url, gone);
    return { key, upload, picture, recipe: parseRecipe({}), credits: 1 };
  };
  if (type === 'stream') {
    const cut = await uploads.forRequest(async (upload) => cutter.cut(await wishOf(upload), gone));
    return sendCut(reply, cut, 'application/octet-stream');
  }
  const [accepted] = await uploads.forRequest(async (upload) =>
    cutter.accept([{ ...(await wishOf(upload)), dialect: id, request: {} }]),
  );
  const patience = AbortSignal.any([gone, AbortSignal.timeout(limits.deadlineMs)]);
  const job = accepted && (await jobEnds.settled(accepted.id, patience));
  if (job === undefined) throw new ApiFailure('not-found', 'The job is not kept any more.');
  return reply.send(await answered(job, request, tools));
}

export const cropPhoto: Dialect = {
  id,
  name: 'Crop.photo',
  keyIn: ['bearer'],

  answerOf: ({ kind, message }) => {
    const [status, title] = problems[kind];
    const type = `/exception/${status < 500 ? 'client' : 'server'}_error/${title}`;
    return { status, body: { status, type, title, detail: message } };
  },

  routes(app: FastifyInstance, tools: ApiTools) {
    const schema = { summary: 'Remove the background of a picture at an address' };
    const config = { takes: { json: bodySchema } };
    app.post('/v1/crop/remove-background', { schema, config }, (request, reply) =>
      remove(request, reply, tools),
    );
    serveResults(app, id, tools);
  },
};
