import { describe, expect, it } from 'vitest';
import type { JobCounts, JobStateName } from '../../shared/queue.ts';
import { BatchEnd } from './batch-end.ts';

const counts = (changed: Partial<JobCounts>): JobCounts => ({
  queued: 0,
  running: 0,
  done: 0,
  failed: 0,
  cancelled: 0,
  skipped: 0,
  ...changed,
});

/** Hears of the ends, then of the counts, as the queue tells of them. */
const heard = (end: BatchEnd, states: readonly JobStateName[], now: Partial<JobCounts>) => {
  for (const state of states) end.ended(state);
  return end.hear(counts(now), false);
};

describe('BatchEnd', () => {
  it('tells what ended, once, when nothing is left', () => {
    const end = new BatchEnd();
    expect(heard(end, [], { done: 5 })).toBeUndefined();
    expect(heard(end, [], { done: 5, queued: 3 })).toBeUndefined();
    expect(heard(end, ['done'], { done: 6, running: 2 })).toBeUndefined();
    expect(heard(end, ['done', 'failed'], { done: 7, failed: 1 })).toEqual({ done: 2, failed: 1 });
    expect(heard(end, [], { done: 7, failed: 1 })).toBeUndefined();
    expect(heard(end, [], { done: 7, failed: 1, running: 1 })).toBeUndefined();
    expect(heard(end, ['done'], { done: 8, failed: 1 })).toEqual({ done: 1, failed: 0 });
  });

  it('says nothing of a list that was only cleared or cancelled', () => {
    const end = new BatchEnd();
    heard(end, [], { queued: 2, done: 4 });
    heard(end, [], { running: 1, queued: 1, done: 4 });
    expect(heard(end, ['cancelled', 'skipped'], { cancelled: 1, skipped: 1 })).toBeUndefined();
  });

  it('says nothing of what nobody waits for in the window', () => {
    const end = new BatchEnd();
    heard(end, [], { running: 1 });
    expect(heard(end, [], { done: 1 })).toBeUndefined();
    expect(heard(end, [], {})).toBeUndefined();
  });

  it('does not take a pause for the end', () => {
    const end = new BatchEnd();
    heard(end, [], { queued: 2 });
    heard(end, [], { queued: 1, running: 1 });
    end.ended('done');
    expect(end.hear(counts({ queued: 1, done: 1 }), true)).toBeUndefined();
    expect(heard(end, [], { running: 1, done: 1 })).toBeUndefined();
    expect(heard(end, ['done'], { done: 2 })).toEqual({ done: 2, failed: 0 });
  });
});
