import { OffcutError, reasonOf } from '../../shared/errors.ts';
import { errnoOf } from '../../shared/write-error.ts';

const notThere = new Set(['ENOENT', 'ENOTDIR', 'ERR_INVALID_ARG_VALUE']);

/** True for a path that leads nowhere, also because it could never lead anywhere (a NUL in it). */
export function isNotThere(thrown: unknown): boolean {
  return notThere.has(errnoOf(thrown) ?? '');
}

/** What a failure to read `path` means to the user: `input-not-found` or `input-unreadable`. */
export function readError(thrown: unknown, path: string): OffcutError {
  return isNotThere(thrown)
    ? new OffcutError('input-not-found', { path }, { cause: thrown })
    : new OffcutError('input-unreadable', { path, reason: reasonOf(thrown) }, { cause: thrown });
}
