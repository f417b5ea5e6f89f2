import { z } from 'zod';
import { deviceSchema, errorReportSchema } from '../../../shared/cutout-schema.ts';
import { attemptOutcomes, jobStates, type Attempt, type JobCounts } from '../../../shared/queue.ts';
import { findJob, jobFrom, reverseOrder, runOrder, selectJobs } from './job-rows.ts';
import { inScope, inStates } from './job-scope.ts';
import type { JobQuery, QueueStore } from './queue-store.ts';
import { json, readRow, text, textColumns, word } from './read-row.ts';
import type { SqlDatabase } from './sql-database.ts';

const countRow = z.object({ state: word(jobStates), jobs: z.int() });

const attemptRow = z
  .object({
    job: z.int(),
    number: z.int(),
    started_at: z.int(),
    ended_at: z.int().nullable(),
    outcome: word(attemptOutcomes),
    model: text.nullable(),
    device: text.pipe(deviceSchema).nullable(),
    error: json(errorReportSchema).nullable(),
  })
  .transform(({ started_at, ended_at, ...rest }): Attempt => ({
    ...rest,
    startedAt: started_at,
    endedAt: ended_at,
  }));

const selectAttempts = `
  SELECT job, number, started_at, ended_at, ${textColumns('outcome', 'model', 'device', 'error')}
  FROM attempts`;

function counts(db: SqlDatabase, batch: number | undefined): JobCounts {
  const columns = `jobs, ${textColumns('state')}`;
  const rows =
    batch === undefined
      ? db.all(`SELECT ${columns} FROM queue_counts`)
      : db.all(`SELECT ${columns} FROM batch_counts WHERE batch = ?`, batch);
  const numbers = { queued: 0, running: 0, done: 0, failed: 0, cancelled: 0, skipped: 0 };
  for (const row of rows) {
    const { state, jobs } = readRow(db, 'queue_counts', countRow, row);
    numbers[state] = jobs;
  }
  return numbers;
}

/**
 * The ids on a page, counted off from the nearer end within an index that holds all that is asked
 * for; only they are looked up. Without the hint, SQLite prefers to sort.
 */
function pageIds({ batch, states, offset, limit }: JobQuery, total: number) {
  const conditions = [
    ...(batch === undefined ? [] : ['jobs.batch = ?']),
    ...(states === undefined ? [] : [inStates(states)]),
  ];
  const index = batch === undefined ? 'jobs_in_order' : 'jobs_of_batch';
  const where = conditions.join(' AND ') || 'TRUE';
  const count = Math.max(0, Math.min(limit, total - offset));
  const behind = total - offset - count;
  const [order, skipped] = behind < offset ? [reverseOrder, behind] : [runOrder, offset];
  return {
    sql: `SELECT id FROM jobs INDEXED BY ${index} WHERE ${where} ORDER BY ${order} LIMIT ? OFFSET ?`,
    values: [...(batch === undefined ? [] : [batch]), count, skipped],
  };
}

type JobListMethods = Pick<QueueStore, 'job' | 'page' | 'counts' | 'attempts' | 'clear'>;

export function jobListMethods(db: SqlDatabase): JobListMethods {
  return {
    job: (id) => findJob(db, id),

    page: (query) => {
      const numbers = counts(db, query.batch);
      const states = new Set(query.states ?? jobStates);
      const total = [...states].reduce((sum, state) => sum + numbers[state], 0);
      const { sql, values } = pageIds(query, total);
      const rows = db.all(
        `${selectJobs} WHERE jobs.id IN (${sql}) ORDER BY ${runOrder}`,
        ...values,
      );
      return { jobs: rows.map((row) => jobFrom(db, row)), total };
    },

    counts: (batch) => counts(db, batch),

    attempts: (job) =>
      db
        .all(`${selectAttempts} WHERE job = ? ORDER BY number`, job)
        .map((row) => readRow(db, 'attempts', attemptRow, row)),

    clear: (scope, states) =>
      db.transaction(() => {
        const { sql, values } = inScope(scope);
        const { changes } = db.run(
          `DELETE FROM jobs WHERE ${inStates(states)} AND ${sql}`,
          ...values,
        );
        db.run(
          'DELETE FROM batches WHERE NOT EXISTS (SELECT * FROM jobs WHERE batch = batches.id)',
        );
        return changes;
      }),
  };
}
