import { z } from 'zod';
import { assertNever } from '../../../shared/assert.ts';
import { cutoutFactsSchema, errorReportSchema } from '../../../shared/cutout-schema.ts';
import {
  jobStates,
  priorities,
  type Job,
  type JobId,
  type JobSource,
  type JobState,
} from '../../../shared/queue.ts';
import { json, readRow } from './read-row.ts';
import type { SqlDatabase, SqlRow } from './sql-database.ts';

/** Selects what `jobFrom` reads; a WHERE and an ORDER BY may follow. */
export const selectJobs = `
  SELECT jobs.*, outputs.path AS output_path, outputs.bytes, outputs.sha256, outputs.facts,
    attempts.error
  FROM jobs
  LEFT JOIN outputs ON outputs.job = jobs.id
  LEFT JOIN attempts ON attempts.job = jobs.id AND attempts.number = jobs.attempts`;

/** How jobs stand in line; `id` parts those that came to stand on the same place. */
export const runOrder = 'jobs.priority DESC, jobs.position, jobs.id';

export const prioritySchema = z.literal(Object.values(priorities));

const jobRow = z.object({
  id: z.int(),
  batch: z.int(),
  source_kind: z.enum(['file', 'url']),
  source: z.string(),
  folder: z.string(),
  target: z.string(),
  priority: prioritySchema,
  position: z.number(),
  model: z.string().nullable(),
  attempts: z.int(),
  state: z.enum(jobStates),
});

const outputRow = z
  .object({
    output_path: z.string(),
    bytes: z.int(),
    sha256: z.string(),
    facts: json(cutoutFactsSchema),
  })
  .transform(({ output_path, bytes, sha256, facts }) => ({
    output: { path: output_path, bytes, sha256 },
    facts,
  }));

const at = z.object({ state_at: z.int() });
const queuedRow = z.object({ not_before: z.int().nullable() });
const runningRow = at.extend({ temp: z.string(), output_path: z.string().nullable() });
const failedRow = at.extend({ error: json(errorReportSchema) });
const skippedRow = at.extend({ skipped_path: z.string() });

function stateFrom(db: SqlDatabase, name: JobState['name'], row: SqlRow): JobState {
  const read = <T>(schema: z.ZodType<T>) => readRow(db, 'jobs', schema, row);
  switch (name) {
    case 'queued':
      return { name, notBefore: read(queuedRow).not_before };
    case 'running': {
      const { state_at: since, temp, output_path } = read(runningRow);
      if (output_path === null) return { name, since, temp, written: null };
      const { output, facts } = read(outputRow);
      return { name, since, temp, written: { ...output, facts } };
    }
    case 'done':
      return { name, at: read(at).state_at, ...read(outputRow) };
    case 'failed': {
      const { state_at, error } = read(failedRow);
      return { name, at: state_at, error };
    }
    case 'cancelled':
      return { name, at: read(at).state_at };
    case 'skipped': {
      const { state_at, skipped_path } = read(skippedRow);
      return { name, at: state_at, path: skipped_path };
    }
    default:
      return assertNever(name);
  }
}

/** A row of `selectJobs`. */
export function jobFrom(db: SqlDatabase, row: SqlRow): Job {
  const { source_kind, source: place, folder, state, ...rest } = readRow(db, 'jobs', jobRow, row);
  const source: JobSource =
    source_kind === 'file' ? { kind: 'file', path: place, folder } : { kind: 'url', url: place };
  return { ...rest, source, state: stateFrom(db, state, row) };
}

export function findJob(db: SqlDatabase, id: JobId): Job | undefined {
  const row = db.first(`${selectJobs} WHERE jobs.id = ?`, id);
  return row && jobFrom(db, row);
}
