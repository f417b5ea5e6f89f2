import { startTransition, useEffect, useMemo, useState } from 'react';
import type { Batch, Job, JobId } from '../../shared/queue.ts';
import { MAX_PAGE } from '../../shared/queue-control.ts';
import type { QueueMessage } from '../../shared/queue-events.ts';
import { on, request } from '../bridge/client.ts';
import { useSelection } from './selection-store.ts';

/** What of the queue the selection is about. */
export interface SelectedJobs {
  /** All that is selected; the anchor first. */
  readonly ids: readonly JobId[];
  /** Those of them that are on the list, in the same order. Of very many, only some. */
  readonly jobs: readonly Job[];
  readonly batches: readonly Batch[];
}

const noneOf = (ids: readonly JobId[]): SelectedJobs => ({ ids, jobs: [], batches: [] });
const none = noneOf([]);

async function readSelected(ids: readonly JobId[]): Promise<SelectedJobs> {
  const [{ jobs }, { batches }] = await Promise.all([
    request('queue.jobs', { jobs: ids.slice(0, MAX_PAGE) }),
    request('queue.batches', {}),
  ]);
  const theirs = new Set(jobs.map(({ batch }) => batch));
  return {
    ids,
    jobs,
    batches: batches.map(({ batch }) => batch).filter(({ id }) => theirs.has(id)),
  };
}

/** The jobs as they are after what happened; the same object where it was about none of them. */
export function withChanges(selected: SelectedJobs, message: QueueMessage): SelectedJobs {
  const changed = new Map(
    message
      .flatMap((event) => (event.type === 'jobs' ? event.jobs : []))
      .map((job) => [job.id, job]),
  );
  if (!selected.jobs.some(({ id }) => changed.has(id))) return selected;
  return { ...selected, jobs: selected.jobs.map((job) => changed.get(job.id) ?? job) };
}

function useReading(): { readonly ids: readonly JobId[]; readonly read: SelectedJobs } {
  const { jobs: selected, anchor } = useSelection();
  const ids = useMemo(
    () => [...selected].sort((a, b) => Number(b === anchor) - Number(a === anchor)),
    [selected, anchor],
  );
  const [read, setRead] = useState(none);
  useEffect(() => {
    let isOver = false;
    const readAgain = async () => {
      // Without a queue there is nothing to be selected of it.
      const found = ids.length === 0 ? none : await readSelected(ids).catch(() => noneOf(ids));
      // The next key goes before what follows from the answer.
      if (!isOver)
        startTransition(() => {
          setRead(found);
        });
    };
    void readAgain();
    const end = on('queue.events', (message) => {
      setRead((before) => withChanges(before, message));
      if (message.some(({ type }) => type === 'list')) void readAgain();
    });
    return () => {
      isOver = true;
      end();
    };
  }, [ids]);
  return { ids, read };
}

/** The jobs of the selection, live; undefined: not read yet. */
export function useSelectedJobs(): SelectedJobs | undefined {
  const { ids, read } = useReading();
  if (ids.length === 0) return none;
  return read.ids === ids ? read : undefined;
}

/**
 * The jobs of the selection, and until those have been read, of the selection before it: for what
 * is only shown, and would cost more than all else that a key does if it went away and came back.
 */
export const useLastSelectedJobs = (): SelectedJobs => useReading().read;
