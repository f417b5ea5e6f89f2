import { describe, expect, it } from 'vitest';
import type { JobCounts } from '../../shared/queue.ts';
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

describe('BatchEnd', () => {
  it('tells what ended, once, when nothing is left', () => {
    const end = new BatchEnd();
    expect(end.hear(counts({ done: 5 }), false)).toBeUndefined();
    expect(end.hear(counts({ done: 5, queued: 3 }), false)).toBeUndefined();
    expect(end.hear(counts({ done: 6, running: 2 }), false)).toBeUndefined();
    expect(end.hear(counts({ done: 7, failed: 1 }), false)).toEqual({ done: 2, failed: 1 });
    expect(end.hear(counts({ done: 7, failed: 1 }), false)).toBeUndefined();
    expect(end.hear(counts({ done: 7, failed: 1, running: 1 }), false)).toBeUndefined();
    expect(end.hear(counts({ done: 8, failed: 1 }), false)).toEqual({ done: 1, failed: 0 });
  });

  it('says nothing of a list that was only cleared or cancelled', () => {
    const end = new BatchEnd();
    end.hear(counts({ queued: 2, done: 4 }), false);
    end.hear(counts({ running: 1, queued: 1, done: 4 }), false);
    expect(end.hear(counts({ cancelled: 2 }), false)).toBeUndefined();
  });

  it('does not take a pause for the end', () => {
    const end = new BatchEnd();
    end.hear(counts({ queued: 2 }), false);
    end.hear(counts({ queued: 1, running: 1 }), false);
    expect(end.hear(counts({ queued: 1, done: 1 }), true)).toBeUndefined();
    expect(end.hear(counts({ running: 1, done: 1 }), false)).toBeUndefined();
    expect(end.hear(counts({ done: 2 }), false)).toEqual({ done: 2, failed: 0 });
  });
});
