import type { JobId } from '../../../shared/queue.ts';
import { createStore } from '../../stores/create-store.ts';
import { say } from '../../stores/toast-store.ts';
import { useStore } from '../../stores/use-store.ts';
import { queueRequests } from '../queue-requests.ts';

/** ms in which it can be taken back; as long as the sentence that says so is shown. */
const UNDO_MS = 8_000;

/** Jobs that are about to leave the list. */
const leaving = createStore<ReadonlySet<JobId>>(new Set());

export const useLeaving = (): ReadonlySet<JobId> => useStore(leaving);

const without = (jobs: ReadonlySet<JobId>) =>
  new Set([...leaving.get()].filter((job) => !jobs.has(job)));

/**
 * Takes jobs off the list, with a while to think better of it: what waits or is at work is stopped
 * at once, and cleared when nobody took it back. Cutouts stay where they are.
 */
export function remove(
  jobs: readonly JobId[],
  /** Those of them that have not ended: they go on when it is taken back. */
  open: readonly JobId[],
  words: { readonly removed: string; readonly undo: string },
): void {
  const set = new Set(jobs);
  leaving.set(new Set([...leaving.get(), ...jobs]));
  if (open.length > 0) void queueRequests.cancel(open);
  const timer = setTimeout(() => {
    void queueRequests.clear(jobs).then(() => {
      leaving.set(without(set));
    });
  }, UNDO_MS);
  say(words.removed, {
    label: words.undo,
    run: () => {
      clearTimeout(timer);
      leaving.set(without(set));
      if (open.length > 0) void queueRequests.requeue(open);
    },
  });
}
