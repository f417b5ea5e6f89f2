import { endedStates, priorities, type EndedState, type JobId } from '../../shared/queue.ts';
import { request } from '../bridge/client.ts';
import { tellError } from '../stores/notice-store.ts';

/** What can be asked for jobs, or for all of them. What goes wrong is told as a notice. */

const told = async (asked: Promise<unknown>): Promise<void> => {
  try {
    await asked;
  } catch (error) {
    tellError(error);
  }
};
const scopeOf = (jobs: readonly JobId[]) => ({ kind: 'jobs', jobs }) as const;
const all = { kind: 'all' } as const;

/** The first job that waits; null: none does. */
async function firstWaiting(): Promise<JobId | null> {
  const { jobs } = await request('queue.page', { states: ['queued'], offset: 0, limit: 1 });
  return jobs[0]?.id ?? null;
}

/** A cutout where there is one, else the original. */
async function revealBest(job: JobId): Promise<void> {
  const { jobs } = await request('queue.jobs', { jobs: [job] });
  const state = jobs[0]?.state.name;
  const what = state === 'done' || state === 'skipped' ? 'output' : 'source';
  await request('queue.reveal', { job, what });
}

export const queueRequests = {
  revealBest: (job: JobId) => told(revealBest(job)),
  pause: () => told(request('queue.pause', { batch: null })),
  resume: () => told(request('queue.resume', { batch: null })),
  /** A plan that its user decided against. */
  dropPlan: (plan: string) => told(request('queue.dropPlan', { plan })),
  retry: (jobs: readonly JobId[]) =>
    told(request('queue.retry', { scope: scopeOf(jobs), states: endedStates, model: null })),
  retryFailed: () => told(request('queue.retry', { scope: all, states: ['failed'], model: null })),
  cancel: (jobs: readonly JobId[]) => told(request('queue.cancel', { scope: scopeOf(jobs) })),
  cancelAll: () => told(request('queue.cancel', { scope: all })),
  /** Only those that were taken back. */
  requeue: (jobs: readonly JobId[]) =>
    told(request('queue.retry', { scope: scopeOf(jobs), states: ['cancelled'], model: null })),
  clear: (jobs: readonly JobId[]) =>
    told(request('queue.clear', { scope: scopeOf(jobs), states: endedStates })),
  clearEnded: (states: readonly EndedState[]) =>
    told(request('queue.clear', { scope: all, states })),
  moveFirst: (jobs: readonly JobId[]) =>
    told(
      (async () => {
        const before = await firstWaiting();
        if (before === null || jobs.includes(before)) return;
        await request('queue.move', { jobs, before });
      })(),
    ),
  moveLast: (jobs: readonly JobId[]) => told(request('queue.move', { jobs, before: null })),
  /** Before all that wait and are in no hurry, of whatever batch. */
  hurry: (jobs: readonly JobId[]) =>
    told(request('queue.prioritise', { scope: scopeOf(jobs), priority: priorities.interactive })),
  drag: (jobs: readonly JobId[]) => told(request('queue.drag', { jobs })),
  reveal: (job: JobId, what: 'source' | 'output') => told(request('queue.reveal', { job, what })),
  open: (job: JobId) => told(request('queue.open', { job, what: 'output' })),
  copy: (job: JobId) => told(request('queue.copy', { job })),
} as const;
