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

/**
 * Opens `api/api.db` in the data folder. Keys may be made by another process than the one that
 * serves.
 * @throws OffcutError `api-unusable`
 */
export const openApiStore = (dataFolder: string): SqlDatabase =>
  openShared(path.join(apiFolder(dataFolder), 'api.db'), codes, apiMigrations);
