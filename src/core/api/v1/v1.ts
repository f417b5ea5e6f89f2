import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Dialect } from '../dialects/dialect.ts';
import { batchRoutes } from './batches.ts';
import { eventRoutes } from './events.ts';
import { ownAnswer } from './failures.ts';
import { infoRoutes } from './info.ts';
import { jobRoutes } from './jobs.ts';
import { toldOf, webhookRoutes } from './webhooks.ts';

/** Offcut's own API, which has all that Offcut can do; described by `/v1/openapi.json`. */
export const v1: Dialect = {
  id: 'v1',
  name: 'Offcut',
  keyIn: ['bearer', 'x-api-key'],
  answerOf: ownAnswer,
  tellOf: toldOf,
  routes(app, tools) {
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(serializerCompiler);
    infoRoutes(app, tools);
    jobRoutes(app, tools);
    batchRoutes(app, tools);
    eventRoutes(app, tools);
    webhookRoutes(app, tools);
  },
};
