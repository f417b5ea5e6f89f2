import { useMemo } from 'react';
import { stages } from '../../../shared/cutout.ts';
import type { JobId } from '../../../shared/queue.ts';
import { useQueueState } from '../../stores/queue-store.ts';

/** How far each picture at work is, by the stages that are behind it: 0-1. */
export function useProgress(): ReadonlyMap<JobId, number> {
  const atWork = useQueueState()?.atWork;
  return useMemo(
    () =>
      new Map(
        (atWork ?? []).map(({ job, stage }) => [
          job,
          stage === null ? 0.02 : (stages.indexOf(stage) + 0.5) / stages.length,
        ]),
      ),
    [atWork],
  );
}
