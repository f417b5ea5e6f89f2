import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiFailure } from '../failure.ts';
import type { Links } from '../links.ts';
import { mediaTypes, sendFile } from '../send.ts';
import type { ApiJob } from '../store/job-table.ts';
import type { ApiLimits, ApiTools } from '../tools.ts';

/** Whole seconds after which it is worth to ask for a cutout again that is not done. */
const RETRY_AFTER = 2;

/** When a job and its result are forgotten, in ms since 1970. */
export const keptUntil = ({ at }: Pick<ApiJob, 'at'>, { keepMs }: ApiLimits): number => at + keepMs;

/** A job of a dialect that is still kept. */
export function keptJob(tools: ApiTools, dialect: string, id: string): ApiJob | undefined {
  const job = tools.jobs.get(id);
  const isKept = job?.dialect === dialect && keptUntil(job, tools.limits) > Date.now();
  return isKept ? job : undefined;
}

/**
 * An address of an accepted job's cutout that needs no key.
 * @param base what the client calls this server
 * @param until ms since 1970
 */
export function resultLink(
  links: Links,
  base: string,
  { id, dialect, work }: Pick<ApiJob, 'id' | 'dialect' | 'work'>,
  until: number,
): string {
  return links.sign(base, `/${dialect}/results/${id}.${work.recipe.output.format}`, until);
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?')[0] ?? '';

/** Answers at the addresses of `resultLink`; those that were not signed here lead nowhere. */
export function serveResults(app: FastifyInstance, dialect: string, tools: ApiTools): void {
  app.get<{ Params: { file: string } }>(
    '/results/:file',
    {
      config: { open: true },
      schema: { summary: 'Get a cutout at its signed address; no key is needed' },
    },
    async (request, reply) => {
      const isGood = tools.links.isGood(pathOf(request), request.query);
      const id = request.params.file.replace(/\.\w+$/, '');
      const job = isGood ? keptJob(tools, dialect, id) : undefined;
      if (job?.state === 'open') {
        throw new ApiFailure('not-found', 'The cutout is not done yet.', {
          retryAfter: RETRY_AFTER,
        });
      }
      if (job?.state !== 'done') {
        throw new ApiFailure('not-found', 'There is nothing at this address.');
      }
      const { format } = job.work.recipe.output;
      return sendFile(reply, tools.cutter.resultFile(job), mediaTypes[format]);
    },
  );
}
