import { z } from 'zod';
import { readRow } from './read-row.ts';
import { migrations } from './schema.ts';
import type { SqlDatabase } from './sql-database.ts';

/** The newest version of the store's format that this Offcut knows. */
export const knownVersion = migrations.length;

const versionRow = z.object({ user_version: z.int() });

/** The version of a store's format; 0 for an empty file. */
export const storeVersion = (db: SqlDatabase): number =>
  readRow(db, 'queue', versionRow, db.first('PRAGMA user_version') ?? {}).user_version;

/**
 * Brings a store to the newest version, one step and transaction at a time.
 * @returns the version that it had
 */
export function migrate(db: SqlDatabase, steps: readonly string[] = migrations): number {
  const from = storeVersion(db);
  for (const [index, step] of steps.entries()) {
    if (index < from) continue;
    db.transaction(() => {
      db.exec(step);
      db.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
  return from;
}
