import libsql from 'libsql';
import { OffcutError } from '../../shared/errors.ts';
import { isSqlError, storeError, type StoreCodes } from './sql-error.ts';

/** What SQL is given. libsql ends the process when it is handed a boolean. */
export type SqlValue = string | number | null;
export type SqlRow = Readonly<Record<string, unknown>>;

export interface SqlChanges {
  readonly changes: number;
  readonly lastId: number;
}

type Statement = libsql.Statement;

/**
 * One SQLite file, through libsql. Every failure that is not a bug leaves as an OffcutError with one
 * of the store's codes (see `storeError`).
 *
 * Two traps of libsql 0.5 shape this: a statement keeps the file open until the garbage collector
 * takes it, whether the database was closed or not, and `get` leaves its statement, and so a read
 * transaction, open. So statements always run to their end, what only looks at a file uses `exec`,
 * and `release` lets go of every lock before the handle does.
 */
export class SqlDatabase {
  readonly file: string;
  readonly codes: StoreCodes;
  readonly #database: libsql.Database;
  readonly #statements = new Map<string, Statement>();
  #open = true;
  #damaged = false;

  /**
   * Opens or creates `file`, whose folder must exist.
   * @throws OffcutError `codes.unusable`
   */
  constructor(file: string, codes: StoreCodes) {
    this.file = file;
    this.codes = codes;
    try {
      this.#database = new libsql(file);
    } catch (error) {
      // libsql hides SQLite's code here; a file that is no database is noticed later.
      const params = { path: file, reason: 'the file cannot be opened' };
      throw new OffcutError(codes.unusable, params, { cause: error });
    }
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Whether SQLite found the file damaged since it was opened. */
  get damaged(): boolean {
    return this.#damaged;
  }

  /** How many rows were added, changed or removed since it was opened. */
  get changes(): number {
    return Number(this.first('SELECT total_changes() AS changes')?.['changes']);
  }

  /** Runs statements without values and without rows to read. */
  exec(sql: string): void {
    this.#guard(() => this.#database.exec(sql));
  }

  all(sql: string, ...values: readonly SqlValue[]): readonly SqlRow[] {
    return this.#guard(() => this.#prepare(sql).all([...values]) as SqlRow[]);
  }

  /** The first row of a query that has one at the most. */
  first(sql: string, ...values: readonly SqlValue[]): SqlRow | undefined {
    return this.all(sql, ...values)[0];
  }

  run(sql: string, ...values: readonly SqlValue[]): SqlChanges {
    return this.#guard(() => {
      const { changes, lastInsertRowid } = this.#prepare(sql).run([...values]);
      return { changes, lastId: Number(lastInsertRowid) };
    });
  }

  /** Does all of `work` or, when it throws, nothing of it. */
  transaction<T>(work: () => T): T {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  /**
   * As `transaction`, but it may be undone when the power fails, never when the process ends: nobody
   * waits for the disk. For files with write-ahead logging, in which nothing else is undone then but
   * what was committed later.
   */
  fleetingTransaction<T>(work: () => T): T {
    this.exec('PRAGMA synchronous = NORMAL');
    try {
      return this.transaction(work);
    } finally {
      this.exec('PRAGMA synchronous = FULL');
    }
  }

  /** Closes it; statements that are still in memory keep the file's handle, and nothing else. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#statements.clear();
    this.#database.close();
  }

  #rollBack(): void {
    // A full disk makes SQLite roll back by itself.
    if (!this.#database.inTransaction) return;
    try {
      this.exec('ROLLBACK');
    } catch {
      // What made it necessary says more.
    }
  }

  #prepare(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #guard<T>(work: () => T): T {
    if (!this.#open) throw new Error(`${this.file} is closed`);
    try {
      return work();
    } catch (error) {
      if (isSqlError(error, 'corrupt', 'notadb')) this.#damaged = true;
      throw storeError(error, this.file, this.codes);
    }
  }
}
