import { OffcutError, reasonOf } from './errors.ts';

/** What a failed write means to the user: a full disk, a name too long, or no way to write. */
export function writeError(error: unknown, path: string): OffcutError {
  if (error instanceof OffcutError) return error;
  const reason = reasonOf(error);
  const options = { cause: error };
  switch (reason) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new OffcutError('output-disk-full', { path }, options);
    case 'ENAMETOOLONG':
      return new OffcutError('output-name-too-long', { name: path }, options);
    default:
      return new OffcutError('output-unwritable', { path, reason }, options);
  }
}
