import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job, JobStateName } from '../../shared/queue.ts';
import { PAGE, QueueList, type QueueListOptions } from './queue-list.ts';

const job = (id: number, name: JobStateName = 'queued') => ({ id, state: { name } }) as Job;

let jobs: Job[] = [];
const ask = vi.fn<QueueListOptions['ask']>(({ offset, limit, search = '', states }) => {
  const found =
    search === '' && states === undefined
      ? jobs
      : jobs.filter(
          ({ id, state }) => String(id).includes(search) && (states?.includes(state.name) ?? true),
        );
  return Promise.resolve({ jobs: found.slice(offset, offset + limit), total: found.length });
});
const onError = vi.fn();
const settle = () => vi.advanceTimersByTimeAsync(1_000);

beforeEach(() => {
  vi.useFakeTimers();
  jobs = Array.from({ length: 100_000 }, (_, index) => job(index + 1));
  ask.mockClear();
  onError.mockClear();
});
afterEach(() => {
  vi.useRealTimers();
});

async function shown(query = {}): Promise<QueueList> {
  const list = new QueueList({ ask, onError });
  list.show(query);
  await settle();
  return list;
}

describe('QueueList', () => {
  it('reads what is shown and no more', async () => {
    const list = await shown();
    expect(list.total).toBe(100_000);
    list.want(50_000, 50_050);
    await settle();
    expect(list.jobAt(50_000)?.id).toBe(50_001);
    expect(list.jobAt(90_000)).toBeUndefined();
    expect(ask).toHaveBeenCalledTimes(2);
    list.want(50_010, 50_060);
    await settle();
    expect(ask).toHaveBeenCalledTimes(2);
    expect(list.indexOf(50_002)).toBe(50_001);
    expect(list.indexOf(99_999)).toBeUndefined();
  });

  it('keeps few pages, however far somebody scrolls', async () => {
    const list = await shown();
    for (let at = 0; at < 100_000; at += PAGE) {
      list.want(at, at + 10);
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(list.jobAt(0)).toBeUndefined();
    expect(list.jobAt(99_900)?.id).toBe(99_901);
  });

  it('takes in single jobs, and tells', async () => {
    const list = await shown();
    const heard = vi.fn();
    list.subscribe(heard);
    const before = list.version;
    list.hear([{ type: 'jobs', jobs: [job(3, 'done'), job(70_000, 'done')] }]);
    expect(list.jobAt(2)?.state.name).toBe('done');
    expect(heard).toHaveBeenCalledTimes(1);
    expect(list.version).toBeGreaterThan(before);
    list.hear([{ type: 'jobs', jobs: [job(70_000, 'failed')] }]);
    expect(heard).toHaveBeenCalledTimes(1);
    await settle();
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('reads anew when the list changed, not for each change, and keeps what is shown meanwhile', async () => {
    const list = await shown();
    jobs = jobs.slice(10);
    for (let time = 0; time < 20; time++) list.hear([{ type: 'list' }]);
    expect(list.jobAt(0)?.id).toBe(1);
    await settle();
    expect(list.jobAt(0)?.id).toBe(11);
    expect(list.total).toBe(99_990);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('looks again when a state may have taken a job off a filtered list', async () => {
    const list = await shown({ states: ['queued'] });
    jobs[0] = job(1, 'done');
    list.hear([{ type: 'jobs', jobs: [job(1, 'done')] }]);
    await settle();
    expect(list.jobAt(0)?.id).toBe(2);
    expect(list.total).toBe(99_999);
  });

  it('passes over answers to what is not asked any more', async () => {
    const list = await shown();
    let late: (page: { jobs: Job[]; total: number }) => void = () => undefined;
    ask.mockImplementationOnce(() => new Promise((resolve) => (late = resolve)));
    list.show({ search: 'x' });
    list.show({ search: '99999' });
    await settle();
    late({ jobs: [job(1)], total: 1 });
    await settle();
    expect(list.jobAt(0)?.id).toBe(99_999);
    expect(list.total).toBe(1);
  });

  it('finds the ids of a range wherever they are', async () => {
    const list = await shown();
    const ids = await list.ids(99_999, 97_500);
    expect(ids).toHaveLength(2_500);
    expect(ids[0]).toBe(97_501);
    expect(ids.at(-1)).toBe(100_000);
  });

  it('tells what went wrong, and can be asked again', async () => {
    ask.mockRejectedValueOnce(new Error('gone'));
    const list = await shown();
    expect(onError).toHaveBeenCalledTimes(1);
    expect(list.total).toBeNull();
    list.reload();
    await settle();
    expect(list.total).toBe(100_000);
  });
});
