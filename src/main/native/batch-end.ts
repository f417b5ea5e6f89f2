import type { JobCounts } from '../../shared/queue.ts';

export interface Ended {
  readonly done: number;
  readonly failed: number;
}

/**
 * Notices when the queue has come to its end, from what it tells of itself: what ended between two
 * rests, once for each.
 */
export class BatchEnd {
  #before: JobCounts | undefined;
  #working = false;
  #ended: Ended = { done: 0, failed: 0 };

  /** Returns what ended, when that was the last of it. */
  hear(counts: JobCounts, paused: boolean): Ended | undefined {
    const before = this.#before;
    this.#before = counts;
    if (before === undefined) return undefined;
    // What was cleared off the list does not make it less.
    const grown = (name: 'done' | 'failed') => Math.max(0, counts[name] - before[name]);
    this.#ended = {
      done: this.#ended.done + grown('done'),
      failed: this.#ended.failed + grown('failed'),
    };
    const working = counts.running > 0 || (counts.queued > 0 && !paused);
    const rests = this.#working && counts.queued + counts.running === 0;
    this.#working = working || (this.#working && !rests);
    if (!rests) return undefined;
    const ended = this.#ended;
    this.#ended = { done: 0, failed: 0 };
    return ended.done + ended.failed > 0 ? ended : undefined;
  }
}
