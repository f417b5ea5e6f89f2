import { z } from 'zod';
import type { CutoutFacts } from '../../../shared/cutout.ts';
import { cutoutFactsSchema, errorReportSchema } from '../../../shared/cutout-schema.ts';
import type { ErrorReport } from '../../../shared/errors.ts';
import type { JobId } from '../../../shared/queue.ts';
import { recipeSchema } from '../../../shared/recipe.ts';
import { json, readRow, text, textColumns, word } from '../../sqlite/read-row.ts';
import type { SqlDatabase, SqlRow } from '../../sqlite/sql-database.ts';

/** All that the queue has to be told, again if it has forgotten it. */
const workSchema = z.strictObject({
  /** The source's file in the job's upload folder, relative, `/`-separated. */
  source: z.string(),
  recipe: recipeSchema,
  maxPixels: z.int().positive(),
});
export type ApiJobWork = z.output<typeof workSchema>;

/** `open`: the queue says how far it is. */
export const apiJobStates = ['open', 'done', 'failed', 'cancelled'] as const;
export type ApiJobState = (typeof apiJobStates)[number];

/** Something that was accepted to be done later. */
export interface ApiJob {
  readonly id: string;
  /** The key that asked for it. */
  readonly key: string;
  readonly dialect: string;
  readonly batch: string | null;
  /** null: not handed to the queue yet. */
  readonly queueJob: JobId | null;
  readonly state: ApiJobState;
  readonly name: string;
  readonly work: ApiJobWork;
  /** What the dialect remembers of the request. */
  readonly request: unknown;
  readonly facts: CutoutFacts | null;
  readonly error: ErrorReport | null;
  readonly credits: number;
  /** ms since 1970. */
  readonly at: number;
  readonly endedAt: number | null;
}

export type NewApiJob = Pick<
  ApiJob,
  'id' | 'key' | 'dialect' | 'batch' | 'name' | 'work' | 'request' | 'credits' | 'at'
> & {
  /** What the client calls this request, so that it is not done twice. */
  readonly idempotency: string | null;
};

export type ApiJobEnd =
  | { readonly state: 'done'; readonly facts: CutoutFacts }
  | { readonly state: 'failed'; readonly error: ErrorReport }
  | { readonly state: 'cancelled' };

const columns = `${textColumns(
  ...['id', 'key', 'dialect', 'batch', 'state', 'name', 'work', 'request', 'facts', 'error'],
)}, queue_job, credits, at, ended_at`;

const rowSchema = z
  .object({
    id: text,
    key: text,
    dialect: text,
    batch: text.nullable(),
    queue_job: z.int().nullable(),
    state: word(apiJobStates),
    name: text,
    work: json(workSchema),
    request: json(z.unknown()),
    facts: json(cutoutFactsSchema).nullable(),
    error: json(errorReportSchema).nullable(),
    credits: z.int(),
    at: z.int(),
    ended_at: z.int().nullable(),
  })
  .transform(({ queue_job: queueJob, ended_at: endedAt, ...rest }): ApiJob => ({
    ...rest,
    queueJob,
    endedAt,
  }));

const batchRow = z
  .object({
    batch: text,
    at: z.int(),
    open: z.int(),
    done: z.int(),
    failed: z.int(),
    cancelled: z.int(),
  })
  .transform(({ batch: id, ...rest }) => ({ id, ...rest }));

