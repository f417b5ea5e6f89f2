import { useEffect } from 'react';
import { mediaUrl } from '../../../shared/bridge/contract.ts';
import type { Job } from '../../../shared/queue.ts';
import { sceneOf } from './canvas-state.ts';
import { pooled } from './picture-pool.ts';
import { sizeNeeded } from './picture-size.ts';
import { fit } from './view-transform.ts';
import { canvas } from './viewer-store.ts';

function preload(job: Job): void {
  pooled(mediaUrl(job, 'before', 1024));
  if (job.state.name !== 'done') return;
  const { facts } = job.state;
  const { width, height } = facts;
  // As large as it will be shown, unless that is all of it.
  const { zoom } = fit({ ...sceneOf(canvas.get()), picture: { width, height } });
  const needed = sizeNeeded(Math.max(width, height), zoom);
  for (const size of new Set([1024, needed === 'full' ? 1024 : needed] as const)) {
    pooled(mediaUrl(job, 'before', size));
    pooled(mediaUrl(job, 'after', size));
  }
}

/** Gets the neighbours' pictures ready, after those of this one. */
export function usePreload(next: Job | null | undefined, previous: Job | null | undefined): void {
  useEffect(() => {
    const later = setTimeout(() => {
      for (const job of [next, previous]) if (job) preload(job);
    }, 100);
    return () => {
      clearTimeout(later);
    };
  }, [next, previous]);
}
