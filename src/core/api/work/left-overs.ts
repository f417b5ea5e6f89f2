import { rm } from 'node:fs/promises';
import type { JobId } from '../../../shared/queue.ts';

/** ms that what is left over may lie about: it is removed together, while nobody is answered. */
const REST_MS = 250;

/** What a request leaves behind that was answered. */
export interface LeftOver {
  /** In the queue, ended. */
  readonly job: JobId;
  /** Absolute; files or folders. */
  readonly files: readonly string[];
}

/**
 * Removes what answered requests leave behind, a moment later: neither their answers nor those of
 * the next requests wait for it. What a process that was killed leaves is swept at the next start.
 */
export class LeftOvers {
  readonly #clear: (jobs: readonly JobId[]) => Promise<void>;
  #waiting: LeftOver[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param clear takes jobs off the queue's list; may reject while the queue changes hands */
  constructor(clear: (jobs: readonly JobId[]) => Promise<void>) {
    this.#clear = clear;
  }

  add(left: LeftOver): void {
    this.#waiting.push(left);
    this.#timer ??= setTimeout(() => void this.remove(), REST_MS);
  }

  /** Removes at once what waits for that. Never rejects: the next start finds what stays. */
  async remove(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    const files = waiting.flatMap((left) => left.files);
    await Promise.allSettled([
      this.#clear(waiting.map(({ job }) => job)),
      ...files.map((file) => rm(file, { recursive: true, force: true })),
    ]);
  }
}
