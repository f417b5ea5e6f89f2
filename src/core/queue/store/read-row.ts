import { z } from 'zod';
import { OffcutError } from '../../../shared/errors.ts';
import type { SqlDatabase, SqlRow } from './sql-database.ts';

/** A column that holds JSON. */
export const json = <T>(schema: z.ZodType<T>) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue('not JSON');
        return z.NEVER;
      }
    })
    .pipe(schema);

/** A column that holds 0 or 1. */
export const flag = z.literal([0, 1]).transform((value) => value === 1);

/**
 * A row, checked: the file may be damaged in ways that SQLite cannot see.
 * @throws OffcutError `queue-damaged`, naming the table and the column
 */
export function readRow<T>(
  { file }: Pick<SqlDatabase, 'file'>,
  table: string,
  schema: z.ZodType<T>,
  row: SqlRow,
): T {
  const { success, data, error } = schema.safeParse(row);
  if (success) return data;
  const [issue] = error.issues;
  const column = issue?.path.join('.') ?? '';
  const reason = `${table}.${column}: ${issue?.message ?? 'unknown'}`;
  throw new OffcutError('queue-damaged', { path: file, reason }, { cause: error });
}
