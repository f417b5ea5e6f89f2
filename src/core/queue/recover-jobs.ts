import type { Batch, Job } from '../../shared/queue.ts';
import type { QueueNotice } from '../../shared/queue-events.ts';
import type { JobResult } from './job-result.ts';
import { recoverJob, type RecoveryTools } from './recover.ts';
import type { QueueStore } from './store/queue-store.ts';

export type RecoverJobsOptions = Omit<RecoveryTools, 'onOrphan'> & {
  /** Hears of each temp file that the owner of before may have left. */
  readonly onTemp: (temp: string) => void;
  readonly onRecovered: (job: Job, batch: Batch, result: JobResult) => void;
  readonly onNotice: (notice: QueueNotice) => void;
};

/** Ends whatever the owner of before left running, and tells how much that was. */
export async function recoverJobs(
  store: Pick<QueueStore, 'running' | 'batch'>,
  { onTemp, onRecovered, onNotice, ...tools }: RecoverJobsOptions,
): Promise<void> {
  let [finished, again] = [0, 0];
  const notices: QueueNotice[] = [];
  const onOrphan = (job: Job, path: string) => {
    notices.push({ type: 'orphan', job: job.id, path });
  };
  for (const job of store.running()) {
    const batch = store.batch(job.batch);
    if (batch === undefined) throw new Error(`job ${job.id} has no batch`);
    if (job.state.name === 'running') onTemp(job.state.temp);
    const result = await recoverJob(job, batch, { ...tools, onOrphan });
    onRecovered(job, batch, result);
    if (result.outcome === 'interrupted') again++;
    else finished++;
  }
  if (finished + again > 0) onNotice({ type: 'recovered', finished, again });
  for (const notice of notices) onNotice(notice);
}
