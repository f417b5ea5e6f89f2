import { z } from 'zod';
import { readRow } from './read-row.ts';
import type { SqlDatabase } from './sql-database.ts';

const versionRow = z.object({ user_version: z.int() });

/** The version of a store's format; 0 for an empty file. */
export const storeVersion = (db: SqlDatabase): number =>
  readRow(db, 'pragma', versionRow, db.first('PRAGMA user_version') ?? {}).user_version;

/**
 * Brings a store to the newest version, one step and transaction at a time. Step 0 makes version 1
 * of an empty file. Several processes may do so at once.
 * @returns the version that it had
 */
export function migrate(db: SqlDatabase, steps: readonly string[]): number {
  const from = storeVersion(db);
  for (const [index, step] of steps.entries()) {
    if (index < from) continue;
    db.transaction(() => {
      // Another process may have gone this step since.
      if (storeVersion(db) > index) return;
      db.exec(step);
      db.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
  return from;
}
