import { schemaFits } from '../../sqlite/schema-text.ts';
import { SqlDatabase } from '../../sqlite/sql-database.ts';
import { storeError, type StoreCodes } from '../../sqlite/sql-error.ts';
import { migrations } from './schema.ts';

const codes: StoreCodes = {
  full: 'queue-disk-full',
  unusable: 'queue-unwritable',
  damaged: 'queue-damaged',
};

/** The newest version of the queue's format that this Offcut knows. */
export const knownVersion = migrations.length;

/**
 * Opens or creates one of the queue's files, whose folder must exist.
 * @throws OffcutError `queue-unwritable`
 */
export const queueDatabase = (file: string): SqlDatabase => new SqlDatabase(file, codes);

/** An SQL expression: whether the tables are those of a queue of this version. */
export const queueSchemaFits = (version: number): string =>
  schemaFits(migrations.slice(0, version), codes);

/** What a failure means to the user of the queue in `file` (see `storeError`). */
export const queueError = (thrown: unknown, file: string): unknown =>
  storeError(thrown, file, codes);
