import { useEffect, useState } from 'react';
import type { Job } from '../../../shared/queue.ts';
import type { QueueMessage } from '../../../shared/queue-events.ts';
import { on, request } from '../../bridge/client.ts';

const endOf = ({ state }: Job): number => (state.name === 'done' ? state.at : 0);

const newest = (jobs: readonly (Job | null)[]): Job | null =>
  jobs.reduce(
    (best, job) => (job !== null && endOf(job) > (best === null ? 0 : endOf(best)) ? job : best),
    null,
  );

/** How far back the last finished one is looked for, among those at the end of the list. */
const LOOK_BACK = 100;

async function readLastDone(): Promise<Job | null> {
  const states = ['done'] as const;
  const { total } = await request('queue.page', { states, offset: 0, limit: 1 });
  const offset = Math.max(0, total - LOOK_BACK);
  return newest((await request('queue.page', { states, offset, limit: LOOK_BACK })).jobs);
}

const doneIn = (message: QueueMessage): readonly Job[] =>
  message
    .flatMap((event) => (event.type === 'jobs' ? event.jobs : []))
    .filter((job) => endOf(job) > 0);

/** The picture that was finished last; null: none is. */
export function useLastDone(): Job | null {
  const [last, setLast] = useState<Job | null>(null);
  useEffect(() => {
    let isOver = false;
    const readAgain = () => {
      readLastDone().then(
        (job) => {
          if (!isOver) setLast(job);
        },
        () => undefined,
      );
    };
    readAgain();
    const stop = on('queue.events', (message) => {
      const done = doneIn(message);
      if (done.length > 0) setLast((before) => newest([before, ...done]));
      if (message.some(({ type }) => type === 'list')) readAgain();
    });
    return () => {
      isOver = true;
      stop();
    };
  }, []);
  return last;
}
