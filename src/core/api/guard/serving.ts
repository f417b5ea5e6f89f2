import { existsSync } from 'node:fs';
import path from 'node:path';
import { OffcutError } from '../../../shared/errors.ts';
import { createPrivately } from '../../sqlite/database-files.ts';
import { SqlDatabase } from '../../sqlite/sql-database.ts';
import { isSqlError, storeError } from '../../sqlite/sql-error.ts';

const codes = { full: 'api-unusable', unusable: 'api-unusable', damaged: 'api-unusable' } as const;

/**
 * Makes this process the one that serves what is in `folder`, until it ends: two would each sweep
 * what the other waits for. The lock is that of SQLite on an empty file, and so the system's.
 * @returns a function that lets the next one in
 * @throws OffcutError `api-already-served`, `api-unusable`
 */
export function serveAlone(folder: string): () => void {
  const file = path.join(folder, 'serving.lock');
  let db: SqlDatabase | undefined;
  try {
    if (!existsSync(file)) createPrivately(file);
    db = new SqlDatabase(file, codes);
    db.exec('BEGIN EXCLUSIVE');
    const held = db;
    return () => {
      held.close();
    };
  } catch (error) {
    db?.close();
    if (error instanceof OffcutError && isSqlError(error.cause, 'busy', 'locked')) {
      throw new OffcutError('api-already-served', { path: folder }, { cause: error });
    }
    throw storeError(error, file, codes);
  }
}
