import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Box } from '../../../shared/cutout.ts';
import { OffcutError } from '../../../shared/errors.ts';
import { frame } from '../../../shared/framing.ts';
import type { Recipe } from '../../../shared/recipe.ts';
import type { ApiFailure, FailureKind } from '../failure.ts';
import { goneSignal } from '../guard/bodies.ts';
import { mediaTypes, sendCut } from '../send.ts';
import type { ApiTools } from '../tools.ts';
import type { Cut } from '../work/cutter.ts';
import { creditsLeft } from './credits.ts';
import { keyOf, type Dialect, type RateState } from './dialect.ts';
import { readRemoveBgFields, removeBgFields, removeBgRecipe } from './removebg-fields.ts';
import {
  backgroundPictureOf,
  checkSources,
  MAX_BODY,
  readBody,
  sourceOf,
} from './removebg-pictures.ts';

/*
 * remove.bg 1.0: https://www.remove.bg/api/swagger.yaml
 */

/** 50 megapixels, as documented. */
const MAX_PIXELS = 50_000_000;

/** Status, code and title. 404, 406 and 5xx are not documented; a file too large is a 400. */
const answers: Readonly<Record<FailureKind, readonly [number, string, string]>> = {
  'key-missing': [403, 'auth_failed', 'Missing API Key'],
  'key-unknown': [403, 'auth_failed', 'API Key invalid'],
  'key-scope': [403, 'auth_failed', 'API Key not for this'],
  origin: [403, 'forbidden', 'Forbidden'],
  credits: [402, 'insufficient_credits', 'Insufficient credits'],
  'rate-limit': [429, 'rate_limit_exceeded', 'Rate limit exceeded'],
  'not-found': [404, 'not_found', 'Not found'],
  'not-acceptable': [406, 'not_acceptable', 'Not acceptable'],
  'body-too-large': [400, 'file_too_large', 'File too large'],
  'picture-too-large': [400, 'resolution_too_high', 'Image resolution too high'],
  'missing-picture': [400, 'missing_source', 'No image given'],
  'several-pictures': [400, 'multiple_sources', 'Multiple image sources given'],
  'wrong-body': [400, 'invalid_body', 'Invalid body'],
  invalid: [400, 'invalid_parameters', 'Invalid parameters'],
  fetch: [400, 'failed_image_download', 'Failed to download image from given image_url'],
  'not-a-picture': [400, 'invalid_file_type', 'Invalid file type'],
  'no-subject': [400, 'unknown_foreground', 'Could not identify foreground in image'],
  processing: [500, 'processing_failed', 'The image could not be processed'],
  internal: [500, 'internal_error', 'Internal server error'],
  busy: [503, 'service_unavailable', 'Service unavailable'],
  deadline: [504, 'timeout', 'Timeout'],
};

/** What is told as an error of reading, where the file is a picture, or said to be one. */
const unread: ReadonlySet<string> = new Set([
  'input-damaged',
  'input-unfinished',
  'input-too-complex',
  'input-too-small',
  'background-unreadable',
]);

interface Problem {
  readonly title: string;
  readonly code: string;
  readonly detail?: string;
}

function problemOf({ kind, message, problems, cause }: ApiFailure): Problem {
  const [, code, title] = answers[kind];
  const causedBy = cause instanceof OffcutError ? cause.code : '';
  if (unread.has(causedBy)) {
    return {
      title: 'There was an error reading the image',
      code: 'failed_to_read_image',
      detail: message,
    };
  }
  const field = problems[0]?.field ?? '';
  if (kind === 'several-pictures' && field.startsWith('bg_')) {
    return {
      title: 'Multiple background sources given',
      code: 'multiple_bg_sources',
      detail: message,
    };
  }
  if (kind === 'fetch' && causedBy === 'url-invalid') {
    return { title: `Invalid ${field}: Please provide a valid URL`, code: `invalid_${field}` };
  }
  if (kind === 'fetch' && field === 'bg_image_url') {
    const what = 'Failed to download background image from given bg_image_url';
    return { title: what, code: 'failed_bg_download', detail: message };
  }
  return { title, code, detail: message };
}

/** Each field that is wrong is a problem of its own. */
function problemsOf(failure: ApiFailure): readonly Problem[] {
  if (failure.kind !== 'invalid' || failure.problems.length === 0) return [problemOf(failure)];
  return failure.problems.map(({ field, message }) => ({
    title: `Invalid ${field} parameter given`,
    code: `invalid_${field}`,
    detail: message,
  }));
}

