import { OffcutError, reasonOf } from '../../shared/errors.ts';

/**
 * Whatever a decoder throws, as `input-damaged`; an `OffcutError` knows better and stays. A
 * decoder's message may run over several lines, the first of which says what
 * matters.
 */
export function damaged(error: unknown): OffcutError {
  if (error instanceof OffcutError) return error;
  const reason = (reasonOf(error).split('\n', 1)[0] ?? '').replace(/:\s*$/, '');
  return new OffcutError('input-damaged', { reason }, { cause: error });
}
