import { STATUS_CODES } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiFailure, usualStatuses } from '../failure.ts';
import { readFields } from '../fields.ts';
import { readForm } from '../form.ts';
import { goneSignal } from '../guard/bodies.ts';
import { baseOf, mediaTypes, sendFile } from '../send.ts';
import { imageFormats, type StoredImage } from '../store/image-table.ts';
import type { ApiTools } from '../tools.ts';
import { keyOf, type Dialect, type TakenBody } from './dialect.ts';
import {
  convert,
  keepUpload,
  MAX_BYTES,
  OPERATION,
  paid,
  REMOVAL,
  removeBackground,
  type Derived,
} from './img-processing-work.ts';

/*
 * https://docs.img-processing.com/api-reference
 */

const id = 'img-processing';

/** Room for the other parts of the form. */
const MAX_BODY = MAX_BYTES + 100_000;

/**
 * 404 and 429 are documented; the others, and all last words of the type, are the usual ones. A value
 * that is wrong, other than a request that cannot be read, is a 422.
 */
const statusOf = ({ kind, problems }: ApiFailure): number =>
  kind === 'invalid' && problems.length > 0 ? 422 : usualStatuses[kind];

const slugOf = (words: string): string => words.toLowerCase().replaceAll(' ', '-');

const name = z.string().min(1).max(30);
const named = z.object({ name });
const created = z.object({ name, url: z.string() });
const renamed = z.object({ name: name.optional() });
const converted = z.object({
  format: z.enum([...imageFormats, 'jpg']),
  quality: z.int().min(1).max(100).optional(),
  name: name.optional(),
});
const listed = z.object({
  take: z.coerce.number().int().min(1).max(100).default(10),
  from: z.string().optional(),
});

/** What a route is called in the description. */
const about = (summary: string, takes: TakenBody = {}) => ({
  schema: { summary },
  config: { takes },
});

const shown = (image: StoredImage, request: FastifyRequest): object => ({
  id: image.id,
  name: image.name,
  url: image.published ? `${baseOf(request)}/${id}/storage/${image.id}` : null,
  width: image.width,
  height: image.height,
  format: image.format,
  size: image.bytes,
  created_at: new Date(image.at).toISOString(),
});

interface WithId {
  readonly id: string;
}
type ImageRequest = FastifyRequest<{ Params: WithId }>;

const notThere = () => new ApiFailure('not-found', 'The image was not found.');

/** The image that is asked for; that of another key is not there. */
function imageOf(request: ImageRequest, { images }: ApiTools): StoredImage {
  const image = images.table.get(request.params.id);
  if (image?.key !== keyOf(request).id) throw notThere();
  return image;
}

/** Answers with an image that was made or changed, and says what it cost. */
async function answerPaid(
  request: FastifyRequest,
  reply: FastifyReply,
  tools: ApiTools,
  { credits, work }: { readonly credits: number; readonly work: () => Promise<StoredImage> },
): Promise<FastifyReply> {
  const image = await paid(tools, keyOf(request), credits, work);
  reply.header('x-image-processing-usage', credits);
  return reply.status(201).send(shown(image, request));
}

function creating(app: FastifyInstance, tools: ApiTools): void {
  app.post(
    '/v1/images',
    about('Keep a picture at an address', { json: created }),
    (request, reply) => {
      const gone = goneSignal(reply);
      const { name, url } = readFields(created, request.body);
      // The service takes addresses of some storage providers only; here any that is public is good.
      const work = () =>
        keepUpload(tools, keyOf(request), async (upload) => ({
          name,
          file: await upload.fetch('source', url, gone, MAX_BYTES),
        }));
      return answerPaid(request, reply, tools, { credits: OPERATION, work });
    },
  );

  const taken = about('Keep a picture', { form: { files: ['image'], fields: named } });
  const upload = { bodyLimit: MAX_BODY, ...taken };
  app.post('/v1/images/upload', upload, (request, reply) => {
    const work = () =>
      keepUpload(tools, keyOf(request), async (upload) => {
        const wish = { files: ['image'], maxBytes: MAX_BYTES };
        const { fields, files } = await readForm(request, upload, wish);
        const { name } = readFields(named, fields);
        const { image: file } = files;
        if (file === undefined) throw new ApiFailure('missing-picture', 'image is missing');
        return { name, file };
      });
    return answerPaid(request, reply, tools, { credits: OPERATION, work });
  });
}

