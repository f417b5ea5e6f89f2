import { z } from 'zod';
import { errorReportSchema } from './cutout-schema.ts';
import { endedStates, type Job } from './queue.ts';
import type { QueueMessage } from './queue-events.ts';
import {
  batchSchema,
  idSchema,
  jobCountsSchema,
  jobSchema,
  jobStateNameSchema,
  newBatchSchema,
  queueMessageSchema,
  queuePrioritySchema,
  queueStateSchema,
} from './queue-schema.ts';

/**
 * What the owner of the queue and those who attach to it say to each other, one JSON object a line.
 * Both say hello first; then the client asks, and the owner answers each request by its id.
 */

/** Raised with every change after which the two sides may misunderstand each other. */
export const CONTROL_VERSION = 4;

/** A longer line is refused. A batch of 100,000 pictures with long paths fits. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** The most jobs of one page. */
export const MAX_PAGE = 1_000;

/** The most characters that can be searched for. */
export const MAX_SEARCH = 500;

const jobs = z.array(idSchema).min(1).max(100_000).readonly();

export const jobScopeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('batch'), batch: idSchema }),
  z.strictObject({ kind: z.literal('jobs'), jobs }),
]);

/** Which jobs are listed: those that are all that is said. */
const filter = {
  batch: idSchema.optional(),
  states: z.array(jobStateNameSchema).readonly().optional(),
  /** A part of the source's path or URL, in whatever case. */
  search: z.string().max(MAX_SEARCH).optional(),
  /** Only what is done and a model was less sure of than `DEFAULT_MIN_CONFIDENCE`. */
  doubtful: z.boolean().optional(),
};

const ended = z.enum(endedStates);
const nothing = z.strictObject({});
const howMany = z.strictObject({ jobs: z.int().min(0) });
const oneBatchOrAll = z.strictObject({ batch: idSchema.nullable() });

/** What can be asked of the owner, and what it answers. */
export const controlMethods = {
  add: {
    params: z.strictObject({ batch: newBatchSchema }),
    result: z.strictObject({ batch: idSchema, jobs: z.array(idSchema).readonly() }),
  },
  page: {
    params: z.strictObject({
      ...filter,
      offset: z.int().min(0),
      limit: z.int().min(1).max(MAX_PAGE),
    }),
    result: z.strictObject({ jobs: z.array(jobSchema).readonly(), total: z.int() }),
  },
  /** How many jobs stand before this one on such a list; null: it is not on it. */
  position: {
    params: z.strictObject({ job: idSchema, ...filter }),
    result: z.strictObject({ offset: z.int().min(0).nullable() }),
  },
  /** Some jobs by their ids, in that order; those that are not on the list are left out. */
  jobs: {
    params: z.strictObject({ jobs: z.array(idSchema).min(1).max(MAX_PAGE).readonly() }),
    result: z.strictObject({ jobs: z.array(jobSchema).readonly() }),
  },
  /**
   * Of a batch, or of all; `doubtful`: how many of those that are done it would list; `paused`:
   * whether that batch, or the whole queue, rests.
   */
  counts: {
    params: z.strictObject({ batch: idSchema.optional() }),
    result: z.strictObject({
      counts: jobCountsSchema,
      doubtful: z.int().min(0),
      paused: z.boolean(),
    }),
  },
  /** Newest first. */
  batches: {
    params: nothing,
    result: z.strictObject({
      batches: z.array(z.strictObject({ batch: batchSchema, counts: jobCountsSchema })),
    }),
  },
  /** `resting`: pictures that wait in paused batches. `working`: whether the owner begins jobs. */
  status: {
    params: nothing,
    result: z.strictObject({
      pid: z.int(),
      working: z.boolean(),
      state: queueStateSchema,
      resting: z.int().min(0),
    }),
  },
  /** One batch, or with null the whole queue. */
  pause: { params: oneBatchOrAll, result: nothing },
  resume: { params: oneBatchOrAll, result: nothing },
  retry: {
    params: z.strictObject({
      scope: jobScopeSchema,
      states: z.array(ended).min(1).readonly(),
      model: z.string().nullable(),
    }),
    result: howMany,
  },
  cancel: { params: z.strictObject({ scope: jobScopeSchema }), result: howMany },
  clear: {
    params: z.strictObject({ scope: jobScopeSchema, states: z.array(ended).min(1).readonly() }),
    result: howMany,
  },
  /** `before` null: last of the queue. */
  move: { params: z.strictObject({ jobs, before: idSchema.nullable() }), result: nothing },
  prioritise: {
    params: z.strictObject({ scope: jobScopeSchema, priority: queuePrioritySchema }),
    result: nothing,
  },
  /** From then on, the owner tells what happens. */
  subscribe: { params: nothing, result: nothing },
  /** Asks the owner to let go of the queue, as SIGTERM does; what waits is kept. */
  stop: { params: nothing, result: nothing },
} as const satisfies Readonly<
  Record<string, { readonly params: z.ZodType; readonly result: z.ZodType }>
>;

export type ControlMethod = keyof typeof controlMethods;
export type ControlParams<M extends ControlMethod> = z.output<(typeof controlMethods)[M]['params']>;
export type ControlResult<M extends ControlMethod> = z.output<(typeof controlMethods)[M]['result']>;

export const controlMethodNames = Object.keys(controlMethods) as readonly ControlMethod[];

/** What is told without being asked for, after `subscribe`. */
export type ControlEvent =
  | { readonly type: 'events'; readonly events: QueueMessage }
  /** A job that ended, once each, in order; those that are tried again by themselves have not. */
  | { readonly type: 'ended'; readonly job: Job };

const hello = z.strictObject({
  type: z.literal('hello'),
  name: z.literal('offcut-queue'),
  version: z.int(),
  pid: z.int(),
});

/** What a client says. The params of a request are checked by its method. */
export const clientMessageSchema = z.discriminatedUnion('type', [
  hello,
  z.strictObject({
    type: z.literal('request'),
    id: z.int().min(0),
    method: z.enum(controlMethodNames),
    params: z.unknown(),
  }),
]);
export type ClientMessage = z.output<typeof clientMessageSchema>;

/** What the owner says. A refusal without an id is about a line that could not be read. */
export const ownerMessageSchema = z.discriminatedUnion('type', [
  hello,
  z.strictObject({ type: z.literal('answer'), id: z.int(), result: z.unknown() }),
  z.strictObject({ type: z.literal('refusal'), id: z.int().nullable(), error: errorReportSchema }),
  z.strictObject({ type: z.literal('events'), events: queueMessageSchema }),
  z.strictObject({ type: z.literal('ended'), job: jobSchema }),
]);
export type OwnerMessage = z.output<typeof ownerMessageSchema>;

/** The greeting of either side. */
export const greeting = (pid: number) =>
  ({ type: 'hello', name: 'offcut-queue', version: CONTROL_VERSION, pid }) as const;
