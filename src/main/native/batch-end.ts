import type { JobCounts, JobStateName } from '../../shared/queue.ts';

export interface Ended {
  readonly done: number;
  readonly failed: number;
}

/**
 * Notices when the queue has come to its end, from what it tells of itself: what ended between two
 * rests, once for each.
 */
export class BatchEnd {
  #working = false;
  #ended: Ended = { done: 0, failed: 0 };

  /** A job ended whose end is news. Comes before the counts that know of it. */
  ended(state: JobStateName): void {
    if (state !== 'done' && state !== 'failed') return;
    this.#ended = { ...this.#ended, [state]: this.#ended[state] + 1 };
  }

  /** Returns what ended, when that was the last of it. */
  hear({ queued, running }: JobCounts, paused: boolean): Ended | undefined {
    const rests = this.#working && queued + running === 0;
    this.#working = running > 0 || (queued > 0 && !paused) || (this.#working && !rests);
    if (!rests) return undefined;
    const ended = this.#ended;
    this.#ended = { done: 0, failed: 0 };
    return ended.done + ended.failed > 0 ? ended : undefined;
  }
}
