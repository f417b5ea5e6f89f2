import type { Batch, HotFolder, HotFolderId, Job, JobStateName } from '../../shared/queue.ts';
import { withinFolder } from './picture-filter.ts';
import type { HotFolderQueue } from './folder-tools.ts';

const PAGE = 1_000;

export const batchesOf = (queue: HotFolderQueue, id: HotFolderId): readonly Batch[] =>
  queue.batches().filter(({ hotFolder }) => hotFolder === id);

/** The newest job of each picture of a hot folder that is in one of these states, by its path. */
export function jobsByPath(
  queue: HotFolderQueue,
  { id, folder }: HotFolder,
  states: readonly JobStateName[],
): ReadonlyMap<string, Job> {
  const jobs = new Map<string, Job>();
  for (const { id: batch } of batchesOf(queue, id)) {
    for (let offset = 0; ; offset += PAGE) {
      const page = queue.page({ batch, states, offset, limit: PAGE });
      for (const job of page.jobs) {
        if (job.source.kind !== 'file') continue;
        const path = withinFolder(folder, job.source.path);
        if ((jobs.get(path)?.id ?? 0) < job.id) jobs.set(path, job);
      }
      if (offset + PAGE >= page.total) break;
    }
  }
  return jobs;
}
