import { useEffect, useState } from 'react';
import type { Job, JobId } from '../../../shared/queue.ts';
import { on, request } from '../../bridge/client.ts';
import { tellError } from '../../stores/notice-store.ts';

/** More are not looked at one by one. */
const MOST = 1_000;
const none: readonly Job[] = [];

/** The first jobs of a selection, as they are now. */
export function useJobs(selected: ReadonlySet<JobId>): readonly Job[] {
  const [jobs, setJobs] = useState(none);
  useEffect(() => {
    let isOver = false;
    const ids = [...selected].slice(0, MOST);
    const read = async () => {
      const found = ids.length === 0 ? none : (await request('queue.jobs', { jobs: ids })).jobs;
      if (!isOver) setJobs(found);
    };
    read().catch(tellError);
    const end = on('queue.events', (message) => {
      for (const event of message) {
        if (event.type !== 'jobs') continue;
        const changed = new Map(event.jobs.map((job) => [job.id, job]));
        if (!event.jobs.some(({ id }) => selected.has(id))) continue;
        setJobs((before) => before.map((job) => changed.get(job.id) ?? job));
      }
    });
    return () => {
      isOver = true;
      end();
    };
  }, [selected]);
  return jobs;
}
