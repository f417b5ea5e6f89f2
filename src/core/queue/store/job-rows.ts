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
import { json, readRow, text, textColumns, word } from '../../sqlite/read-row.ts';
import type { SqlDatabase, SqlRow } from '../../sqlite/sql-database.ts';

/** Selects what `jobFrom` reads; a WHERE and an ORDER BY may follow. */
export const selectJobs = `
  SELECT jobs.id, jobs.batch, jobs.priority, jobs.position, jobs.attempts, jobs.state_at,
    jobs.not_before, outputs.bytes, ${textColumns(
      'jobs.source_kind',
      'jobs.source',
      'jobs.folder',
      'jobs.target',
      'jobs.model',
      'jobs.state',
      'jobs.temp',
      'jobs.skipped_path',
      'outputs.path',
      'outputs.sha256',
      'outputs.facts',
      'outputs.cut',
      'attempts.error',
    )}
  FROM jobs
  LEFT JOIN outputs ON outputs.job = jobs.id
  LEFT JOIN attempts ON attempts.job = jobs.id AND attempts.number = jobs.attempts`;

/** How jobs stand in line; `id` parts those that came to stand on the same place. */
export const runOrder = 'jobs.priority DESC, jobs.position, jobs.id';
export const reverseOrder = 'jobs.priority, jobs.position DESC, jobs.id DESC';

export const idRow = z.object({ id: z.int() });
export const prioritySchema = z.literal(Object.values(priorities));

const jobRow = z.object({
  id: z.int(),
  batch: z.int(),
  source_kind: word(['file', 'url']),
  source: text,
  folder: text,
  target: text,
  priority: prioritySchema,
  position: z.number(),
  model: text.nullable(),
  attempts: z.int(),
  state: word(jobStates),
});

const versionSchema = z.strictObject({ bytes: z.int(), mtime: z.int(), sha256: z.string() });

const outputRow = z
  .object({
    path: text,
    bytes: z.int(),
    sha256: text,
    facts: json(cutoutFactsSchema),
    cut: json(versionSchema).nullable(),
  })
  .transform(({ facts, cut, ...output }) => ({ output, facts, source: cut ?? undefined }));

const at = z.object({ state_at: z.int() });
const queuedRow = z.object({ not_before: z.int().nullable() });
const runningRow = at.extend({ temp: text });
const failedRow = at.extend({ error: json(errorReportSchema) });
const skippedRow = at.extend({ skipped_path: text });

function stateFrom(db: SqlDatabase, name: JobState['name'], row: SqlRow): JobState {
  const read = <T>(schema: z.ZodType<T>) => readRow(db, 'jobs', schema, row);
  switch (name) {
    case 'queued':
      return { name, notBefore: read(queuedRow).not_before };
    case 'running': {
      const { state_at: since, temp } = read(runningRow);
      if (row['path'] === null) return { name, since, temp, written: null };
      const { output, ...rest } = read(outputRow);
      return { name, since, temp, written: { ...output, ...rest } };
    }
    case 'done': {
      const { output, facts } = read(outputRow);
      return { name, at: read(at).state_at, output, facts };
    }
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
