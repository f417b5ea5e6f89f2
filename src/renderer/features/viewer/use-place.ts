import { useEffect, useState } from 'react';
import type { JobId } from '../../../shared/queue.ts';
import { on, request } from '../../bridge/client.ts';
import { useListQuery, type ListQuery } from '../../stores/list-query-store.ts';
import { tellError } from '../../stores/notice-store.ts';
import { placeAfter, type PlaceInList } from './place-in-list.ts';

/** ms between two looks at a list that keeps changing. */
const REST = 500;

/** @throws OffcutError as the main process answered */
async function readPlace(job: JobId, query: ListQuery): Promise<PlaceInList> {
  const { offset } = await request('queue.position', { ...query, job });
  const from = Math.max(0, (offset ?? 0) - 1);
  const { jobs, total } = await request('queue.page', { ...query, offset: from, limit: 3 });
  if (offset === null) return { job, number: null, total, previous: null, next: jobs[0] ?? null };
  const at = offset - from;
  return {
    job,
    number: offset + 1,
    total,
    previous: at === 0 ? null : (jobs[0] ?? null),
    next: jobs[at + 1] ?? null,
  };
}

/** The job's place in what the queue lists, live; undefined until it is known. */
export function usePlace(job: JobId): PlaceInList | undefined {
  const query = useListQuery();
  const [place, setPlace] = useState<PlaceInList>();
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const read = async () => {
      timer = null;
      try {
        const now = await readPlace(job, query);
        if (!isOver) setPlace((before) => placeAfter(before, now));
      } catch (error) {
        if (!isOver) tellError(error);
      }
    };
    const end = on('queue.events', (message) => {
      if (!message.some(({ type }) => type === 'jobs' || type === 'list')) return;
      timer ??= setTimeout(() => void read(), REST);
    });
    void read();
    return () => {
      isOver = true;
      if (timer !== null) clearTimeout(timer);
      end();
    };
  }, [job, query]);
  return place?.job === job ? place : undefined;
}
