import type { Cutter } from '../work/cutter.ts';
import type { JobTable } from './job-table.ts';

export interface Sweep {
  readonly jobs: JobTable;
  readonly cutter: Cutter;
  /** ms since 1970. */
  readonly before: number;
}

/** Forgets what was asked for too long ago, with its results. What has not ended stays. */
export async function sweepOld({ jobs, cutter, before }: Sweep): Promise<void> {
  for (const job of jobs.endedBefore(before)) await cutter.forget(job);
}