/** When it begins anew is told in s since 1970. */
function rateHeaders(rate: RateState | undefined): Readonly<Record<string, string>> {
  if (rate === undefined) return {};
  return {
    'x-ratelimit-limit': String(rate.limit),
    'x-ratelimit-remaining': String(rate.remaining),
    'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + rate.reset),
  };
}

/** The subject's box in px of the cutout, as far as it is on it. */
function foregroundOf(recipe: Recipe, { facts: { source, subject } }: Cut): Box {
  const { region, size } = frame(recipe, source, subject);
  const across = size.width / region.width;
  const down = size.height / region.height;
  const onCanvas = (at: number, end: number) => Math.round(Math.min(Math.max(at, 0), end));
  const x = onCanvas((subject.x - region.x) * across, size.width);
  const y = onCanvas((subject.y - region.y) * down, size.height);
  const right = onCanvas((subject.x + subject.width - region.x) * across, size.width);
  const bottom = onCanvas((subject.y + subject.height - region.y) * down, size.height);
  return { x, y, width: right - x, height: bottom - y };
}

/** JSON is for who takes no picture: many clients accept it along with everything. */
const wantsJson = (request: FastifyRequest): boolean =>
  request.accepts().type(Object.values(mediaTypes)) === false &&
  request.accepts().type('application/json') !== false;

async function sendAsJson(reply: FastifyReply, cut: Cut, { x, y, width, height }: Box) {
  try {
    const bytes = await readFile(cut.file);
    const data = {
      result_b64: bytes.toString('base64'),
      foreground_top: y,
      foreground_left: x,
      foreground_width: width,
      foreground_height: height,
    };
    return await reply.send({ data });
  } finally {
    cut.dispose();
  }
}

async function remove(request: FastifyRequest, reply: FastifyReply, tools: ApiTools) {
  const gone = goneSignal(reply);
  const key = keyOf(request);
  return tools.uploads.forRequest(async (upload) => {
    const body = await readBody(request, upload);
    const fields = readRemoveBgFields(body.fields);
    checkSources(body);
    const picture = await sourceOf(body, upload, gone);
    const behind = await backgroundPictureOf(body, upload, gone);
    const recipe = removeBgRecipe(fields, behind);
    const wish = { key, upload, picture, recipe, credits: 1, maxPixels: MAX_PIXELS };
    const cut = await tools.cutter.cut(wish, gone);
    const foreground = foregroundOf(recipe, cut);
    reply.headers({
      ...rateHeaders(request.rate),
      'x-width': cut.facts.width,
      'x-height': cut.facts.height,
      'x-credits-charged': cut.credits,
      'x-foreground-top': foreground.y,
      'x-foreground-left': foreground.x,
      'x-foreground-width': foreground.width,
      'x-foreground-height': foreground.height,
      // What it is is not looked at here; without classes, nothing is said of them.
      ...(fields.type_level !== 'none' && { 'x-type': 'other' }),
    });
    return wantsJson(request) ? sendAsJson(reply, cut, foreground) : sendCut(reply, cut);
  });
}

export const removebg: Dialect = {
  id: 'removebg',
  name: 'remove.bg',
  keyIn: ['x-api-key'],

  answerOf: (failure, request) => ({
    status: answers[failure.kind][0],
    headers: rateHeaders(request.rate),
    body: { errors: problemsOf(failure) },
  }),

  routes(app: FastifyInstance, tools: ApiTools) {
    const schema = { summary: 'Remove the background of a picture' };
    const form = { files: ['image_file', 'bg_image_file'], fields: removeBgFields };
    const config = { takes: { form, json: removeBgFields } };
    app.post('/v1.0/removebg', { bodyLimit: MAX_BODY, schema, config }, (request, reply) =>
      remove(request, reply, tools),
    );

    const account = {
      config: { scope: 'read' },
      schema: { summary: 'What the key has left' },
    } as const;
    app.get('/v1.0/account', account, (request, reply) => {
      const total = creditsLeft(tools.keys, keyOf(request).id);
      const credits = { total, subscription: 0, payg: total, enterprise: 0 };
      reply.headers(rateHeaders(request.rate));
      return reply.send({
        data: { attributes: { credits, api: { free_calls: 0, sizes: 'all' } } },
      });
    });
  },
};
