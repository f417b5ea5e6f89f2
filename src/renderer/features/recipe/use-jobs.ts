import { startTransition, useEffect, useState } from 'react';
import type { Batch, Job, JobId } from '../../../shared/queue.ts';
import { MAX_PAGE } from '../../../shared/queue-control.ts';
import type { QueueMessage } from '../../../shared/queue-events.ts';
import { on, request } from '../../bridge/client.ts';

/** What of the queue the selection is about. */
export interface SelectedJobs {
  /** All that is selected. */
  readonly ids: readonly JobId[];
  /** Those of the selection that are on the list; the anchor first. Of very many, only some. */
  readonly jobs: readonly Job[];
  readonly batches: readonly Batch[];
}

const none: SelectedJobs = { ids: [], jobs: [], batches: [] };

async function readSelected(ids: readonly JobId[]): Promise<SelectedJobs> {
  const [{ jobs }, { batches }] = await Promise.all([
    request('queue.jobs', { jobs: ids.slice(0, MAX_PAGE) }),
    request('queue.batches', {}),
  ]);
  const theirs = new Set(jobs.map(({ batch }) => batch));
  const found = batches.map(({ batch }) => batch).filter(({ id }) => theirs.has(id));
  return { ids, jobs, batches: found };
}

/**
 * Until a new selection has been read, it is still about the one before: a panel that went away
 * and came back with each arrow key would cost more than all else that the key does. The next key
 * goes before what follows from the answer.
 * @param ids the same array while the selection is the same
 */
export function useSelectedJobs(ids: readonly JobId[]): SelectedJobs {
  const [read, setRead] = useState(none);
  useEffect(() => {
    let isOver = false;
    const show = (found: SelectedJobs) => {
      if (isOver) return;
      startTransition(() => {
        setRead(found);
      });
    };
    const readAgain = () => {
      const reading = ids.length === 0 ? Promise.resolve(none) : readSelected(ids);
      reading.then(show, () => {
        // Without a queue there is nothing to be selected of it.
        show(none);
      });
    };
    readAgain();
    const stop = on('queue.events', (message) => {
      if (message.some(({ type }) => type === 'list')) readAgain();
    });
    return () => {
      isOver = true;
      stop();
    };
  }, [ids]);
  return read;
}

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
