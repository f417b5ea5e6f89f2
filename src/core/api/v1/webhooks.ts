import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiFailure } from '../failure.ts';
import { deliveryStates, type Delivery } from '../store/delivery-table.ts';
import type { ApiJob } from '../store/job-table.ts';
import type { ApiTools } from '../tools.ts';
import { shownJob } from './job-object.ts';
import { seenBy } from './jobs.ts';
import { failures, typed } from './typed.ts';

const deliveryObject = z
  .object({
    id: z.string(),
    job: z.string(),
    url: z.string(),
    state: z.enum(deliveryStates),
    attempts: z.int(),
    error: z.string().nullable(),
  })
  .meta({ id: 'Delivery', description: 'The end of a job that somebody is to be told of' });

const remembered = z.object({ base: z.string() });

/** What a webhook is told of a job of `/v1`. */
export const toldOf = (job: ApiJob): unknown => ({
  type: 'job.ended',
  data: shownJob(job, remembered.parse(job.request).base, false),
});

const shown = ({ id, job, url, state, attempts, error }: Delivery) => ({
  ...{ id, job, url, state, attempts, error },
});

/** What could not be told to anybody, of all dialects. */
export function webhookRoutes(app: FastifyInstance, { webhooks }: ApiTools): void {
  const routes = typed(app);
  const deadOf = (request: FastifyRequest): readonly Delivery[] => {
    const seen = seenBy(request);
    return webhooks.dead().filter(({ key }) => seen === undefined || key === seen);
  };

  routes.get(
    '/webhooks/dead',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['webhooks'],
        summary: 'Webhooks that were given up, newest first',
        response: { 200: z.object({ deliveries: z.array(deliveryObject) }), ...failures },
      },
    },
    (request) => ({ deliveries: deadOf(request).map(shown) }),
  );

  routes.post(
    '/webhooks/:id/retry',
    {
      schema: {
        tags: ['webhooks'],
        summary: 'Begin anew with a webhook that was given up',
        params: z.object({ id: z.string() }),
        response: { 202: deliveryObject, ...failures },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const isTheirs = deadOf(request).some((each) => each.id === id);
      const revived = isTheirs ? webhooks.retry(id) : undefined;
      if (revived === undefined) {
        throw new ApiFailure('not-found', 'There is no such webhook, or it was not given up.');
      }
      return reply.code(202).send(shown(revived));
    },
  );
}