export interface ApiJobQuery {
  readonly key?: string | undefined;
  readonly dialect?: string | undefined;
  readonly batch?: string | undefined;
  readonly state?: ApiJobState | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** The jobs that were accepted to be done later. */
export class JobTable {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  /** Adds all of them or none. */
  add(jobs: readonly NewApiJob[]): void {
    this.#db.transaction(() => {
      for (const {
        id,
        key,
        dialect,
        batch,
        name,
        work,
        request,
        credits,
        idempotency,
        at,
      } of jobs) {
        this.#db.run(
          `INSERT INTO jobs (id, key, dialect, batch, state, name, work, request, credits, idempotency, at)
           VALUES (?, ?, ?, ?, 'open', ?, ?, ?, ?, ?, ?)`,
          ...[id, key, dialect, batch, name, JSON.stringify(work), JSON.stringify(request)],
          ...[credits, idempotency, at],
        );
      }
    });
  }

  /** Records where the queue has them. */
  handedOver(jobs: readonly { readonly id: string; readonly queueJob: JobId }[]): void {
    this.#db.transaction(() => {
      for (const { id, queueJob } of jobs) {
        this.#db.run('UPDATE jobs SET queue_job = ? WHERE id = ?', queueJob, id);
      }
    });
  }

  /** Ends an open job. Returns whether it was open. */
  end(id: string, end: ApiJobEnd, at: number): boolean {
    const facts = end.state === 'done' ? JSON.stringify(end.facts) : null;
    const error = end.state === 'failed' ? JSON.stringify(end.error) : null;
    const { changes } = this.#db.run(
      `UPDATE jobs SET state = ?, facts = ?, error = ?, ended_at = ? WHERE id = ? AND state = 'open'`,
      ...[end.state, facts, error, at, id],
    );
    return changes > 0;
  }

  get(id: string): ApiJob | undefined {
    const row = this.#db.first(`SELECT ${columns} FROM jobs WHERE id = ?`, id);
    return row === undefined ? undefined : this.#read(row);
  }

  /** What a key asked for before under the same name. */
  byIdempotency(key: string, idempotency: string): ApiJob | undefined {
    const row = this.#db.first(
      `SELECT ${columns} FROM jobs WHERE key = ? AND idempotency = ?`,
      ...[key, idempotency],
    );
    return row === undefined ? undefined : this.#read(row);
  }

  /** Newest first. */
  list(query: ApiJobQuery): { readonly jobs: readonly ApiJob[]; readonly total: number } {
    const wanted = (['key', 'dialect', 'batch', 'state'] as const).flatMap((name) => {
      const value = query[name];
      return value === undefined ? [] : [[`${name} = ?`, value] as const];
    });
    const where = wanted.length === 0 ? '' : `WHERE ${wanted.map(([sql]) => sql).join(' AND ')}`;
    const values = wanted.map(([, value]) => value);
    const total = Number(
      this.#db.first(`SELECT count(*) AS total FROM jobs ${where}`, ...values)?.['total'],
    );
    const jobs = this.#db
      .all(
        `SELECT ${columns} FROM jobs ${where} ORDER BY sequence DESC LIMIT ? OFFSET ?`,
        ...values,
        ...[query.limit, query.offset],
      )
      .map((row) => this.#read(row));
    return { jobs, total };
  }

  /** What came together, newest first, and how far it is. */
  batches({ key, batch, offset, limit }: Omit<ApiJobQuery, 'dialect' | 'state'>) {
    const counted = apiJobStates.map((state) => `sum(state = '${state}') AS ${state}`).join(', ');
    const rows = this.#db.all(
      `SELECT ${textColumns('batch')}, min(at) AS at, ${counted} FROM jobs
       WHERE batch IS NOT NULL AND coalesce(key = ?, true) AND coalesce(batch = ?, true)
       GROUP BY batch ORDER BY min(sequence) DESC LIMIT ? OFFSET ?`,
      ...[key ?? null, batch ?? null, limit, offset],
    );
    return rows.map((row) => readRow(this.#db, 'jobs', batchRow, row));
  }

  /** All that have not ended, oldest first. */
  open(): readonly ApiJob[] {
    return this.#db
      .all(`SELECT ${columns} FROM jobs WHERE state = 'open' ORDER BY sequence`)
      .map((row) => this.#read(row));
  }

  /** How many there are of each state, of all keys. */
  counts(): Readonly<Record<ApiJobState, number>> {
    const counts = { open: 0, done: 0, failed: 0, cancelled: 0 };
    const rows = this.#db.all(
      `SELECT ${textColumns('state')}, count(*) AS jobs FROM jobs GROUP BY state`,
    );
    const schema = z.object({ state: word(apiJobStates), jobs: z.int() });
    for (const row of rows) {
      const { state, jobs } = readRow(this.#db, 'jobs', schema, row);
      counts[state] = jobs;
    }
    return counts;
  }

  /** Those that ended and were asked for before a time. */
  endedBefore(at: number): readonly ApiJob[] {
    return this.#db
      .all(`SELECT ${columns} FROM jobs WHERE state <> 'open' AND at < ?`, at)
      .map((row) => this.#read(row));
  }

  /** Forgets one that has ended. */
  forget(id: string): void {
    this.#db.run(`DELETE FROM jobs WHERE id = ? AND state <> 'open'`, id);
  }

  #read(row: SqlRow): ApiJob {
    return readRow(this.#db, 'jobs', rowSchema, row);
  }
}
