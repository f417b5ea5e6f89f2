import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { OffcutError, type ErrorCode } from '../../../shared/errors.ts';
import { ApiFailure, type FailureKind } from '../failure.ts';
import { readForm } from '../form.ts';
import { goneSignal } from '../guard/bodies.ts';
import { sendCut } from '../send.ts';
import type { ApiTools } from '../tools.ts';
import type { UploadedFile } from '../work/uploads.ts';
import { UNLIMITED } from './credits.ts';
import { keyOf, type Dialect } from './dialect.ts';
import { poofRecipe, poofFields } from './poof-fields.ts';

/*
 * https://docs.poof.bg/api-reference/remove-background, in both of its generations; not poofbg.com,
 * which is another service.
 */

/** 20 MB, as documented. */
const MAX_BYTES = 20_000_000;
/** What is above the limit is documented to be a 400; only what is far above is not read at all. */
const MAX_BODY = 40_000_000;

/** Status and code. */
const answers: Readonly<Record<FailureKind, readonly [number, string]>> = {
  'key-missing': [401, 'authentication_error'],
  'key-unknown': [401, 'authentication_error'],
  'key-scope': [403, 'permission_denied'],
  origin: [403, 'permission_denied'],
  credits: [402, 'payment_required'],
  'rate-limit': [429, 'rate_limit_exceeded'],
  'not-found': [404, 'not_found'],
  'body-too-large': [413, 'image_too_large'],
  'picture-too-large': [400, 'image_too_large'],
  'missing-picture': [400, 'missing_image'],
  'several-pictures': [400, 'validation_error'],
  'wrong-body': [400, 'validation_error'],
  invalid: [400, 'validation_error'],
  fetch: [400, 'validation_error'],
  'not-acceptable': [406, 'validation_error'],
  'not-a-picture': [422, 'invalid_image'],
  'no-subject': [422, 'invalid_image'],
  processing: [500, 'processing_failed'],
  internal: [500, 'internal_server_error'],
  busy: [503, 'upstream_error'],
  deadline: [504, 'upstream_error'],
};

/** Whoever does the work is not there, rather than busy: documented is a 502 for it. */
const unreachable: ReadonlySet<ErrorCode> = new Set(['queue-owner-gone', 'queue-unreachable']);

function answerTo({ kind, cause }: ApiFailure): readonly [number, string] {
  const isUnreachable = cause instanceof OffcutError && unreachable.has(cause.code);
  return kind === 'busy' && isUnreachable ? [502, 'upstream_error'] : answers[kind];
}

/** Field -> what is wrong with it, as in the second generation. */
function detailsOf({ problems }: ApiFailure): Readonly<Record<string, readonly string[]>> {
  const details: Record<string, readonly string[]> = {};
  for (const { field, message } of problems) {
    details[field] = [...(details[field] ?? []), message];
  }
  return details;
}

const newRequestId = (): string => `req_${randomUUID()}`;

const takenKinds: ReadonlySet<string> = new Set(['png', 'jpeg', 'webp']);

function pictureOf(file: UploadedFile | undefined): UploadedFile {
  if (file === undefined) throw new ApiFailure('missing-picture', 'There is no file image_file.');
  if (file.bytes > MAX_BYTES) {
    throw new ApiFailure('picture-too-large', 'The picture is larger than 20 MB.');
  }
  if (takenKinds.has(file.kind)) return file;
  throw new ApiFailure('not-a-picture', 'image_file is not a JPEG, PNG or WebP picture.');
}

/** Of 0-1. */
const rounded = (share: number): string => String(Math.round(share * 10_000) / 10_000);

export const poof: Dialect = {
  id: 'poof',
  name: 'Poof',
  keyIn: ['x-api-key'],

  answerOf: (failure) => {
    const [status, code] = answerTo(failure);
    const id = newRequestId();
    return {
      status,
      headers: { 'x-request-id': id },
      body: {
        code,
        message: failure.message,
        ...(failure.problems.length > 0 && { details: detailsOf(failure) }),
        request_id: id,
      },
    };
  },

  routes(app: FastifyInstance, { uploads, cutter }: ApiTools) {
    const schema = { summary: 'Remove the background of a picture' };
    const config = { takes: { form: { files: ['image_file'], fields: poofFields } } } as const;
    app.post('/v1/remove', { bodyLimit: MAX_BODY, schema, config }, async (request, reply) => {
      const gone = goneSignal(reply);
      const key = keyOf(request);
      return uploads.forRequest(async (upload) => {
        const wish = { files: ['image_file'], maxBytes: MAX_BODY };
        const { fields, files } = await readForm(request, upload, wish);
        const picture = pictureOf(files['image_file']);
        const recipe = poofRecipe(fields);
        const cut = await cutter.cut({ key, upload, picture, recipe, credits: 1 }, gone);
        reply.headers({
          'x-request-id': newRequestId(),
          'x-processing-time-ms': cut.ms,
          'x-image-width': cut.facts.width,
          'x-image-height': cut.facts.height,
          'x-matte-confidence': rounded(cut.facts.confidence),
          'x-matte-ambiguous-ratio': rounded(cut.facts.ambiguous),
        });
        return sendCut(reply, cut);
      });
    });

    const account = {
      config: { scope: 'read' },
      schema: { summary: 'What the key has left' },
    } as const;
    app.get('/v1/me', account, (request, reply) => {
      const { id, quota, used } = keyOf(request);
      return reply.send({
        organizationId: `org_${id}`,
        plan: 'Offcut',
        maxCredits: quota ?? UNLIMITED,
        usedCredits: used,
        autoRechargeThreshold: null,
      });
    });
  },
};
