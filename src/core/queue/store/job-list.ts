import { z } from 'zod';
import { deviceSchema, errorReportSchema } from '../../../shared/cutout-schema.ts';
import {
  attemptOutcomes,
  jobStates,
  type Attempt,
  type JobCounts,
  type JobId,
} from '../../../shared/queue.ts';
import { json, readRow, text, textColumns, word } from '../../sqlite/read-row.ts';
import type { SqlDatabase, SqlValue } from '../../sqlite/sql-database.ts';
import type { Durability } from './durability.ts';
import { listed } from './job-filter.ts';
import {
  findJob,
  idRow,
  jobFrom,
  prioritySchema,
  reverseOrder,
  runOrder,
  selectJobs,
} from './job-rows.ts';
import { inScope, inStates } from './job-scope.ts';
import type { JobFilter, JobQuery, QueueStore } from './queue-store.ts';

const countRow = z.object({ state: word(jobStates), jobs: z.int() });
const totalRow = z.object({ total: z.int() });
const placeRow = z.object({ priority: prioritySchema, position: z.number() });

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

const totalOf = (db: SqlDatabase, sql: string, values: readonly SqlValue[]): number =>
  readRow(db, 'jobs', totalRow, db.first(`SELECT ${sql} AS total`, ...values) ?? {}).total;

/** How many jobs are listed: from the counters where they know it, else counted off. */
function total(db: SqlDatabase, filter: JobFilter): number {
  if (filter.doubtful === true || Boolean(filter.search)) {
    const { from, sql, values } = listed(filter);
    return totalOf(db, `(SELECT count(*) FROM ${from} WHERE ${sql})`, values);
  }
  const numbers = counts(db, filter.batch);
  const states = new Set(filter.states ?? jobStates);
  return [...states].reduce((sum, state) => sum + numbers[state], 0);
}

/** The ids on a page, counted off from the nearer end; only they are looked up. */
function pageIds({ offset, limit, ...filter }: JobQuery, all: number) {
  const { from, sql, values } = listed(filter);
  const count = Math.max(0, Math.min(limit, all - offset));
  const behind = all - offset - count;
  const [order, skipped] = behind < offset ? [reverseOrder, behind] : [runOrder, offset];
  return {
    sql: `SELECT id FROM ${from} WHERE ${sql} ORDER BY ${order} LIMIT ? OFFSET ?`,
    values: [...values, count, skipped],
  };
}

/** How many of what is listed stands before a place; two ranges of the index. */
function before(
  db: SqlDatabase,
  job: JobId,
  { priority, position }: z.output<typeof placeRow>,
  filter: JobFilter,
): number {
  const { from, sql, values } = listed(filter);
  const count = (where: string) => `(SELECT count(*) FROM ${from} WHERE ${sql} AND ${where})`;
  const higher = count('jobs.priority > ?');
  const same = count('jobs.priority = ? AND (jobs.position, jobs.id) < (?, ?)');
  const places = [...values, priority, ...values, priority, position, job];
  return totalOf(db, `${higher} + ${same}`, places);
}

type JobListMethods = Pick<
  QueueStore,
  'job' | 'page' | 'position' | 'counts' | 'doubtful' | 'attempts' | 'clear'
>;

export function jobListMethods(db: SqlDatabase, durability: Durability): JobListMethods {
  return {
    job: (id) => findJob(db, id),

    page: (query) => {
      const all = total(db, query);
      if (query.offset >= all) return { jobs: [], total: all };
      const { sql, values } = pageIds(query, all);
      const rows = db.all(
        `${selectJobs} WHERE jobs.id IN (${sql}) ORDER BY ${runOrder}`,
        ...values,
      );
      return { jobs: rows.map((row) => jobFrom(db, row)), total: all };
    },

    position: (job, filter) => {
      const { sql, values } = listed(filter);
      const row = db.first(
        `SELECT jobs.priority, jobs.position FROM jobs WHERE jobs.id = ? AND ${sql}`,
        ...[job, ...values],
      );
      return row && before(db, job, readRow(db, 'jobs', placeRow, row), filter);
    },

    doubtful: (batch) => total(db, { batch, doubtful: true }),

    counts: (batch) => counts(db, batch),

    attempts: (job) =>
      db
        .all(`${selectAttempts} WHERE job = ? ORDER BY number`, job)
        .map((row) => readRow(db, 'attempts', attemptRow, row)),

    clear: (scope, states) =>
      db.fleetingTransaction(() => {
        const { sql, values } = inScope(scope);
        const { changes } = db.run(
          `DELETE FROM jobs WHERE ${inStates(states)} AND ${sql}`,
          ...values,
        );
        const gone = db.all(
          `DELETE FROM batches WHERE NOT EXISTS (SELECT * FROM jobs WHERE batch = batches.id)
           RETURNING id`,
        );
        for (const row of gone) durability.forget(readRow(db, 'batches', idRow, row).id);
        return changes;
      }),
  };
}
