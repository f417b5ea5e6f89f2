import libsql from 'libsql';
import { OffcutError, reasonOf, type ErrorCode } from '../../shared/errors.ts';
import { errnoOf } from '../../shared/write-error.ts';

/**
 * SQLite's primary result codes (https://www.sqlite.org/rescode.html) that are told apart here. The
 * extended code of an error has its primary one in the lowest eight bits.
 */
const resultCodes = {
  error: 1,
  perm: 3,
  busy: 5,
  locked: 6,
  readonly: 8,
  ioerr: 10,
  corrupt: 11,
  full: 13,
  cantopen: 14,
  nolfs: 22,
  constraint: 19,
  auth: 23,
  notadb: 26,
} as const;

type ResultCode = keyof typeof resultCodes;

/** Whether `thrown` is SQLite's, with one of these primary result codes. */
export function isSqlError(thrown: unknown, ...codes: readonly ResultCode[]): boolean {
  if (!(thrown instanceof libsql.SqliteError) || thrown.rawCode === undefined) return false;
  const primary = thrown.rawCode & 0xff;
  return codes.some((code) => resultCodes[code] === primary);
}

const isFull = (thrown: unknown): boolean =>
  isSqlError(thrown, 'full') || ['ENOSPC', 'EDQUOT'].includes(errnoOf(thrown) ?? '');

const isUnusable = (thrown: unknown): boolean =>
  isSqlError(thrown, 'perm', 'busy', 'locked', 'readonly', 'ioerr', 'cantopen', 'nolfs', 'auth') ||
  /^(?:E[A-Z0-9]+|UNKNOWN)$/.test(errnoOf(thrown) ?? '');

/** What the failures of a store are called; each code has the params `path` and `reason`. */
export interface StoreCodes {
  readonly full: ErrorCode;
  readonly unusable: ErrorCode;
  readonly damaged: ErrorCode;
}

/**
 * What a failure of SQLite or of the file system means to the user of the store in `file`: an
 * OffcutError with one of `codes`. Everything else is a bug, and is returned as it is.
 */
export function storeError(thrown: unknown, file: string, codes: StoreCodes): unknown {
  const said = (code: ErrorCode) =>
    new OffcutError(code, { path: file, reason: reasonOf(thrown) }, { cause: thrown });
  if (isFull(thrown)) return said(codes.full);
  if (isSqlError(thrown, 'corrupt', 'notadb')) return said(codes.damaged);
  return isUnusable(thrown) ? said(codes.unusable) : thrown;
}
