import { priorities, type Job } from '../../src/shared/queue.ts';
import type { QueueState } from '../../src/shared/queue-events.ts';

export const fakeJob = (rest: Partial<Job> = {}): Job => ({
  id: 1,
  batch: 1,
  source: { kind: 'file', path: '/in/a.jpg', folder: '' },
  target: '/out/a.png',
  priority: priorities.normal,
  position: 1,
  model: null,
  attempts: 0,
  state: { name: 'queued', notBefore: null },
  ...rest,
});

export const fakeState = (rest: Partial<QueueState> = {}): QueueState => ({
  paused: false,
  counts: { queued: 0, running: 0, done: 0, failed: 0, cancelled: 0, skipped: 0 },
  totals: { ended: 0, all: 0, perMinute: null, msLeft: null },
  atWork: [],
  keepAwake: false,
  ...rest,
});
