import type { OffcutError } from '../../../shared/errors.ts';
import type { SqlDatabase } from '../../sqlite/sql-database.ts';
import { batchMethods } from './batches.ts';
import { Durability } from './durability.ts';
import { hotFolderMethods } from './hot-folders.ts';
import { jobListMethods } from './job-list.ts';
import { orderMethods } from './job-order.ts';
import { runMethods } from './job-runs.ts';
import { ledgerMethods } from './ledger.ts';
import type { QueueStore } from './queue-store.ts';

/** A queue in a database that is open, up to date and this process's own. */
export function sqliteQueueStore(
  db: SqlDatabase,
  { now, close }: { readonly now: () => number; readonly close: () => OffcutError | undefined },
): QueueStore {
  const durability = new Durability(db);
  const batches = batchMethods(db, now, durability);
  return {
    ...batches,
    ...jobListMethods(db, durability),
    ...orderMethods(db),
    ...runMethods(db, batches.paused, durability),
    ...hotFolderMethods(db, now),
    ...ledgerMethods(db),
    close,
  };
}
