import { endedStates, priorities, type JobId } from '../../../shared/queue.ts';
import { request } from '../../bridge/client.ts';
import { tellError } from '../../stores/notice-store.ts';

/** What can be asked for one job. What goes wrong is told as a notice. */

const told = (asked: Promise<unknown>): void => {
  asked.catch(tellError);
};
const only = (job: JobId) => ({ kind: 'jobs', jobs: [job] }) as const;

export const jobRequests = {
  reveal: (job: JobId, what: 'source' | 'output') => {
    told(request('queue.reveal', { job, what }));
  },
  open: (job: JobId) => {
    told(request('queue.open', { job, what: 'output' }));
  },
  copy: (job: JobId) => {
    told(request('queue.copy', { job }));
  },
  drag: (job: JobId) => {
    told(request('queue.drag', { jobs: [job] }));
  },
  retry: (job: JobId) => {
    told(request('queue.retry', { scope: only(job), states: endedStates, model: null }));
  },
  hurry: (job: JobId) => {
    const priority = priorities.interactive;
    told(request('queue.prioritise', { scope: only(job), priority }));
  },
} as const;
