import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { keyOf } from '../dialects/dialect.ts';
import { ApiFailure } from '../failure.ts';
import { readFields } from '../fields.ts';
import { readForm } from '../form.ts';
import { givenFields } from '../given-fields.ts';
import { goneSignal } from '../guard/bodies.ts';
import { baseOf } from '../send.ts';
import type { ApiTools } from '../tools.ts';
import type { LaterWish } from '../work/cutter.ts';
import type { UploadFolder } from '../work/uploads.ts';
import { jobObject } from './job-object.ts';
import { seenBy, showJob } from './jobs.ts';
import { readRecipeText, recipeOf } from './own-recipe.ts';
import { failures, pageQuery, typed } from './typed.ts';

/** Pictures of one request. More are sent as several batches. */
const MAX_PICTURES = 1_000;
/** Addresses that are fetched at once. */
const FETCHES = 4;

const jsonBatch = z
  .strictObject({
    urls: z.array(z.string()).min(1).max(MAX_PICTURES),
    preset: z.string().optional(),
    recipe: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'BatchRequest' });

const formFields = z.strictObject({ preset: z.string().optional(), recipe: z.string().optional() });

const counts = {
  open: z.int(),
  done: z.int(),
  failed: z.int(),
  cancelled: z.int(),
};

const batchObject = z
  .object({ id: z.string(), created_at: z.string(), ...counts })
  .meta({ id: 'Batch', description: 'Jobs that came together, and how many of them are how far' });

const startedBatch = z
  .object({ id: z.string(), jobs: z.array(jobObject) })
  .meta({ id: 'StartedBatch' });

const byId = z.object({ id: z.string() });

type BatchWish = Pick<LaterWish, 'upload' | 'picture' | 'recipe'>;

/** @throws ApiFailure, OffcutError; what was received by then is the caller's to remove */
async function readBatchForm(
  request: FastifyRequest,
  tools: ApiTools,
  newFolder: () => UploadFolder,
): Promise<readonly BatchWish[]> {
  const { maxBytes } = tools.limits;
  const pictures: Omit<BatchWish, 'recipe'>[] = [];
  const shared = newFolder();
  const form = await readForm(request, shared, {
    files: [],
    maxBytes,
    maxParts: MAX_PICTURES + 10,
    take: async (part) => {
      if (part.fieldname !== 'images') return false;
      const upload = newFolder();
      const given = { name: part.filename, maxBytes };
      pictures.push({ upload, picture: await upload.receive('source', part.file, given) });
      return true;
    },
  });
  const { preset, recipe: text } = readFields(formFields, givenFields(form.fields));
  const recipe = recipeOf({ preset, recipe: readRecipeText(text) }, tools);
  if (pictures.length === 0) {
    throw new ApiFailure('missing-picture', 'The form has no files "images".');
  }
  return pictures.map((picture) => ({ ...picture, recipe }));
}

async function fetchBatch(
  request: FastifyRequest,
  tools: ApiTools,
  newFolder: () => UploadFolder,
  gone: AbortSignal,
): Promise<readonly BatchWish[]> {
  const { urls, preset, recipe: asked } = readFields(jsonBatch, request.body);
  const recipe = recipeOf({ preset, recipe: asked }, tools);
  const wishes: BatchWish[] = [];
  for (let from = 0; from < urls.length; from += FETCHES) {
    const some = urls.slice(from, from + FETCHES).map(async (url) => {
      const upload = newFolder();
      return { upload, recipe, picture: await upload.fetch('source', url, gone) };
    });
    wishes.push(...(await Promise.all(some)));
  }
  return wishes;
}

/** Many pictures of one recipe. */
export function batchRoutes(app: FastifyInstance, tools: ApiTools): void {
  const { cutter, jobs, uploads } = tools;
  const routes = typed(app);
  const batchOf = (request: FastifyRequest, id: string) => {
    const [batch] = jobs.batches({ key: seenBy(request), batch: id, offset: 0, limit: 1 });
    if (batch === undefined) throw new ApiFailure('not-found', 'There is no such batch.');
    return batch;
  };

  routes.post(
    '/batches',
    {
      // Files go to the disk while they come; each of them has its own limit.
      bodyLimit: MAX_PICTURES * tools.limits.maxBytes,
      config: { takes: { form: { files: ['images'], fields: formFields }, json: jsonBatch } },
      schema: {
        tags: ['batches'],
        summary: 'Have many pictures cut by one recipe',
        description: 'All of them are accepted, or none.',
        response: { 202: startedBatch, ...failures },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      const gone = goneSignal(reply);
      const folders: UploadFolder[] = [];
      const newFolder = () => {
        const folder = uploads.create();
        folders.push(folder);
        return folder;
      };
      try {
        const wishes = request.isMultipart()
          ? await readBatchForm(request, tools, newFolder)
          : await fetchBatch(request, tools, newFolder, gone);
        const id = randomUUID();
        const asked = { dialect: 'v1', request: { webhook: null, base: baseOf(request) } };
        const accepted = await cutter.accept(
          wishes.map((wish) => ({ ...wish, ...asked, key, credits: 1 })),
          id,
        );
        const shown = await Promise.all(accepted.map((job) => showJob(request, job, tools)));
        reply.header('location', `/v1/batches/${id}`);
        return await reply.code(202).send({ id, jobs: shown });
      } catch (error) {
        await Promise.all(folders.map((folder) => folder.remove()));
        throw error;
      }
    },
  );

  routes.get(
    '/batches',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['batches'],
        summary: 'List batches, newest first',
        querystring: z.object(pageQuery),
        response: { 200: z.object({ batches: z.array(batchObject) }), ...failures },
      },
    },
    (request) => ({ batches: jobs.batches({ ...request.query, key: seenBy(request) }).map(shown) }),
  );

  routes.get(
    '/batches/:id',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['batches'],
        summary: 'Look at a batch',
        params: byId,
        response: { 200: batchObject, ...failures },
      },
    },
    (request) => shown(batchOf(request, request.params.id)),
  );

  routes.delete(
    '/batches/:id',
    {
      schema: {
        tags: ['batches'],
        summary: 'Cancel what of a batch has not ended',
        params: byId,
        response: { 200: batchObject, ...failures },
      },
    },
    async (request) => {
      const { id } = batchOf(request, request.params.id);
      await cutter.cancel(jobs.open().filter(({ batch }) => batch === id));
      return shown(batchOf(request, id));
    },
  );
}

const shown = ({ at, ...rest }: ReturnType<ApiTools['jobs']['batches']>[number]) => ({
  ...rest,
  created_at: new Date(at).toISOString(),
});
