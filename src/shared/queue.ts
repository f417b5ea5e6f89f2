import { z } from 'zod';
import { consentSchema, type Consent } from './consent.ts';
import type { CutoutFacts, Device } from './cutout.ts';
import type { ErrorReport } from './errors.ts';
import type { Recipe } from './recipe.ts';

/**
 * What the queue is made of, in the words that the store, the scheduler and every front door share.
 * Plain data: it is stored, sent over the control channel and shown as it is. Times are ms since
 * 1970, UTC.
 */

export type BatchId = number;
export type JobId = number;
export type HotFolderId = number;

/** Where a queued picture comes from. Standard input cannot wait in a queue. */
export const jobSourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('file'),
    /** Absolute. */
    path: z.string(),
    /** The sub-folder to mirror in the output, `/`-separated; '' at the top. */
    folder: z.string(),
  }),
  z.strictObject({ kind: z.literal('url'), url: z.string() }),
]);
export type JobSource = z.output<typeof jobSourceSchema>;

/** How an output meets a file that is there already. `replace` bins the original for it. */
export const placements = ['rename', 'skip', 'overwrite', 'replace'] as const;
export type Placement = (typeof placements)[number];

/** Jobs with a higher priority go first; equal ones in their order. */
export const priorities = { background: 0, normal: 10, interactive: 20 } as const;
export type Priority = (typeof priorities)[keyof typeof priorities];

/** A job as the planner hands it over: one source, one planned output. */
export interface NewJob {
  readonly source: JobSource;
  /** Absolute; where the output is planned to go. */
  readonly target: string;
}

export interface NewBatch {
  /** What the user sees: a folder's name, or the first source and how many more. */
  readonly title: string;
  readonly recipe: Recipe;
  readonly placement: Placement;
  readonly priority: Priority;
  /** The hot folder that it comes from; its job is then written to that folder's ledger. */
  readonly hotFolder: HotFolderId | null;
  readonly lenient: boolean;
  readonly maxPixels: number;
  /** Null: none of its pictures may be sent anywhere. */
  readonly consent: Consent | null;
  /**
   * Somebody waits for it who ends with this machine: what is recorded of it until a job of it has
   * ended survives the end of the process, but not that of the machine.
   */
  readonly fleeting: boolean;
  readonly jobs: readonly NewJob[];
}

export interface Batch {
  readonly id: BatchId;
  readonly title: string;
  readonly recipe: Recipe;
  readonly placement: Placement;
  readonly priority: Priority;
  readonly hotFolder: HotFolderId | null;
  readonly lenient: boolean;
  readonly maxPixels: number;
  readonly consent: Consent | null;
  readonly paused: boolean;
  /** See `NewBatch`; not remembered over restarts. */
  readonly fleeting: boolean;
  readonly addedAt: number;
}

/** States in which nothing happens to a job any more, unless somebody asks for it. */
export const endedStates = ['done', 'failed', 'cancelled', 'skipped'] as const;
export type EndedState = (typeof endedStates)[number];

export const jobStates = ['queued', 'running', ...endedStates] as const;
export type JobStateName = (typeof jobStates)[number];

/** What is known of a finished output: enough to prove, after a crash, that it is ours and whole. */
export interface WrittenOutput {
  /** Absolute; the place that is being taken, or was. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of the file, in hex. */
  readonly sha256: string;
}

/** Which version of a file is meant: a changed file is another picture. */
export interface FileVersion {
  readonly bytes: number;
  /** Whole ms. */
  readonly mtime: number;
  /** SHA-256 of the content, in hex. */
  readonly sha256: string;
}

/** A proven output and what the engine told of it: all that recovery needs to end its job. */
export interface ProvenOutput extends WrittenOutput {
  readonly facts: CutoutFacts;
  /** What was cut, for hot folders and for originals that are replaced; else nobody asks. */
  readonly source?: FileVersion | undefined;
}

/**
 * - `queued`: waits; `notBefore` holds back an automatic retry.
 * - `running`: claimed by one run of the owner. `written` is set once the temp file is whole and
 *   proven, before it is moved to `written.path`: from there on, recovery ends the job instead of
 *   running it again.
 */
