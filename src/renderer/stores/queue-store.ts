import { useEffect, useSyncExternalStore } from 'react';
import type { QueueState } from '../../shared/queue-events.ts';
import { on, request } from '../bridge/client.ts';
import { createStore } from './create-store.ts';
import type { ListQuery } from './list-query-store.ts';
import { tellError } from './notice-store.ts';
import { QueueList } from './queue-list.ts';
import { useStore } from './use-store.ts';

/** How far the queue is; null: not known yet. */
const state = createStore<QueueState | null>(null);
/** Cutouts that a model was not sure of. */
const doubtful = createStore(0);
/** ms between two counts of what is doubtful. */
const COUNT_AGAIN_MS = 1_000;

export const queueList = new QueueList({
  ask: (query) => request('queue.page', query),
  onError: tellError,
});

async function count(): Promise<void> {
  try {
    doubtful.set((await request('queue.counts', {})).doubtful);
  } catch {
    // There is no owner just now; the next one's events come here too.
  }
}

let counting: ReturnType<typeof setTimeout> | undefined;
function countSoon(): void {
  counting ??= setTimeout(() => {
    counting = undefined;
    void count();
  }, COUNT_AGAIN_MS);
}

async function readState(): Promise<void> {
  try {
    state.set((await request('queue.status', {})).state);
    await count();
  } catch (error) {
    tellError(error);
  }
}

/** Begins to follow the queue; once, as the window starts. */
export function followQueue(): void {
  on('queue.events', (message) => {
    queueList.hear(message);
    for (const event of message) {
      if (event.type === 'state') state.set(event.state);
      if (event.type === 'jobs' || event.type === 'list') countSoon();
    }
  });
  on('queue.link', ({ role }) => {
    if (role === 'connecting') return;
    // A new owner may know of other things.
    queueList.reload();
    void readState();
  });
  void readState();
}

export const useQueueState = (): QueueState | null => useStore(state);
export const useDoubtful = (): number => useStore(doubtful);

const subscribe = (listener: () => void) => queueList.subscribe(listener);
const version = () => queueList.version;

/** The list of what matches, which tells when it changed. */
export function useQueueList(query: ListQuery): QueueList {
  useEffect(() => {
    queueList.show(query);
  }, [query]);
  useSyncExternalStore(subscribe, version);
  return queueList;
}
