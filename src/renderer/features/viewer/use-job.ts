import { useEffect, useState } from 'react';
import type { Job, JobId } from '../../../shared/queue.ts';
import { on, request } from '../../bridge/client.ts';
import { tellError } from '../../stores/notice-store.ts';

/** null: it is not on the list any more; undefined: not known yet. */
export type KnownJob = Job | null | undefined;

/** Whether there is surely no cutout to look at: of a job that is not known yet, there may be. */
export const lacksCutout = (job: KnownJob): boolean =>
  job !== undefined && job?.state.name !== 'done';

/** A job as it is now, live. */
export function useJob(id: JobId): KnownJob {
  const [known, setKnown] = useState<Job | null>();
  useEffect(() => {
    let isOver = false;
    const read = async () => {
      try {
        const { jobs } = await request('queue.jobs', { jobs: [id] });
        if (!isOver) setKnown(jobs[0] ?? null);
      } catch (error) {
        if (!isOver) tellError(error);
      }
    };
    const endEvents = on('queue.events', (message) => {
      for (const event of message) {
        if (event.type === 'list') void read();
        if (event.type !== 'jobs') continue;
        const now = event.jobs.find((job) => job.id === id);
        if (now !== undefined) setKnown(now);
      }
    });
    // Another owner of the queue tells nothing of what happened before it came.
    const endLink = on('queue.link', () => void read());
    void read();
    return () => {
      isOver = true;
      endEvents();
      endLink();
    };
  }, [id]);
  // Until the next one is read, the one before is not it.
  return known?.id === id || known === null ? known : undefined;
}
