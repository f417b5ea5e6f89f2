import { z } from 'zod';
import { assertNever } from '../../../shared/assert.ts';
import type { CutoutFacts } from '../../../shared/cutout.ts';
import {
  priorities,
  type EndedState,
  type FileVersion,
  type Job,
  type JobId,
  type LedgerKey,
  type WrittenOutput,
} from '../../../shared/queue.ts';
import { readRow } from '../../sqlite/read-row.ts';
import type { SqlDatabase, SqlValue } from '../../sqlite/sql-database.ts';
import type { Durability } from './durability.ts';
import { findJob, idRow, jobFrom, runOrder, selectJobs } from './job-rows.ts';
import { inScope, inStates } from './job-scope.ts';
import { recordInLedger } from './ledger.ts';
import type { JobEnd, QueueStore } from './queue-store.ts';

const dueRow = z.object({ due: z.int().nullable() });

const inPausedBatch = 'jobs.batch IN (SELECT id FROM batches WHERE paused = 1)';

/**
 * A job that was held back at a time that is yet to come was so by a clock that has since been put
 * back; it would wait for ever.
 */
const mayRun = '(jobs.not_before IS NULL OR jobs.not_before <= ? OR jobs.state_at > ?)';

const selectNext = `
  SELECT id FROM jobs INDEXED BY jobs_waiting
  WHERE state = 'queued' AND priority >= ? AND ${mayRun} AND NOT ${inPausedBatch}
  ORDER BY ${runOrder} LIMIT 1`;

const upsertOutput = `
  INSERT INTO outputs (job, path, bytes, sha256, facts, cut) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET path = excluded.path, bytes = excluded.bytes,
    sha256 = excluded.sha256, facts = excluded.facts, cut = excluded.cut`;

function runningJob(db: SqlDatabase, id: JobId): Job {
  const job = findJob(db, id);
  if (job?.state.name === 'running') return job;
  throw new Error(`job ${id} does not run: it is ${job?.state.name ?? 'not there'}`);
}

function saveOutput(
  db: SqlDatabase,
  job: JobId,
  { path, bytes, sha256 }: WrittenOutput,
  facts: CutoutFacts,
  source?: FileVersion,
): void {
  const cut = source === undefined ? null : JSON.stringify(source);
  db.run(upsertOutput, job, path, bytes, sha256, JSON.stringify(facts), cut);
}

/** The columns of `jobs` that make up its state, beside `state` itself. */
interface StateColumns {
  readonly state: 'queued' | EndedState;
  readonly at: number | null;
  readonly notBefore?: number;
  readonly skippedPath?: string;
  readonly confidence?: number;
}

/** Where a job goes when an attempt at it has ended. */
function stateAfter(end: JobEnd, now: number): StateColumns {
  switch (end.outcome) {
    case 'done': {
      const { model, confidence } = end.facts;
      return { state: 'done', at: now, ...(model === null ? {} : { confidence }) };
    }
    case 'cancelled':
      return { state: 'cancelled', at: now };
    case 'skipped':
      return { state: 'skipped', at: now, skippedPath: end.path };
    case 'failed':
      return end.retryAt === null
        ? { state: 'failed', at: now }
        : { state: 'queued', at: now, notBefore: end.retryAt };
    case 'interrupted':
      return { state: 'queued', at: null };
    default:
      return assertNever(end);
  }
}

function endAttempt(db: SqlDatabase, { id, attempts }: Job, end: JobEnd, now: number): void {
  const error: SqlValue = end.outcome === 'failed' ? JSON.stringify(end.error) : null;
  db.run(
    'UPDATE attempts SET ended_at = ?, outcome = ?, error = ? WHERE job = ? AND number = ?',
    ...[now, end.outcome, error, id, attempts],
  );
  if (end.outcome !== 'done') return;
  const { model, device } = end.facts;
  db.run(
    'UPDATE attempts SET model = ?, device = ? WHERE job = ? AND number = ?',
    ...[model?.id ?? null, device, id, attempts],
  );
}

