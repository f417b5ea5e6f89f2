import { z } from 'zod';
import { failureOfReport } from '../failure-of.ts';
import { mediaTypes } from '../send.ts';
import type { ApiJob } from '../store/job-table.ts';

const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

export const jobObject = z
  .object({
    id: z.string(),
    batch: z.string().nullable(),
    state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
    name: z.string().describe('What the picture is called by whoever sent it'),
    credits: z.int(),
    created_at: z.string().describe('ISO 8601'),
    ended_at: z.string().nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    result: z
      .object({
        url: z.string().describe('Asked for with a key'),
        media_type: z.string(),
        width: z.int(),
        height: z.int(),
        bytes: z.int(),
        model: z.string().nullable(),
        device: z.string().nullable(),
        confidence: z.number().describe('0-1: how likely the matte is good'),
        ambiguous: z.number().describe('0-1: the share of the subject that is neither in nor out'),
        subject: box.describe("The subject's box, in pixels of the source"),
        warnings: z.array(z.string()).readonly(),
        milliseconds: z.record(z.string(), z.number()).describe('By stage'),
      })
      .nullable(),
  })
  .meta({ id: 'Job' });
export type JobObject = z.output<typeof jobObject>;

const isoOf = (ms: number) => new Date(ms).toISOString();

function resultOf({ id, facts }: ApiJob, base: string): JobObject['result'] {
  if (facts === null) return null;
  const { width, height, bytes, format, model, device, confidence, ambiguous } = facts;
  const { subject, warnings, times } = facts;
  return {
    url: `${base}/v1/jobs/${id}/result`,
    media_type: mediaTypes[format],
    ...{ width, height, bytes, model: model?.id ?? null, device, confidence, ambiguous, subject },
    ...{ warnings, milliseconds: { ...times } },
  };
}

function errorOf({ error }: ApiJob): JobObject['error'] {
  if (error === null) return null;
  const { kind, message } = failureOfReport(error);
  return { code: kind, message };
}

/**
 * A job as it is shown.
 * @param base what the client calls this server
 * @param isRunning of an open job: whether it is worked on
 */
export const shownJob = (job: ApiJob, base: string, isRunning: boolean): JobObject => ({
  id: job.id,
  batch: job.batch,
  state: job.state === 'open' ? (isRunning ? 'running' : 'queued') : job.state,
  name: job.name,
  credits: job.state === 'failed' || job.state === 'cancelled' ? 0 : job.credits,
  created_at: isoOf(job.at),
  ended_at: job.endedAt === null ? null : isoOf(job.endedAt),
  error: errorOf(job),
  result: resultOf(job, base),
});
