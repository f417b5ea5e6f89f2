import { z } from 'zod';
import { readRow, text, textColumns, word } from '../../sqlite/read-row.ts';
import type { SqlDatabase, SqlRow } from '../../sqlite/sql-database.ts';

/** `dead`: it is not tried again by itself. */
export const deliveryStates = ['waiting', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** The end of a job that somebody's server is to be told of. */
export interface Delivery {
  readonly id: string;
  /** The key that asked for the job. */
  readonly key: string;
  readonly job: string;
  readonly url: string;
  /** JSON. */
  readonly body: string;
  readonly state: DeliveryState;
  /** How often it was tried. */
  readonly attempts: number;
  /** ms since 1970: when it is tried next. */
  readonly dueAt: number;
  /** Why the last attempt failed; null: none has. */
  readonly error: string | null;
  /** ms since 1970: when the job ended. */
  readonly at: number;
}

export type NewDelivery = Pick<Delivery, 'id' | 'key' | 'job' | 'url' | 'body' | 'dueAt' | 'at'>;

const columns = `${textColumns(
  ...['id', 'key', 'job', 'url', 'body', 'state', 'error'],
)}, attempts, due_at, at`;

const rowSchema = z
  .object({
    id: text,
    key: text,
    job: text,
    url: text,
    body: text,
    state: word(deliveryStates),
    attempts: z.int(),
    due_at: z.int(),
    error: text.nullable(),
    at: z.int(),
  })
  .transform(({ due_at: dueAt, ...rest }): Delivery => ({ ...rest, dueAt }));

/** What has to be told to somebody's server, and what came of it. */
export class DeliveryTable {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  /** Records one; that of a job that is on record stays as it is. */
  add({ id, key, job, url, body, dueAt, at }: NewDelivery): void {
    this.#db.run(
      `INSERT INTO deliveries (id, key, job, url, body, state, due_at, at)
       VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?) ON CONFLICT (job) DO NOTHING`,
      ...[id, key, job, url, body, dueAt, at],
    );
  }

  /** The jobs that ended, whose webhook is on no record. */
  untold(): readonly string[] {
    return this.#db
      .all(
        `SELECT ${textColumns('id')} FROM jobs
         WHERE json_extract(request, '$.webhook') IS NOT NULL AND state <> 'open' AND NOT EXISTS (
           SELECT 1 FROM deliveries WHERE deliveries.job = jobs.id
         ) ORDER BY sequence`,
      )
      .map((row) => readRow(this.#db, 'jobs', z.object({ id: text }), row).id);
  }

  /** Those that are to be tried by now, the longest due first. */
  due(now: number, limit: number): readonly Delivery[] {
    return this.#db
      .all(
        `SELECT ${columns} FROM deliveries WHERE state = 'waiting' AND due_at <= ?
         ORDER BY due_at, sequence LIMIT ?`,
        ...[now, limit],
      )
      .map((row) => this.#read(row));
  }

  /** When the next is to be tried after this time; undefined: none is. */
  nextDue(now: number): number | undefined {
    const row = this.#db.first(
      `SELECT min(due_at) AS due FROM deliveries WHERE state = 'waiting' AND due_at > ?`,
      now,
    );
    const due = z.object({ due: z.int().nullable() });
    return readRow(this.#db, 'deliveries', due, row ?? { due: null }).due ?? undefined;
  }

  /** Writes down an attempt, and what follows from it. */
  tried(id: string, state: DeliveryState, error: string | null, dueAt: number): void {
    this.#db.run(
      `UPDATE deliveries SET state = ?, error = ?, due_at = ?, attempts = attempts + 1 WHERE id = ?`,
      ...[state, error, dueAt, id],
    );
  }

  get(id: string): Delivery | undefined {
    const row = this.#db.first(`SELECT ${columns} FROM deliveries WHERE id = ?`, id);
    return row === undefined ? undefined : this.#read(row);
  }

  /** Those that are not tried any more, newest first. */
  dead(): readonly Delivery[] {
    return this.#db
      .all(`SELECT ${columns} FROM deliveries WHERE state = 'dead' ORDER BY sequence DESC`)
      .map((row) => this.#read(row));
  }

  /** Lets a dead one begin anew. Returns whether it was one. */
  revive(id: string, dueAt: number): boolean {
    const { changes } = this.#db.run(
      `UPDATE deliveries SET state = 'waiting', attempts = 0, due_at = ? WHERE id = ? AND state = 'dead'`,
      ...[dueAt, id],
    );
    return changes > 0;
  }

  /** Forgets those of jobs that ended before a time, but for what still waits. */
  forgetBefore(at: number): void {
    this.#db.run(`DELETE FROM deliveries WHERE state <> 'waiting' AND at < ?`, at);
  }

  #read(row: SqlRow): Delivery {
    return readRow(this.#db, 'deliveries', rowSchema, row);
  }
}
