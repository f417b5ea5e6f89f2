import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { packageVersion } from '../paths.ts';
import { dialects } from './dialects/catalogue.ts';
import type { Dialect, KeyPlace, TakenBody } from './dialects/dialect.ts';

/** The parts of Offcut's own API, in the order in which they are shown. */
const ownTags = ['cutouts', 'jobs', 'batches', 'recipes', 'webhooks', 'server'] as const;

const dialectAt = (url: string): Dialect | undefined => {
  const [, first] = url.split('/');
  return dialects.find(({ id }) => id === first);
};

const schemes: Readonly<Record<KeyPlace, string>> = { bearer: 'bearer', 'x-api-key': 'key' };

const jsonOf = (schema: z.ZodType): object =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'openapi-3.0' });

/** A body as OpenAPI describes it; undefined: there is none. */
function described({ form, json }: TakenBody): object | undefined {
  const content: Record<string, object> = {};
  if (form !== undefined) {
    const files = form.files.map((name) => [name, { type: 'string', format: 'binary' }] as const);
    const { properties = {} } = (form.fields === undefined ? {} : jsonOf(form.fields)) as {
      readonly properties?: Readonly<Record<string, object>>;
    };
    // The page would fill texts with words of its own, and send them.
    const texts = Object.entries(properties).map(
      ([name, property]) =>
        [name, 'enum' in property ? property : { ...property, example: '' }] as const,
    );
    const [first = ''] = form.files;
    content['multipart/form-data'] = {
      schema: {
        type: 'object',
        properties: { ...Object.fromEntries(files), ...Object.fromEntries(texts) },
        required: [first],
      },
    };
  }
  if (json !== undefined) content['application/json'] = { schema: jsonOf(json) };
  return Object.keys(content).length === 0 ? undefined : { content };
}

/**
 * Describes all routes that are added after it, in OpenAPI 3.1, with a page to try them on. Both
 * need no key: they tell nothing of the user.
 */
export async function describe(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Offcut',
        description:
          "Cuts pictures out of their backgrounds on the user's own machine. Under /v1 is Offcut's own API; the others speak the dialects of known services.",
        version: packageVersion(),
        license: { name: 'AGPL-3.0-or-later' },
      },
      tags: [
        ...ownTags.map((name) => ({ name })),
        ...dialects
          .filter(({ id }) => id !== 'v1')
          .map(({ id, name }) => ({ name: id, description: `The dialect of ${name}` })),
      ],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          key: { type: 'apiKey', in: 'header', name: 'x-api-key' },
        },
      },
    },
    transform: (route) => {
      // Routes without a schema have none, whatever the type says.
      const given: Partial<typeof route> = route;
      const { schema, url } = jsonSchemaTransform({ ...route, schema: given.schema ?? {} });
      const dialect = dialectAt(url);
      const { open = false, takes = {} } = route.route.config ?? {};
      const keys = open ? [] : (dialect?.keyIn ?? []).map((place) => ({ [schemes[place]]: [] }));
      const body = described(takes);
      return {
        url,
        schema: {
          tags: [dialect?.id ?? ''],
          security: keys,
          ...schema,
          ...(body !== undefined && { body }),
        },
      };
    },
    transformObject: jsonSchemaTransformObject,
  });
  await app.register(swaggerUi, {
    routePrefix: '/v1/docs',
    staticCSP: true,
    uiConfig: { persistAuthorization: false, tryItOutEnabled: true },
    theme: {
      title: 'Offcut: the local API',
      // The bar on top is for other descriptions than this one.
      css: [{ filename: 'offcut.css', content: '.swagger-ui .topbar { display: none; }' }],
    },
  });
  app.get('/v1/openapi.json', { schema: { hide: true } }, () => app.swagger());
}
