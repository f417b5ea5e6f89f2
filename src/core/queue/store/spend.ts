import { z } from 'zod';
import { readRow } from '../../sqlite/read-row.ts';
import type { SqlDatabase } from '../../sqlite/sql-database.ts';
import type { QueueStore } from './queue-store.ts';

const sumRow = z.object({ pictures: z.int(), credits: z.number() });

export function spendMethods(db: SqlDatabase): Pick<QueueStore, 'recordSpend' | 'spentSince'> {
  return {
    recordSpend: ({ provider, job, pictures, credits, at }) => {
      db.transaction(() =>
        db.run(
          'INSERT INTO spend (provider, job, pictures, credits, at) VALUES (?, ?, ?, ?, ?)',
          ...[provider, job, pictures, credits, at],
        ),
      );
    },

    spentSince: (provider, since) => {
      const row = db.first(
        `SELECT coalesce(sum(pictures), 0) AS pictures, total(credits) AS credits
         FROM spend WHERE provider = ? AND at >= ?`,
        ...[provider, since],
      );
      return readRow(db, 'spend', sumRow, row ?? {});
    },
  };
}