/** What makes a new image of one that is there. */
function deriving(app: FastifyInstance, tools: ApiTools): void {
  const derived = (request: ImageRequest, name: string | undefined): Derived => {
    const source = imageOf(request, tools);
    return { key: keyOf(request), source, name: name ?? source.name };
  };

  const removal = about('Remove the background of a picture', { json: renamed });
  app.post<{ Params: WithId }>('/v1/images/:id/remove-background', removal, (request, reply) => {
    const gone = goneSignal(reply);
    const wish = derived(request, readFields(renamed, request.body).name);
    const work = () => removeBackground(tools, wish, gone);
    return answerPaid(request, reply, tools, { credits: REMOVAL, work });
  });

  const conversion = about('Write a picture in another format', { json: converted });
  app.post<{ Params: WithId }>('/v1/images/:id/convert', conversion, (request, reply) => {
    const { format, quality, name } = readFields(converted, request.body);
    const wish = derived(request, name);
    const how = { format: format === 'jpg' ? 'jpeg' : format, quality } as const;
    const work = () => convert(tools, wish, how);
    return answerPaid(request, reply, tools, { credits: OPERATION, work });
  });
}

function publishing(app: FastifyInstance, tools: ApiTools): void {
  const { images } = tools;
  for (const [verb, published, summary] of [
    ['publish', true, 'Show a picture to everybody who has its address'],
    ['unpublish', false, 'Show a picture to nobody else any more'],
  ] as const) {
    app.post<{ Params: WithId }>(`/v1/images/:id/${verb}`, about(summary), (request, reply) => {
      const image = imageOf(request, tools);
      const work = () => {
        images.table.publish(image.id, published);
        return Promise.resolve({ ...image, published });
      };
      return answerPaid(request, reply, tools, { credits: OPERATION, work });
    });
  }

  // The id is a secret of whoever was told the address; what is not published is not there.
  const open = { ...about('Get a picture that is published'), config: { open: true } };
  app.get<{ Params: WithId }>('/storage/:id', open, (request, reply) => {
    const image = images.table.get(request.params.id);
    if (image?.published !== true) throw notThere();
    return sendFile(reply, images.fileOf(image), mediaTypes[image.format]);
  });
}

function reading(app: FastifyInstance, tools: ApiTools): void {
  const { images } = tools;
  const reads = (summary: string) => ({ ...about(summary), config: { scope: 'read' } }) as const;

  app.get('/v1/images', reads('List the pictures, newest first'), (request) => {
    const { take, from } = readFields(listed, request.query);
    const page = images.table.page(keyOf(request).id, take, from);
    if (page === undefined) throw notThere();
    const linkTo = (from: string | undefined) =>
      from === undefined ? null : `${baseOf(request)}/${id}/v1/images?take=${take}&from=${from}`;
    return {
      data: page.images.map((image) => shown(image, request)),
      links: { next: linkTo(page.next), previous: linkTo(page.previous) },
    };
  });

  app.get<{ Params: WithId }>('/v1/images/:id', reads('Look at a picture'), (request) =>
    shown(imageOf(request, tools), request),
  );

  const download = reads('Get a picture');
  app.get<{ Params: WithId }>('/v1/images/:id/download', download, (request, reply) => {
    const image = imageOf(request, tools);
    return sendFile(reply, images.fileOf(image), mediaTypes[image.format]);
  });
}

export const imgProcessing: Dialect = {
  id,
  name: 'IMG Processing',
  keyIn: ['x-api-key'],

  answerOf: (failure) => {
    const { message, problems } = failure;
    const status = statusOf(failure);
    const error = STATUS_CODES[status] ?? '';
    const type = `https://docs.img-processing.com/errors/${slugOf(error)}`;
    const errors = problems.map(({ field, message: why }) => `${field}: ${why}`);
    return {
      status,
      body: { type, error, status, message, ...(errors.length > 0 && { errors }) },
    };
  },

  routes(app: FastifyInstance, tools: ApiTools) {
    creating(app, tools);
    deriving(app, tools);
    publishing(app, tools);
    reading(app, tools);
    const deletion = about('Delete a picture');
    app.delete<{ Params: WithId }>('/v1/images/:id', deletion, async (request, reply) => {
      await tools.images.remove(imageOf(request, tools));
      return reply.status(204).send();
    });
  },
};
