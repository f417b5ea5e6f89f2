import type { ApiJob, JobTable } from '../store/job-table.ts';

/** Tells of jobs that were accepted for later, once they have ended. */
export class JobEnds {
  readonly #jobs: Pick<JobTable, 'get'>;
  readonly #listeners = new Set<(job: ApiJob) => void>();
  readonly #closing = new AbortController();

  constructor(jobs: Pick<JobTable, 'get'>) {
    this.#jobs = jobs;
  }

  /** @returns a function that ends the listening */
  subscribe(listener: (job: ApiJob) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** To be called once the end is on record. What one listener throws keeps it from no other. */
  tell(job: ApiJob): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(job);
      } catch {
        // Whoever must not miss an end looks at what is on record, too.
      }
    }
  }

  /**
   * Waits until a job has ended.
   * @param signal aborted when nobody waits any more
   * @returns the job as it is then; undefined: there is none, or not any more
   */
  async settled(id: string, signal: AbortSignal): Promise<ApiJob | undefined> {
    const given = AbortSignal.any([signal, this.#closing.signal]);
    await new Promise<void>((resolve) => {
      // Listens first, so that no end falls between the look and the wait.
      const unsubscribe = this.subscribe((job) => {
        if (job.id === id) leave();
      });
      const leave = () => {
        unsubscribe();
        given.removeEventListener('abort', leave);
        resolve();
      };
      given.addEventListener('abort', leave);
      if (given.aborted || this.#jobs.get(id)?.state !== 'open') leave();
    });
    return this.#jobs.get(id);
  }

  /** Whoever waits is told how far it is: what was accepted is done after the next start. */
  close(): void {
    this.#closing.abort();
  }
}
