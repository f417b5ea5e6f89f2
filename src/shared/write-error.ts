import { OffcutError, reasonOf } from './errors.ts';
import { pictureName } from './picture-name.ts';

/** The errno of a thrown value, such as `EEXIST`, or undefined. */
export function errnoOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}

/**
 * What a failure to write `target` means to the user: `output-disk-full`, `output-name-too-long`
 * or `output-unwritable`. What the file system did not throw is passed on as `OffcutError.from`
 * has it.
 */
export function writeError(thrown: unknown, target: string): OffcutError {
  const errno = thrown instanceof OffcutError ? undefined : errnoOf(thrown);
  // UNKNOWN is what Node makes of errors of Windows that have no errno.
  if (errno === undefined || !/^(?:E[A-Z0-9]+|UNKNOWN)$/.test(errno)) {
    return OffcutError.from(thrown);
  }
  switch (errno) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new OffcutError('output-disk-full', { path: target }, { cause: thrown });
    case 'ENAMETOOLONG':
      return new OffcutError(
        'output-name-too-long',
        { name: pictureName(target) },
        { cause: thrown },
      );
    default:
      return new OffcutError(
        'output-unwritable',
        { path: target, reason: reasonOf(thrown) },
        { cause: thrown },
      );
  }
}
