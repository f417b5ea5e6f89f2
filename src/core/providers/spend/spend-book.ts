import { z } from 'zod';
import type { Budget } from '../../../shared/budget.ts';
import { OffcutError } from '../../../shared/errors.ts';
import { flag, readRow, text, textColumns } from '../../sqlite/read-row.ts';
import type { SqlDatabase } from '../../sqlite/sql-database.ts';
import { brokenLimit, fromMicro, toMicro, windowsAt, type Amount, type Windows } from './budget.ts';
import { openSpend } from './open-spend.ts';

/** A call that is about to be made. */
export interface SpendRequest extends Amount {
  /** The provider's id. */
  readonly provider: string;
  /** The provider's name, as it is shown. */
  readonly name: string;
  /** The queue's job; null: there is none. */
  readonly job: number | null;
  readonly budget: Budget;
}

/**
 * What is set aside for one call. It is counted until `release`, also when this process ends before
 * either: whether the provider counted the picture, nobody knows then. A second end is a plain Error.
 * Both throw OffcutError `spend-unwritable` when they cannot be recorded; what was set aside stays
 * so, and they may be called again.
 */
export interface Reservation {
  readonly id: number;
  /** Records what the call cost, by the provider's own number, were it more than was set aside. */
  settle(spent: Amount): void;
  /** Takes it back. Only for a call that surely cost nothing. */
  release(): void;
}

export interface SpendEntry extends Amount {
  readonly id: number;
  /** The provider's id. */
  readonly provider: string;
  readonly job: number | null;
  /** Else it is what was set aside for a call that is being made, or whose end is not known. */
  readonly settled: boolean;
  /** When it was set aside, in ms since 1970. */
  readonly at: number;
}

export interface Spent extends Windows<Amount> {
  readonly all: Amount;
}

const amountRow = z
  .object({ pictures: z.int(), micro: z.int() })
  .transform(({ pictures, micro }): Amount => ({ pictures, credits: fromMicro(micro) }));

const entryRow = z
  .object({
    id: z.int(),
    provider: text,
    job: z.int().nullable(),
    settled: flag,
    pictures: z.int(),
    micro: z.int(),
    at: z.int(),
  })
  .transform(({ micro, ...rest }): SpendEntry => ({ ...rest, credits: fromMicro(micro) }));

const FIRST = Number.MIN_SAFE_INTEGER;

/**
 * What every provider was given, in one file that all Offcut processes of a user share. It is apart
 * from the queue: pictures are cut without owning that, and it may go back to a backup.
 *
 * Whatever is spent is set aside before, in a transaction that sums and compares, so that no number
 * of processes can overspend a budget together. Only a provider that takes more than it says
 * beforehand can. All is synchronous; every method may throw OffcutError `spend-unwritable`.
 */
export class SpendBook {
  readonly #db: SqlDatabase;
  readonly #now: () => number;

  private constructor(db: SqlDatabase, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /**
   * Opens or creates the book in the data folder (see `openSpend`).
   * @param options `now` gives ms since 1970
   * @throws OffcutError `spend-unwritable`
   */
  static open(dataFolder: string, { now = Date.now }: { now?: () => number } = {}): SpendBook {
    return new SpendBook(openSpend(dataFolder), now);
  }

  /**
   * Sets aside, before the call, what a picture will cost.
   * @throws OffcutError `budget-spent`, with the first limit that it would break in words
   */
  reserve(request: SpendRequest): Reservation {
    const { provider, name, job, pictures, credits, budget } = request;
    const id = this.#db.transaction(() => {
      // Read within the transaction: a wait for others may have gone past midnight.
      const now = Math.trunc(this.#now());
      const limit = brokenLimit(budget, this.#windows(provider, now), request);
      if (limit !== undefined) throw new OffcutError('budget-spent', { provider: name, limit });
      return this.#db.run(
        'INSERT INTO spend (provider, job, settled, pictures, micro, at) VALUES (?, ?, 0, ?, ?, ?)',
        ...[provider, job, pictures, toMicro(credits), now],
      ).lastId;
    });
    return {
      id,
      settle: (spent) => {
        this.#end(
          id,
          'UPDATE spend SET settled = 1, pictures = ?, micro = ? WHERE id = ? AND settled = 0',
          ...[spent.pictures, toMicro(spent.credits)],
        );
      },
      release: () => {
        this.#end(id, 'DELETE FROM spend WHERE id = ? AND settled = 0');
      },
    };
  }

  /** What a provider was given today, this month and ever, with what is set aside. */
  spent(provider: string): Spent {
    return { ...this.#windows(provider, this.#now()), all: this.#since(provider, FIRST) };
  }

  /** The newest entries of a provider, or of all (null), newest first. */
  entries(provider: string | null, limit: number): readonly SpendEntry[] {
    const columns = `id, ${textColumns('provider')}, job, settled, pictures, micro, at`;
    return this.#db
      .all(
        `SELECT ${columns} FROM spend WHERE ?1 IS NULL OR provider = ?1 ORDER BY id DESC LIMIT ?2`,
        ...[provider, limit],
      )
      .map((row) => readRow(this.#db, 'spend', entryRow, row));
  }

  /** Closes it, once or more often. What is still set aside stays so. */
  close(): void {
    this.#db.close();
  }

  #windows(provider: string, now: number): Windows<Amount> {
    const { day, month } = windowsAt(now);
    return { day: this.#since(provider, day), month: this.#since(provider, month) };
  }

  /** With no end: a clock that is set back does not give a budget anew. */
  #since(provider: string, since: number): Amount {
    const row = this.#db.first(
      `SELECT coalesce(sum(pictures), 0) AS pictures, coalesce(sum(micro), 0) AS micro
       FROM spend WHERE provider = ? AND at >= ?`,
      ...[provider, since],
    );
    return readRow(this.#db, 'spend', amountRow, row ?? {});
  }

  #end(id: number, sql: string, ...values: readonly number[]): void {
    const { changes } = this.#db.transaction(() => this.#db.run(sql, ...values, id));
    if (changes !== 1) throw new Error(`reservation ${id} has ended before`);
  }
}