export type JobState =
  | { readonly name: 'queued'; readonly notBefore: number | null }
  | {
      readonly name: 'running';
      readonly since: number;
      /** Absolute; what the engine writes to, beside the target. */
      readonly temp: string;
      readonly written: ProvenOutput | null;
    }
  | {
      readonly name: 'done';
      readonly at: number;
      readonly output: WrittenOutput;
      readonly facts: CutoutFacts;
    }
  | { readonly name: 'failed'; readonly at: number; readonly error: ErrorReport }
  | { readonly name: 'cancelled'; readonly at: number }
  /** A file of that name was there already and was left alone. */
  | { readonly name: 'skipped'; readonly at: number; readonly path: string };

export interface Job {
  readonly id: JobId;
  readonly batch: BatchId;
  readonly source: JobSource;
  readonly target: string;
  /** The batch's, unless the job was moved ahead of it. */
  readonly priority: Priority;
  /** Place in the order of equal priorities; any real number, so that a job fits between two. */
  readonly position: number;
  /** Another model than the recipe's, from a retry with another engine; null: the recipe's. */
  readonly model: string | null;
  /** How often it was claimed; an interrupted attempt counts. */
  readonly attempts: number;
  readonly state: JobState;
}

/** `interrupted`: its owner ended before it did. */
export const attemptOutcomes = [
  'running',
  'done',
  'failed',
  'cancelled',
  'skipped',
  'interrupted',
] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** One try at a job, kept for the record. */
export interface Attempt {
  readonly job: JobId;
  /** 1 for the first. */
  readonly number: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly outcome: AttemptOutcome;
  /** What was asked of the job; once it is done, what really ran. */
  readonly model: string | null;
  readonly device: Device | null;
  readonly error: ErrorReport | null;
}

export type JobCounts = Readonly<Record<JobStateName, number>>;

/** What became of an original in a hot folder after its cutout was proven. */
export const afterwards = ['leave', 'move-to-done', 'recycle-bin'] as const;

export const hotFolderSchema = z.strictObject({
  /** Absolute and real. */
  folder: z.string(),
  /** Absolute and real; never inside `folder`, nor `folder` inside it. */
  destination: z.string(),
  preset: z.string().nullable(),
  recursive: z.boolean().default(true),
  /** Globs over the path within the folder, or its name where they have no `/`; none: every picture. */
  include: z.array(z.string().min(1)).default([]),
  exclude: z.array(z.string().min(1)).default([]),
  afterwards: z.enum(afterwards).default('leave'),
  /** Absolute; where `move-to-done` puts originals. Null: `done` in the folder, never watched. */
  doneFolder: z.string().nullable().default(null),
  /** Originals of jobs before this one stay: they ended when originals were to be left. */
  afterwardsFrom: z.int().default(0),
  /** Looks instead of listening, for network drives; ms between looks, null: listens. */
  pollEvery: z.int().min(200).nullable().default(null),
  paused: z.boolean().default(false),
  /** Whom pictures may be sent to that come in; null: to nobody. */
  consent: consentSchema.nullable().default(null),
});
export type HotFolderSettings = z.output<typeof hotFolderSchema>;

export interface HotFolder extends HotFolderSettings {
  readonly id: HotFolderId;
  readonly recipe: Recipe;
  readonly addedAt: number;
}

/** Which version of which file of a hot folder was dealt with. */
export interface LedgerKey extends FileVersion {
  /** Within the hot folder, `/`-separated. */
  readonly path: string;
}

/** `cancelled` and `skipped` are decisions too: the same version is not taken in again. */
export const ledgerOutcomes = ['done', 'failed', 'skipped', 'cancelled'] as const;
export type LedgerOutcome = (typeof ledgerOutcomes)[number];

export interface LedgerEntry extends LedgerKey {
  readonly hotFolder: HotFolderId;
  readonly job: JobId;
  readonly outcome: LedgerOutcome;
  readonly at: number;
}
