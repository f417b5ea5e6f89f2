import type { BatchId } from '../../../shared/queue.ts';
import type { SqlDatabase } from '../../sqlite/sql-database.ts';

/**
 * How what is recorded of a batch is committed: so that it survives the end of the machine or, for
 * batches that somebody waits for who ends with it, of the process alone, which is far cheaper.
 */
export class Durability {
  readonly #db: SqlDatabase;
  /** Of this process; what is left for the next owner is as durable as all else. */
  readonly #fleeting = new Set<BatchId>();

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  /** Adds a batch, and remembers what it is. */
  add<T extends { readonly batch: BatchId }>(fleeting: boolean, work: () => T): T {
    if (!fleeting) return this.#db.transaction(work);
    const added = this.#db.fleetingTransaction(work);
    this.#fleeting.add(added.batch);
    return added;
  }

  isFleeting(batch: BatchId): boolean {
    return this.#fleeting.has(batch);
  }

  /** Commits what `work` does for one job of a batch. */
  commit<T>(batch: BatchId, work: () => T): T {
    if (!this.isFleeting(batch)) return this.#db.transaction(work);
    return this.#db.fleetingTransaction(work);
  }

  /** Whoever waited has what they waited for, or it was taken back. */
  forget(batch: BatchId): void {
    this.#fleeting.delete(batch);
  }
}
