import type { HotFolderCounts, HotFolderProblem } from '../../../shared/hot-folders.ts';

/**
 * Pictures whose turn is still to come: those that are not quiet yet, and those in the queue. What
 * was given up before it got there is counted among the first, and is no longer waiting.
 */
export function waitingOf(
  { settling, queued }: HotFolderCounts,
  problems: readonly HotFolderProblem[],
): number {
  const givenUp = problems.filter(({ trouble }) => trouble === 'unready').length;
  return queued + Math.max(0, settling - givenUp);
}
