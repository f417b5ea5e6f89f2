import path from 'node:path';
import { openQueueStore } from '../../src/core/queue/store/open-queue-store.ts';
import type { Desktop } from '../../test/desktop/desktop.ts';
import { newBatch } from '../../test/helpers/queue.ts';

/** Puts pictures into the queue of an app that has not started yet; nothing of it runs. */
export async function fillPausedQueue(
  { data, cutouts }: Pick<Desktop, 'data' | 'cutouts'>,
  pictures: readonly string[],
): Promise<void> {
  const { store } = await openQueueStore(data);
  try {
    store.pause(true);
    const jobs = pictures.map((file, index) => ({
      source: { kind: 'file', path: file, folder: '' } as const,
      target: path.join(cutouts, `${index}.png`),
    }));
    store.addBatch(newBatch({ jobs }));
  } finally {
    store.close();
  }
}
