import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { OffcutError } from '../../shared/errors.ts';
import { createPrivately } from './database-files.ts';
import { migrate, storeVersion } from './migrate.ts';
import { schemaFits } from './schema-text.ts';
import { SqlDatabase } from './sql-database.ts';
import { isSqlError, storeError, type StoreCodes } from './sql-error.ts';

/** How long a process waits for others that write, in ms; each of them takes some ms. */
const PATIENCE = 10_000;
/** Between two tries at what SQLite does not wait for by itself, in ms. */
const PAUSE = 10;

/** Stops this thread, as SQLite does when it waits. */
const sleep = (ms: number): unknown =>
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/**
 * Write-ahead logging is switched on once for a file. SQLite does not wait for another process that
 * is at the file meanwhile, whatever its `busy_timeout`: it would raise a lock that it has already,
 * as the other one may be about to.
 */
function switchToLog(db: SqlDatabase): void {
  const until = performance.now() + PATIENCE;
  for (;;) {
    try {
      db.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      const isBusy = error instanceof OffcutError && isSqlError(error.cause, 'busy', 'locked');
      if (!isBusy || performance.now() > until) throw error;
      sleep(PAUSE);
    }
  }
}

const isSound = `(SELECT quick_check FROM pragma_quick_check(1)) = 'ok'`;
const isEmpty = 'NOT EXISTS (SELECT * FROM sqlite_schema)';

/** Whether an SQL expression is true. No text is read: libsql ends the process when it is no UTF-8. */
const holds = (db: SqlDatabase, expression: string): boolean =>
  db.first(`SELECT (${expression}) AS truth`)?.['truth'] === 1;

/** Why this file is not to be counted on, though SQLite opens it. Changes nothing. */
function objection(db: SqlDatabase, migrations: readonly string[]): string | undefined {
  if (!holds(db, isSound)) return 'its parts do not fit together';
  // Before the version: another process may be making it what it is to be, in one step.
  const empty = holds(db, isEmpty);
  const version = storeVersion(db);
  const known = migrations.length;
  if (version > known) return 'it was written by a newer Offcut';
  const fits =
    version === 0 ? empty : version < known || holds(db, schemaFits(migrations, db.codes));
  return fits ? undefined : 'its tables are not those of Offcut';
}

function openChecked(file: string, codes: StoreCodes, migrations: readonly string[]): SqlDatabase {
  // Not when it is there: POSIX drops a process's locks on a file as soon as that process closes it
  // anywhere, and this one may have it open already.
  if (!existsSync(file)) createPrivately(file);
  const db = new SqlDatabase(file, codes);
  try {
    db.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
    const reason = objection(db, migrations);
    if (reason !== undefined) throw new OffcutError(codes.unusable, { path: file, reason });
    switchToLog(db);
    // A commit is on the disk when it returns: what is recorded stays so when the power fails.
    db.exec('PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 1000000');
    migrate(db, migrations);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Opens an SQLite file that any number of processes may have open; creates what is not there, for
 * this user alone. A file that is damaged, or is something else, is left as it is.
 * @param migrations see `migrate`
 * @throws OffcutError with one of `codes`
 */
export function openShared(
  file: string,
  codes: StoreCodes,
  migrations: readonly string[],
): SqlDatabase {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    return openChecked(file, codes, migrations);
  } catch (error) {
    throw storeError(error, file, codes);
  }
}
