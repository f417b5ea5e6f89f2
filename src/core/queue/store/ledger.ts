import { z } from 'zod';
import {
  ledgerOutcomes,
  type Job,
  type LedgerEntry,
  type LedgerKey,
  type LedgerOutcome,
} from '../../../shared/queue.ts';
import { readRow, text, textColumns, word } from '../../sqlite/read-row.ts';
import type { SqlDatabase, SqlRow } from '../../sqlite/sql-database.ts';
import type { QueueStore } from './queue-store.ts';

const ledgerRow = z
  .object({
    hot_folder: z.int(),
    path: text,
    bytes: z.int(),
    mtime: z.int(),
    sha256: text,
    job: z.int(),
    outcome: word(ledgerOutcomes),
    at: z.int(),
  })
  .transform(({ hot_folder, ...rest }): LedgerEntry => ({ ...rest, hotFolder: hot_folder }));

const selectEntries = `
  SELECT hot_folder, bytes, mtime, job, at, ${textColumns('path', 'sha256', 'outcome')}
  FROM ledger`;

/**
 * Writes what became of a version of a file into the ledger of the job's hot folder, as its newest
 * entry; nothing when the job has no hot folder (any more). Within the caller's transaction.
 */
export function recordInLedger(
  db: SqlDatabase,
  { id, batch }: Job,
  { path, bytes, mtime, sha256 }: LedgerKey,
  outcome: LedgerOutcome,
  at: number,
): void {
  // A version that was dealt with before gets a new id, which makes it the newest.
  db.run(
    `INSERT OR REPLACE INTO ledger (hot_folder, path, bytes, mtime, sha256, job, outcome, at)
     SELECT hot_folder, ?, ?, ?, ?, ?, ?, ? FROM batches
     WHERE id = ? AND hot_folder IS NOT NULL`,
    ...[path, bytes, mtime, sha256, id, outcome, at, batch],
  );
}

const doneRow = z.object({ all_done: z.int(), since_done: z.int() });

type LedgerMethods = Pick<QueueStore, 'ledger' | 'ledgerEntry' | 'doneInLedger' | 'addToLedger'>;

export function ledgerMethods(db: SqlDatabase): LedgerMethods {
  const entryFrom = (row: SqlRow) => readRow(db, 'ledger', ledgerRow, row);
  return {
    ledgerEntry: (hotFolder, path) => {
      const sql = `${selectEntries} WHERE hot_folder = ? AND ledger.path = ? ORDER BY id DESC LIMIT 1`;
      const row = db.first(sql, hotFolder, path);
      return row && entryFrom(row);
    },

    addToLedger: ({ hotFolder, path, bytes, mtime, sha256, job, outcome, at }) => {
      db.transaction(() =>
        db.run(
          `INSERT OR REPLACE INTO ledger (hot_folder, path, bytes, mtime, sha256, job, outcome, at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          ...[hotFolder, path, bytes, mtime, sha256, job, outcome, at],
        ),
      );
    },

    ledger: (hotFolder, { offset, limit }) => {
      const sql = `${selectEntries} WHERE hot_folder = ? ORDER BY id DESC LIMIT ? OFFSET ?`;
      return db.all(sql, hotFolder, limit, offset).map(entryFrom);
    },

    doneInLedger: (hotFolder, since) => {
      // A file that was only touched has an entry more, of the same job.
      const sql = `
        SELECT COUNT(DISTINCT job) AS all_done,
          COUNT(DISTINCT CASE WHEN at >= ? THEN job END) AS since_done
        FROM ledger WHERE hot_folder = ? AND outcome = 'done'`;
      const row = db.first(sql, since, hotFolder);
      if (row === undefined) return { all: 0, since: 0 };
      const { all_done: all, since_done } = readRow(db, 'ledger', doneRow, row);
      return { all, since: since_done };
    },
  };
}
