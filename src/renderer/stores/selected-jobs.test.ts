import { expect, it } from 'vitest';
import type { Job } from '../../shared/queue.ts';
import { withChanges } from './selected-jobs.ts';

const job = (id: number, name: string) => ({ id, state: { name } }) as Job;
const selected = { ids: [2, 1, 9], jobs: [job(2, 'queued'), job(1, 'done')], batches: [] };

it('takes what became of selected jobs, in their order', () => {
  const message = [
    { type: 'jobs', jobs: [job(7, 'done'), job(2, 'running')] },
    { type: 'jobs', jobs: [job(2, 'done')] },
  ] as const;
  expect(withChanges(selected, message)).toEqual({
    ...selected,
    jobs: [job(2, 'done'), job(1, 'done')],
  });
});

it('stays the same when others changed', () => {
  const message = [{ type: 'jobs', jobs: [job(7, 'done')] }, { type: 'list' }] as const;
  expect(withChanges(selected, message)).toBe(selected);
});
