import { z } from 'zod';
import { priorities, type JobId, type Priority } from '../../../shared/queue.ts';
import { readRow } from '../../sqlite/read-row.ts';
import type { SqlDatabase, SqlValue } from '../../sqlite/sql-database.ts';
import { prioritySchema, runOrder } from './job-rows.ts';
import { inScope } from './job-scope.ts';
import type { QueueStore } from './queue-store.ts';

/**
 * Two neighbours closer than this are too close for more between them. Real numbers tell such steps
 * apart up to position 2^24, and jobs stand 1 apart when nothing was moved.
 */
const CLOSEST = 2 ** -28;

const placeRow = z.object({ id: z.int(), priority: prioritySchema, position: z.number() });
type Place = z.output<typeof placeRow>;

/** The first job that meets a condition, which may go on with an ORDER BY. */
function place(db: SqlDatabase, sql: string, ...values: readonly SqlValue[]): Place | undefined {
  const row = db.first(`SELECT id, priority, position FROM jobs WHERE ${sql} LIMIT 1`, ...values);
  return row && readRow(db, 'jobs', placeRow, row);
}

const isListed = 'id IN (SELECT value FROM json_each(?))';

/** The job itself or, when it is one of those `moved` (JSON), the next one that is not. */
function anchorAt(db: SqlDatabase, { id, priority, position }: Place, moved: string) {
  const onwards = 'priority < ? OR (priority = ? AND (position, id) >= (?, ?))';
  const sql = `(${onwards}) AND NOT ${isListed} ORDER BY ${runOrder}`;
  return place(db, sql, priority, priority, position, id, moved);
}

/**
 * The highest position of the jobs that meet a condition: one look into the index for each
 * priority, where the maximum of all would read every row.
 */
function highest(db: SqlDatabase, sql: string, ...values: readonly SqlValue[]): number | undefined {
  const found = Object.values(priorities).flatMap((priority) => {
    const last = place(db, `priority = ? AND ${sql} ORDER BY position DESC`, priority, ...values);
    return last === undefined ? [] : [last.position];
  });
  return found.length === 0 ? undefined : Math.max(...found);
}

/** The position of the very last job, 0 when there are none. */
export const lastPosition = (db: SqlDatabase): number => highest(db, 'TRUE') ?? 0;

/** Spaces all positions out again, in their order. */
function renumber(db: SqlDatabase): void {
  db.run(`
    UPDATE jobs SET position = ranks.rank
    FROM (SELECT id, row_number() OVER (ORDER BY position, id) AS rank FROM jobs) AS ranks
    WHERE ranks.id = jobs.id`);
}

/** Where a row of jobs goes: the first one's position, and how far apart they are. */
interface Gap {
  readonly priority: Priority;
  readonly first: number;
  readonly step: number;
}

function gapBefore(db: SqlDatabase, anchor: Place, moved: string, count: number): Gap {
  const { priority, position } = anchor;
  const neighbour = highest(db, `position < ? AND NOT ${isListed}`, position, moved);
  if (neighbour === undefined) return { priority, first: position - count, step: 1 };
  const step = (position - neighbour) / (count + 1);
  return { priority, first: neighbour + step, step };
}

/** The place before `id`; undefined when there is no such job. */
function gapBeforeJob(db: SqlDatabase, id: JobId, ids: readonly JobId[]): Gap | undefined {
  const moved = JSON.stringify(ids);
  const find = (): Gap | undefined => {
    const before = place(db, 'id = ?', id);
    if (before === undefined) return undefined;
    const anchor = ids.includes(id) ? anchorAt(db, before, moved) : before;
    return anchor === undefined ? gapAtEnd(db, ids) : gapBefore(db, anchor, moved, ids.length);
  };
  const gap = find();
  if (gap === undefined || gap.step >= CLOSEST) return gap;
  renumber(db);
  return find();
}

/** Behind all jobs, with the lowest priority of those that wait or are moved. */
function gapAtEnd(db: SqlDatabase, ids: readonly JobId[]): Gap | undefined {
  const sql = `(state = 'queued' OR ${isListed}) ORDER BY priority`;
  const lowest = place(db, sql, JSON.stringify(ids));
  return lowest && { priority: lowest.priority, first: lastPosition(db) + 1, step: 1 };
}

export function orderMethods(db: SqlDatabase): Pick<QueueStore, 'move' | 'prioritise'> {
  return {
    move: (jobs, before) => {
      db.transaction(() => {
        const ids = [...new Set(jobs)];
        const gap = before === null ? gapAtEnd(db, ids) : gapBeforeJob(db, before, ids);
        if (gap === undefined) return;
        for (const [index, id] of ids.entries()) {
          const position = gap.first + index * gap.step;
          const sql = 'UPDATE jobs SET priority = ?, position = ? WHERE id = ?';
          db.run(sql, gap.priority, position, id);
        }
      });
    },

    prioritise: (scope, priority) => {
      db.transaction(() => {
        const { sql, values } = inScope(scope);
        db.run(`UPDATE jobs SET priority = ? WHERE ${sql}`, priority, ...values);
        if (scope.kind === 'all') db.run('UPDATE batches SET priority = ?', priority);
        if (scope.kind === 'batch') {
          db.run('UPDATE batches SET priority = ? WHERE id = ?', priority, scope.batch);
        }
      });
    },
  };
}
