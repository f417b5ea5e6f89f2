import { z } from 'zod';
import { OffcutError } from '../../shared/errors.ts';
import type { SqlDatabase, SqlRow } from './sql-database.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Selects columns of text as their bytes, for `text` to read. libsql ends the process when it is to
 * hand over text that is not UTF-8, which is what damage can make of it.
 */
export const textColumns = (...columns: readonly string[]): string =>
  columns.map((column) => `CAST(${column} AS BLOB) AS ${column.replace(/^.*\./, '')}`).join(', ');

/** A column of `textColumns`. */
export const text = z.instanceof(ArrayBuffer).transform((bytes, context): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    context.addIssue('not UTF-8');
    return z.NEVER;
  }
});

/** A column of `textColumns` that holds one of these words. */
export const word = <const T extends string>(words: readonly T[]) => text.pipe(z.enum(words));

/** A column of `textColumns` that holds JSON. */
export const json = <T>(schema: z.ZodType<T>) =>
  text
    .transform((written, context): unknown => {
      try {
        return JSON.parse(written);
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
 * @throws OffcutError `codes.damaged`, naming the table and the column
 */
export function readRow<T>(
  { file, codes }: Pick<SqlDatabase, 'file' | 'codes'>,
  table: string,
  schema: z.ZodType<T>,
  row: SqlRow,
): T {
  const { success, data, error } = schema.safeParse(row);
  if (success) return data;
  const [issue] = error.issues;
  const column = issue?.path.join('.') ?? '';
  const reason = `${table}.${column}: ${issue?.message ?? 'unknown'}`;
  throw new OffcutError(codes.damaged, { path: file, reason }, { cause: error });
}
