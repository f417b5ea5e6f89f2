import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeJob, fakeState } from '../../../test/helpers/queue-data.ts';
import type { QueueMessage } from '../../shared/queue-events.ts';
import { MESSAGE_INTERVAL_MS, QueueEvents } from './events.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  let attempts = 0;
  const events = new QueueEvents({
    job: (id) => (id < 0 ? undefined : fakeJob({ id, attempts })),
    batch: () => undefined,
    state: () => fakeState({ paused: attempts % 2 === 1 }),
  });
  const heard: QueueMessage[] = [];
  return {
    events,
    heard,
    listen: () => events.subscribe((message) => void heard.push(message)),
    change: (job: number) => {
      attempts++;
      events.jobChanged(job);
    },
    last: () => heard.at(-1),
    attempts: () => attempts,
  };
}

const types = (message: QueueMessage | undefined) => message?.map(({ type }) => type);
const jobsIn = (message: QueueMessage | undefined) =>
  message?.flatMap((event) => (event.type === 'jobs' ? event.jobs : [])) ?? [];

describe('QueueEvents', () => {
  it('says everything first, then only what changed', async () => {
    const { listen, heard, change } = setUp();
    listen();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(heard.map(types)).toEqual([['list', 'state']]);
    change(7);
    await vi.advanceTimersByTimeAsync(0);
    expect(types(heard[1])).toEqual(['jobs', 'state']);
    expect(jobsIn(heard[1])).toMatchObject([{ id: 7, attempts: 1 }]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(heard).toHaveLength(2);
  });

  it('makes at most ten messages a second of 10,000 changes, and tells the last state', async () => {
    const { events, listen, heard, change, last, attempts } = setUp();
    const times: number[] = [];
    events.subscribe(() => void times.push(Date.now()));
    listen();
    for (let i = 0; i < 10_000; i++) {
      change(i % 5);
      if (i % 2 === 0) await vi.advanceTimersByTimeAsync(1);
    }
    await vi.advanceTimersByTimeAsync(MESSAGE_INTERVAL_MS);
    expect(heard.length).toBeGreaterThan(30);
    expect(heard.length).toBeLessThanOrEqual(52);
    for (const [i, time] of times.entries()) {
      const tenth = times[i + 10];
      if (tenth !== undefined) expect(tenth - time).toBeGreaterThanOrEqual(1_000);
    }
    expect(jobsIn(last()).at(-1)).toMatchObject({ attempts: attempts() });
  });

  it('tells a changed list when more changed than is worth listing', async () => {
    const { listen, change, last } = setUp();
    listen();
    await vi.advanceTimersByTimeAsync(1_000);
    for (let id = 0; id < 100_000; id++) change(id);
    await vi.advanceTimersByTimeAsync(0);
    expect(types(last())).toEqual(['list', 'state']);
  });

  it('tells a changed list for a job that is gone', async () => {
    const { listen, change, last } = setUp();
    listen();
    await vi.advanceTimersByTimeAsync(1_000);
    change(-1);
    await vi.advanceTimersByTimeAsync(0);
    expect(types(last())).toEqual(['list', 'state']);
  });

  it('waits for a slow subscriber, keeps little for it, and then tells it the last state', async () => {
    const { events, change, attempts } = setUp();
    const heard: QueueMessage[] = [];
    let go: () => void = () => undefined;
    events.subscribe((message) => {
      heard.push(message);
      return new Promise((resolve) => (go = resolve));
    });
    await vi.advanceTimersByTimeAsync(0);
    for (let i = 0; i < 10_000; i++) {
      change(1);
      events.notice({ type: 'store-works-again' });
    }
    await vi.advanceTimersByTimeAsync(60_000);
    expect(heard).toHaveLength(1);
    go();
    await vi.advanceTimersByTimeAsync(MESSAGE_INTERVAL_MS);
    expect(heard).toHaveLength(2);
    expect(heard[1]?.filter(({ type }) => type === 'notice').length).toBeLessThanOrEqual(50);
    expect(jobsIn(heard[1])).toMatchObject([{ attempts: attempts() }]);
  });

  it('lets go of a subscriber that fails, and of no other', async () => {
    const { events, heard, listen, change } = setUp();
    const failing = vi.fn(() => Promise.reject(new Error('gone')));
    events.subscribe(failing);
    listen();
    await vi.advanceTimersByTimeAsync(1_000);
    change(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(failing).toHaveBeenCalledTimes(1);
    expect(heard).toHaveLength(2);
  });

  it('tells notices to those who come later too, and the last state when it closes', async () => {
    const { events, heard, listen, change } = setUp();
    events.notice({ type: 'recovered', finished: 1, again: 2 });
    const end = listen();
    await vi.advanceTimersByTimeAsync(0);
    expect(types(heard[0])).toEqual(['list', 'notice', 'state']);
    change(3);
    events.close();
    expect(jobsIn(heard[1])).toMatchObject([{ id: 3 }]);
    change(4);
    end();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(heard).toHaveLength(2);
  });
});
