import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { apiScopes } from '../../../shared/api-key.ts';
import { keyOf } from '../dialects/dialect.ts';
import { ApiFailure } from '../failure.ts';
import { loadCatalogue } from '../../models/catalogue.ts';
import { packageVersion } from '../../paths.ts';
import type { ApiTools } from '../tools.ts';
import { presetsOf, recipeJsonSchema } from './own-recipe.ts';
import { failures, typed } from './typed.ts';

const health = z
  .object({ status: z.enum(['ok', 'queue-unreachable']), version: z.string() })
  .meta({ id: 'Health' });

const account = z
  .object({
    name: z.string(),
    scope: z.enum(apiScopes),
    requests_per_minute: z.int(),
    credits: z.object({
      quota: z.int().nullable(),
      used: z.int(),
      remaining: z.int().nullable(),
    }),
  })
  .meta({ id: 'Account' });

const modelObject = z
  .object({
    id: z.string(),
    title: z.string(),
    version: z.string(),
    best_for: z.string(),
    licence: z.string(),
    commercial_use: z.enum(['yes', 'no', 'conditions']),
    is_default: z.boolean(),
  })
  .meta({ id: 'Model' });

const recipe = z.record(z.string(), z.unknown());
const presetObject = z.object({ name: z.string(), recipe }).meta({ id: 'Preset' });

/** A background's file is the user's of this machine, and nobody else's to know. */
const withoutPaths = (value: unknown): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify(value, (name, each: unknown) => (name === 'path' ? undefined : each)),
  ) as Record<string, unknown>;

/** What there is: health, the key's account, models, presets, figures. */
export function infoRoutes(app: FastifyInstance, tools: ApiTools): void {
  const { keys, isQueueThere, metrics } = tools;
  const routes = typed(app);

  routes.get(
    '/health',
    {
      config: { open: true },
      schema: {
        tags: ['server'],
        summary: 'Whether pictures can be cut; no key is needed',
        response: { 200: health, 503: health },
      },
    },
    async (_, reply) => {
      const version = packageVersion();
      if (await isQueueThere()) return { status: 'ok' as const, version };
      return reply.code(503).send({ status: 'queue-unreachable' as const, version });
    },
  );

  app.get(
    '/metrics',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['server'],
        summary: 'Figures for Prometheus, in its text format',
        produces: ['text/plain'],
      },
    },
    async (_, reply) => {
      reply.header('content-type', metrics.contentType);
      return metrics.text();
    },
  );

  routes.get(
    '/me',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['server'],
        summary: 'What the key may do, and has left',
        response: { 200: account, ...failures },
      },
    },
    (request) => {
      const { id, name, scope, perMinute, quota, used } = keyOf(request);
      const credits = { quota, used, remaining: keys.remaining(id) };
      return { name, scope, requests_per_minute: perMinute, credits };
    },
  );

  routes.get(
    '/models',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['recipes'],
        summary: 'The models that a recipe can name',
        response: { 200: z.object({ models: z.array(modelObject) }), ...failures },
      },
    },
    () => {
      const catalogue = loadCatalogue();
      const models = catalogue.models.map(({ id, title, version, bestFor, licence }) => ({
        ...{ id, title, version, best_for: bestFor, licence: licence.spdx },
        ...{ commercial_use: licence.commercialUse, is_default: id === catalogue.default },
      }));
      return { models };
    },
  );

  routes.get(
    '/recipes',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['recipes'],
        summary: 'The presets that a request can name',
        response: { 200: z.object({ presets: z.array(presetObject) }), ...failures },
      },
    },
    () => {
      const presets = [...presetsOf(tools)].map(([name, each]) => ({
        name,
        recipe: withoutPaths(each),
      }));
      return { presets };
    },
  );

  routes.get(
    '/recipes/:name',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['recipes'],
        summary: 'One preset',
        params: z.object({ name: z.string() }),
        response: { 200: presetObject, ...failures },
      },
    },
    (request) => {
      const { name } = request.params;
      const found = presetsOf(tools).get(name);
      if (found === undefined) throw new ApiFailure('not-found', 'There is no such preset.');
      return { name, recipe: withoutPaths(found) };
    },
  );

  app.get(
    '/recipe-schema',
    {
      config: { scope: 'read' },
      schema: { tags: ['recipes'], summary: 'All that a recipe can say, as JSON Schema' },
    },
    () => recipeJsonSchema,
  );
}
