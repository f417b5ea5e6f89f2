import type { QueueLink } from '../../shared/queue-link.ts';
import { on } from '../bridge/client.ts';
import { createStore } from './create-store.ts';
import { useStore } from './use-store.ts';

const link = createStore<QueueLink>({ role: 'connecting', pid: null, error: null });

export function followLink(initial: QueueLink): void {
  link.set(initial);
  on('queue.link', link.set);
}

/** Which process works on the queue. */
export const useLink = (): QueueLink => useStore(link);
