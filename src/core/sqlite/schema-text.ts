import { z } from 'zod';
import { migrate } from './migrate.ts';
import { readRow } from './read-row.ts';
import { SqlDatabase } from './sql-database.ts';
import type { StoreCodes } from './sql-error.ts';

/**
 * All tables, indexes and triggers, as one text. Spaces do not count. Damage that leaves SQL which
 * SQLite still reads would otherwise be found when something is lost.
 */
const schemaText = `
  SELECT replace(replace(group_concat(name || ' ' || sql), ' ', ''), char(10), '')
  FROM (SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name)`;

const schemaRow = z.object({ schema: z.string() });

/** What `schemaText` is in a good store that has gone these steps. */
function expectedSchema(steps: readonly string[], codes: StoreCodes): string {
  const db = new SqlDatabase(':memory:', codes);
  migrate(db, steps);
  const row = db.first(`SELECT (${schemaText}) AS schema`) ?? {};
  db.close();
  return readRow(db, 'sqlite_schema', schemaRow, row).schema;
}

const literal = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** An SQL expression: whether the tables are those of a store that has gone these steps, one at least. */
export const schemaFits = (steps: readonly string[], codes: StoreCodes): string =>
  `(${schemaText}) = ${literal(expectedSchema(steps, codes))}`;
