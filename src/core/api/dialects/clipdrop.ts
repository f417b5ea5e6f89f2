import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parseRecipe, type OutputFormat, type Recipe } from '../../../shared/recipe.ts';
import { goneSignal } from '../guard/bodies.ts';
import { ApiFailure, usualStatuses } from '../failure.ts';
import { readFields } from '../fields.ts';
import { readForm } from '../form.ts';
import { sendCut } from '../send.ts';
import type { ApiTools } from '../tools.ts';
import type { UploadedFile } from '../work/uploads.ts';
import { creditsLeft } from './credits.ts';
import { keyOf, type Dialect } from './dialect.ts';

/*
 * https://clipdrop.co/apis/docs/remove-background
 */

const MAX_BYTES = 30_000_000;
const MAX_PIXELS = 25_000_000;
/** Room for the other parts of the form. */
const MAX_BODY = MAX_BYTES + 100_000;

/** 403 is a key that is not valid; 404, 413, 503 and 504 are what any server before it would say. */
const statuses = { ...usualStatuses, 'key-unknown': 403 };

/** `image/jpg` is no registered type, and the documented one. */
const formats: Readonly<Record<string, OutputFormat>> = {
  'image/png': 'png',
  'image/webp': 'webp',
  'image/jpeg': 'jpeg',
  'image/jpg': 'jpeg',
};

/** @throws ApiFailure `not-acceptable` */
function acceptedFormat(request: FastifyRequest): OutputFormat {
  const accepted = request.accepts().type(Object.keys(formats));
  const format = typeof accepted === 'string' ? formats[accepted] : undefined;
  if (format !== undefined) return format;
  throw new ApiFailure('not-acceptable', 'Accept header not acceptable');
}

const transparencies = {
  return_input_if_non_opaque: 'return-input-if-not-opaque',
  discard_alpha_layer: 'discard-alpha',
} as const satisfies Readonly<Record<string, Recipe['transparency']>>;

const fieldsSchema = z.object({
  transparency_handling: z
    .enum(['return_input_if_non_opaque', 'discard_alpha_layer'])
    .default('return_input_if_non_opaque'),
});

const takenKinds: ReadonlySet<string> = new Set(['png', 'jpeg', 'webp']);

function pictureOf(file: UploadedFile | undefined): UploadedFile {
  if (file === undefined) throw new ApiFailure('missing-picture', 'Missing image_file in request');
  if (takenKinds.has(file.kind)) return file;
  throw new ApiFailure('not-a-picture', 'Input image format is not valid');
}

export const clipdrop: Dialect = {
  id: 'clipdrop',
  name: 'Clipdrop',
  keyIn: ['x-api-key'],

  answerOf: ({ kind, message }) => ({
    status: statuses[kind],
    body: { error: kind === 'key-missing' ? 'No api key provided' : message },
  }),

  routes(app: FastifyInstance, { uploads, cutter, keys }: ApiTools) {
    const schema = { summary: 'Remove the background of a picture' };
    const config = { takes: { form: { files: ['image_file'], fields: fieldsSchema } } } as const;
    app.post(
      '/remove-background/v1',
      { bodyLimit: MAX_BODY, schema, config },
      async (request, reply) => {
        const gone = goneSignal(reply);
        const key = keyOf(request);
        const format = acceptedFormat(request);
        return uploads.forRequest(async (upload) => {
          const wish = { files: ['image_file'], maxBytes: MAX_BYTES };
          const { fields, files } = await readForm(request, upload, wish);
          const { transparency_handling: handling } = readFields(fieldsSchema, fields);
          const recipe = parseRecipe({
            transparency: transparencies[handling],
            output: { format },
          });
          const picture = pictureOf(files['image_file']);
          const cut = await cutter.cut(
            { key, upload, picture, recipe, credits: 1, maxPixels: MAX_PIXELS },
            gone,
          );
          reply.headers({
            'x-remaining-credits': creditsLeft(keys, key.id),
            'x-credits-consumed': cut.credits,
          });
          return sendCut(reply, cut);
        });
      },
    );
  },
};
