import path from 'node:path';
import { openShared } from '../../sqlite/open-shared.ts';
import type { SqlDatabase } from '../../sqlite/sql-database.ts';
import type { StoreCodes } from '../../sqlite/sql-error.ts';
import { spendMigrations } from './spend-schema.ts';

/** Whatever is wrong with the book, what follows is the same: nothing is spent. */
const codes: StoreCodes = {
  full: 'spend-unwritable',
  unusable: 'spend-unwritable',
  damaged: 'spend-unwritable',
};

export const spendFile = (dataFolder: string): string => path.join(dataFolder, 'spend.db');

/**
 * Opens `spend.db` in the data folder. Any number of processes may have it open. A file that is
 * damaged is left as it is: an empty one in its place would give every budget anew.
 *
 * @throws OffcutError `spend-unwritable`
 */
export const openSpend = (dataFolder: string): SqlDatabase =>
  openShared(spendFile(dataFolder), codes, spendMigrations);
