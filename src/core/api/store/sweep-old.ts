import type { Webhooks } from '../webhooks/webhooks.ts';
import type { Cutter } from '../work/cutter.ts';
import type { Images } from '../work/images.ts';
import type { JobTable } from './job-table.ts';

export interface Sweep {
  readonly jobs: JobTable;
  readonly cutter: Cutter;
  readonly webhooks: Webhooks;
  readonly images: Images;
  /** ms since 1970. */
  readonly before: number;
}

/** Forgets what was asked for too long ago, with its results. What has not ended stays. */
export async function sweepOld({ jobs, cutter, webhooks, images, before }: Sweep): Promise<void> {
  for (const job of jobs.endedBefore(before)) await cutter.forget(job);
  // After their jobs, which would otherwise be told of again.
  webhooks.forgetBefore(before);
  await images.forgetBefore(before);
}
