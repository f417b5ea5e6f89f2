import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { OffcutError, reasonOf } from '../../../shared/errors.ts';
import { companions } from '../../sqlite/database-files.ts';
import { storeVersion } from '../../sqlite/migrate.ts';
import type { SqlDatabase } from '../../sqlite/sql-database.ts';
import { isSqlError } from '../../sqlite/sql-error.ts';
import { knownVersion, queueDatabase, queueSchemaFits } from './queue-database.ts';
import { migrations } from './schema.ts';

/** What a look at a store's file found. */
export type Finding =
  /** Not there, or nothing was ever written to it. */
  | { readonly type: 'empty' }
  | { readonly type: 'good'; readonly closedCleanly: boolean }
  | { readonly type: 'newer'; readonly version: number }
  | { readonly type: 'damaged'; readonly reason: string };

/** What is read of SQLite's file header (https://www.sqlite.org/fileformat.html). */
const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';
const PAGE_SIZE_AT = 16;
const WRITE_VERSION_AT = 18;
const ROLLBACK_JOURNAL = 1;
const PAGES_AT = 28;
const USER_VERSION_AT = 60;

/** The header, shorter where the file is; empty when there is no file. */
function readHeader(file: string): Buffer {
  if (!existsSync(file)) return Buffer.alloc(0);
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(HEADER_BYTES);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, HEADER_BYTES, 0));
  } finally {
    closeSync(descriptor);
  }
}

/** The largest size does not fit the field, and is written as 1. */
function pageSize(bytes: Buffer): number {
  const written = bytes.readUInt16BE(PAGE_SIZE_AT);
  return written === 1 ? 65_536 : written;
}

const hasContent = (file: string) => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;

/** Whether an SQL expression is true; `asserted` is a table that takes nothing else. */
function holds(db: SqlDatabase, expression: string): boolean {
  try {
    db.exec(`INSERT INTO temp.asserted SELECT (${expression})`);
    return true;
  } catch (error) {
    if (isSqlError(error, 'constraint')) return false;
    throw error;
  }
}

const soundAfterClose = `(SELECT quick_check FROM pragma_quick_check(1)) = 'ok'`;
const soundAfterCrash = `
  (SELECT integrity_check FROM pragma_integrity_check(1)) = 'ok'
  AND NOT EXISTS (SELECT * FROM pragma_foreign_key_check)`;

/** What SQLite cannot know: a job's state has the rows in other tables that belong to it. */
const consistent = `
  NOT EXISTS (SELECT * FROM jobs WHERE state = 'done' AND id NOT IN (SELECT job FROM outputs))
  AND NOT EXISTS (
    SELECT * FROM jobs WHERE state = 'failed' AND NOT EXISTS (
      SELECT * FROM attempts
      WHERE job = jobs.id AND number = jobs.attempts AND error IS NOT NULL
    )
  )`;

function examineContent(db: SqlDatabase, closedCleanly: boolean): Finding {
  // Only `exec` until the file is known to be good: a damaged one will be moved, which Windows
  // refuses as long as a statement keeps it open.
  db.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    CREATE TEMP TABLE asserted (truth INTEGER NOT NULL CHECK (truth));`);
  if (!holds(db, closedCleanly ? soundAfterClose : soundAfterCrash)) {
    return { type: 'damaged', reason: 'its parts do not fit together' };
  }
  if (holds(db, 'NOT EXISTS (SELECT * FROM sqlite_schema)')) return { type: 'empty' };
  const actual = '(SELECT user_version FROM pragma_user_version)';
  if (holds(db, `${actual} > ${knownVersion}`)) return { type: 'newer', version: storeVersion(db) };
  const version = migrations.findIndex((_, index) => holds(db, `${actual} = ${index + 1}`)) + 1;
  if (version === 0 || !holds(db, queueSchemaFits(version))) {
    return { type: 'damaged', reason: 'its tables are not those of a queue' };
  }
  if (!closedCleanly && version === knownVersion && !holds(db, consistent)) {
    return { type: 'damaged', reason: 'a job lacks what belongs to it' };
  }
  return { type: 'good', closedCleanly };
}

/**
 * Looks at a store's file that nobody has open, and as closely as its last end calls for: a closed
 * store has left write-ahead logging. Changes nothing but what SQLite does when it opens a file
 * after a crash; a file of a newer version stays as it is.
 *
 * Throws OffcutError `queue-disk-full` or `queue-unwritable`, or what the file system throws.
 */
export function examine(file: string): Finding {
  const bytes = readHeader(file);
  if (bytes.length === 0) {
    return companions.some((name) => hasContent(file + name))
      ? { type: 'damaged', reason: 'all but its log is missing' }
      : { type: 'empty' };
  }
  if (bytes.length < HEADER_BYTES) return { type: 'damaged', reason: 'it is cut short' };
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    return { type: 'damaged', reason: 'it is no database' };
  }
  const version = bytes.readUInt32BE(USER_VERSION_AT);
  if (version > knownVersion) return { type: 'newer', version };
  const closedCleanly =
    bytes[WRITE_VERSION_AT] === ROLLBACK_JOURNAL &&
    !existsSync(`${file}-wal`) &&
    !existsSync(`${file}-journal`);
  // SQLite would take what is missing of the last page for zeros. After a crash it may, for then
  // the log has that page too.
  if (closedCleanly && statSync(file).size !== pageSize(bytes) * bytes.readUInt32BE(PAGES_AT)) {
    return { type: 'damaged', reason: 'it is cut short' };
  }
  const db = queueDatabase(file);
  try {
    return examineContent(db, closedCleanly);
  } catch (error) {
    if (error instanceof OffcutError && error.code === 'queue-damaged') {
      return { type: 'damaged', reason: String(error.params['reason']) };
    }
    // The SQL of the examination itself is right, so what is wrong is that of the file's tables.
    if (isSqlError(error, 'error')) return { type: 'damaged', reason: reasonOf(error) };
    throw error;
  } finally {
    db.close();
  }
}
