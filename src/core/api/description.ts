import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { packageVersion } from '../paths.ts';

/** How the dialects of other services are told apart on the page. */
const tagOf = (url: string): string => url.split('/')[1] ?? '';

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
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          key: { type: 'apiKey', in: 'header', name: 'x-api-key' },
        },
      },
      security: [{ bearer: [] }, { key: [] }],
    },
    transform: (route) => {
      // Routes without a schema have none, whatever the type says.
      const given: Partial<typeof route> = route;
      const { schema, url } = jsonSchemaTransform({ ...route, schema: given.schema ?? {} });
      return { schema: { tags: [tagOf(url)], ...schema }, url };
    },
    transformObject: jsonSchemaTransformObject,
  });
  await app.register(swaggerUi, {
    routePrefix: '/v1/docs',
    staticCSP: true,
    uiConfig: { persistAuthorization: false, tryItOutEnabled: true },
  });
  app.get('/v1/openapi.json', { schema: { hide: true } }, () => app.swagger());
}
