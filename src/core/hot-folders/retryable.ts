import type { ErrorCode } from '../../shared/errors.ts';
import type { Attempt } from '../../shared/queue.ts';
import { MOST_ATTEMPTS } from '../queue/back-off.ts';
import { isTransient } from '../queue/transient.ts';

/** The same bytes with the same recipe end the same way: only another picture or recipe helps. */
const sameAgain: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'input-not-an-image',
  'input-format-unsupported',
  'input-too-large',
  'input-too-small',
  'no-subject',
  'no-background',
  'matte-invalid',
  'output-too-large',
  'output-name-too-long',
  'picture-quarantined',
  'recipe-invalid',
  'recipe-not-yet',
  'model-unknown',
]);

/**
 * Whether it may help to try a failed picture of a hot folder again, later. Nobody sits before it
 * who could, so more is tried than in a batch: a full disk may have been emptied by then.
 */
export const mayPass = (code: ErrorCode): boolean => !sameAgain.has(code);

/**
 * How often a job was given up. What passes by itself is tried several times by the queue before it
 * gives up; that counts as one.
 */
export function timesGivenUp(attempts: readonly Attempt[]): number {
  let [final, passing] = [0, 0];
  for (const { error } of attempts) {
    if (error === null) continue;
    if (isTransient(error)) passing++;
    else final++;
  }
  return Math.max(1, final + Math.floor(passing / MOST_ATTEMPTS));
}
