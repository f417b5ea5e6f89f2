import { Queue, type QueueOptions } from './queue.ts';
import { openQueueStore, type OpenOptions, type OpenReport } from './store/open-queue-store.ts';

export interface OpenQueueOptions extends QueueOptions, Pick<OpenOptions, 'socket'> {
  /** Whether jobs are begun; true by default. */
  readonly work?: boolean;
}

/**
 * Opens the queue in `options.dataFolder`, ends what an owner of before left at work, and begins.
 * @returns the queue, and what was done to get at it
 * @throws OffcutError of `openQueueStore`, such as `queue-owned`
 */
export async function openQueue(
  options: OpenQueueOptions,
): Promise<{ readonly queue: Queue; readonly report: OpenReport }> {
  const { dataFolder, socket, clock, work = true } = options;
  const { store, report } = await openQueueStore(dataFolder, {
    ...(socket === undefined ? {} : { socket }),
    ...(clock === undefined ? {} : { now: clock }),
  });
  try {
    const queue = new Queue(store, options);
    await queue.start(work);
    return { queue, report };
  } catch (error) {
    store.close();
    throw error;
  }
}