type RunMethods = Pick<
  QueueStore,
  'claim' | 'nextDue' | 'recordWritten' | 'end' | 'cancel' | 'retry' | 'running'
>;

/** @param paused whether the whole queue rests */
export function runMethods(
  db: SqlDatabase,
  paused: () => boolean,
  durability: Durability,
): RunMethods {
  return {
    claim: (now, tempFor, atLeast = priorities.background) => {
      if (paused()) return undefined;
      const row = db.first(selectNext, atLeast, now, now);
      if (row === undefined) return undefined;
      const { id } = readRow(db, 'jobs', idRow, row);
      const waiting = findJob(db, id);
      if (waiting === undefined) throw new Error(`job ${id} is in an index only`);
      return durability.commit(waiting.batch, () => {
        db.run(
          `UPDATE jobs SET state = 'running', state_at = ?, not_before = NULL, temp = ?,
             attempts = attempts + 1
           WHERE id = ?`,
          ...[now, tempFor(waiting), id],
        );
        db.run(
          `INSERT INTO attempts (job, number, started_at, outcome, model)
           VALUES (?, ?, ?, 'running', ?)`,
          ...[id, waiting.attempts + 1, now, waiting.model],
        );
        return findJob(db, id);
      });
    },

    nextDue: (now) => {
      if (paused()) return undefined;
      const sql = `
        SELECT min(not_before) AS due FROM jobs INDEXED BY jobs_waiting
        WHERE state = 'queued' AND not_before > ? AND NOT ${inPausedBatch}`;
      return readRow(db, 'jobs', dueRow, db.first(sql, now) ?? {}).due ?? undefined;
    },

    recordWritten: (id, output, facts, source) => {
      const { batch } = runningJob(db, id);
      durability.commit(batch, () => {
        saveOutput(db, id, output, facts, source);
      });
    },

    end: (id, end, now, ledger?: LedgerKey) => {
      const job = runningJob(db, id);
      durability.commit(job.batch, () => {
        endAttempt(db, job, end, now);
        if (end.outcome === 'done') saveOutput(db, id, end.output, end.facts);
        else db.run('DELETE FROM outputs WHERE job = ?', id);
        const after = stateAfter(end, now);
        const { state, at, notBefore = null, skippedPath = null, confidence = null } = after;
        db.run(
          `UPDATE jobs SET state = ?, state_at = ?, not_before = ?, skipped_path = ?,
             confidence = ?, temp = NULL
           WHERE id = ?`,
          ...[state, at, notBefore, skippedPath, confidence, id],
        );
        if (ledger !== undefined && state !== 'queued') {
          recordInLedger(db, job, ledger, state, now);
        }
      });
      durability.forget(job.batch);
    },

    cancel: (scope, now) =>
      db.transaction(() => {
        const { sql, values } = inScope(scope);
        db.run(
          `UPDATE jobs SET state = 'cancelled', state_at = ?, not_before = NULL
           WHERE state = 'queued' AND ${sql}`,
          ...[now, ...values],
        );
        return db
          .all(`SELECT id FROM jobs WHERE state = 'running' AND ${sql} ORDER BY id`, ...values)
          .map((row) => readRow(db, 'jobs', idRow, row).id);
      }),

    retry: (scope, states, model) =>
      db.transaction(() => {
        const { sql, values } = inScope(scope);
        const wanted = `${inStates(states)} AND ${sql}`;
        db.run(
          `DELETE FROM outputs WHERE job IN
             (SELECT id FROM jobs WHERE state = 'done' AND ${wanted})`,
          ...values,
        );
        return db.run(
          `UPDATE jobs SET state = 'queued', state_at = NULL, skipped_path = NULL,
             confidence = NULL, model = ?
           WHERE ${wanted}`,
          ...[model, ...values],
        ).changes;
      }),

    running: () =>
      db
        .all(`${selectJobs} WHERE jobs.state = 'running' ORDER BY ${runOrder}`)
        .map((row) => jobFrom(db, row)),
  };
}
