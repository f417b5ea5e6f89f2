import { z } from 'zod';
import { consentSchema } from './consent.ts';
import { cutoutFactsSchema, deviceSchema, errorReportSchema } from './cutout-schema.ts';
import { stages } from './cutout.ts';
import {
  jobSourceSchema,
  jobStates,
  placements,
  priorities,
  type Batch,
  type Job,
  type JobCounts,
  type NewBatch,
} from './queue.ts';
import type { QueueMessage, QueueState } from './queue-events.ts';
import { recipeSchema } from './recipe.ts';

/** The words of the queue as they are read back from another process. */

export const idSchema = z.int().positive();
const time = z.number();
export const queuePrioritySchema = z.literal(Object.values(priorities));

const batchFields = {
  title: z.string(),
  recipe: recipeSchema,
  placement: z.enum(placements),
  priority: queuePrioritySchema,
  hotFolder: idSchema.nullable(),
  lenient: z.boolean(),
  maxPixels: z.int().positive(),
  consent: consentSchema.nullable(),
  fleeting: z.boolean(),
};

export const newBatchSchema: z.ZodType<NewBatch> = z.strictObject({
  ...batchFields,
  jobs: z.array(z.strictObject({ source: jobSourceSchema, target: z.string().min(1) })).min(1),
});

export const batchSchema: z.ZodType<Batch> = z.object({
  id: idSchema,
  ...batchFields,
  paused: z.boolean(),
  addedAt: time,
});

const writtenFields = { path: z.string(), bytes: z.int(), sha256: z.string() };
const versionSchema = z.object({ bytes: z.int(), mtime: z.int(), sha256: z.string() });

const jobStateSchema = z.discriminatedUnion('name', [
  z.object({ name: z.literal('queued'), notBefore: time.nullable() }),
  z.object({
    name: z.literal('running'),
    since: time,
    temp: z.string(),
    written: z
      .object({ ...writtenFields, facts: cutoutFactsSchema, source: versionSchema.optional() })
      .nullable(),
  }),
  z.object({
    name: z.literal('done'),
    at: time,
    output: z.object(writtenFields),
    facts: cutoutFactsSchema,
  }),
  z.object({ name: z.literal('failed'), at: time, error: errorReportSchema }),
  z.object({ name: z.literal('cancelled'), at: time }),
  z.object({ name: z.literal('skipped'), at: time, path: z.string() }),
]);

export const jobSchema: z.ZodType<Job> = z.object({
  id: idSchema,
  batch: idSchema,
  source: jobSourceSchema,
  target: z.string(),
  priority: queuePrioritySchema,
  position: z.number(),
  model: z.string().nullable(),
  attempts: z.int(),
  state: jobStateSchema,
});

export const jobStateNameSchema = z.enum(jobStates);

export const jobCountsSchema: z.ZodType<JobCounts> = z.record(jobStateNameSchema, z.int());

export const queueStateSchema: z.ZodType<QueueState> = z.object({
  paused: z.boolean(),
  counts: jobCountsSchema,
  totals: z.object({
    ended: z.int(),
    all: z.int(),
    perMinute: z.number().nullable(),
    msLeft: z.number().nullable(),
  }),
  atWork: z.array(
    z.object({
      job: idSchema,
      batch: idSchema,
      stage: z.enum(stages).nullable(),
      model: z.string().nullable(),
      device: deviceSchema,
    }),
  ),
  keepAwake: z.boolean(),
});

const noticeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('recovered'), finished: z.int(), again: z.int() }),
  z.object({ type: z.literal('orphan'), job: idSchema, path: z.string() }),
  z.object({ type: z.literal('store-failing'), error: errorReportSchema }),
  z.object({ type: z.literal('store-works-again') }),
]);

export const queueMessageSchema: z.ZodType<QueueMessage> = z.array(
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('jobs'), jobs: z.array(jobSchema) }),
    z.object({ type: z.literal('batches'), batches: z.array(batchSchema) }),
    z.object({ type: z.literal('list') }),
    z.object({ type: z.literal('state'), state: queueStateSchema }),
    z.object({ type: z.literal('notice'), notice: noticeSchema }),
  ]),
);
