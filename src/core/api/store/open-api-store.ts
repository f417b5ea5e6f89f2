import { existsSync } from 'node:fs';
import path from 'node:path';
import { openShared } from '../../sqlite/open-shared.ts';
import type { SqlDatabase } from '../../sqlite/sql-database.ts';
import type { StoreCodes } from '../../sqlite/sql-error.ts';
import { apiMigrations } from './api-schema.ts';

const codes: StoreCodes = {
  full: 'api-unusable',
  unusable: 'api-unusable',
  damaged: 'api-unusable',
};

/** Where the local API keeps its records, uploads and results. */
export const apiFolder = (dataFolder: string): string => path.join(dataFolder, 'api');

/** Where its cutouts are put. */
export const apiResults = (dataFolder: string): string =>
  path.join(apiFolder(dataFolder), 'results');

const storeFile = (dataFolder: string) => path.join(apiFolder(dataFolder), 'api.db');

/** Whether there is anything to open: looking for keys alone need not begin a store. */
export const hasApiStore = (dataFolder: string): boolean => existsSync(storeFile(dataFolder));

/**
 * Opens `api/api.db` in the data folder. Keys may be made by another process than the one that
 * serves.
 * @throws OffcutError `api-unusable`
 */
export const openApiStore = (dataFolder: string): SqlDatabase =>
  openShared(storeFile(dataFolder), codes, apiMigrations);
