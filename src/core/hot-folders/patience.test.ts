import { describe, expect, it } from 'vitest';
import { ManualTimers } from '../../../test/helpers/manual-timers.ts';
import { OffcutError, type ErrorCode } from '../../shared/errors.ts';
import type { Attempt } from '../../shared/queue.ts';
import { DueList } from './due-list.ts';
import { defaultPacing, waitBeforeLook, waitBeforeRetry } from './pacing.ts';
import { mayPass, timesGivenUp } from './retryable.ts';

const failed = (code: ErrorCode, number: number): Attempt => ({
  job: 1,
  number,
  startedAt: 0,
  endedAt: 1,
  outcome: 'failed',
  model: null,
  device: null,
  error: new OffcutError(code).toReport(),
});

describe('patience', () => {
  it('waits longer from look to look, up to a minute', () => {
    const waits = [1, 2, 3, 4, 5, 6, 60].map((looks) => waitBeforeLook(defaultPacing, looks));
    expect(waits).toEqual([4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('tries a failed picture again three times, after 30 s, 2 min and 8 min', () => {
    const waits = [1, 2, 3, 4].map((failures) => waitBeforeRetry(defaultPacing, failures));
    expect(waits).toEqual([30_000, 120_000, 480_000, undefined]);
  });

  it('counts as one what the queue tried several times by itself', () => {
    const codes = (list: readonly ErrorCode[]) =>
      list.map((code, index) => failed(code, index + 1));
    const passing = Array.from({ length: 5 }, (): ErrorCode => 'engine-unavailable');
    expect(timesGivenUp(codes(['input-damaged']))).toBe(1);
    expect(timesGivenUp(codes(passing))).toBe(1);
    expect(timesGivenUp(codes([...passing, ...passing]))).toBe(2);
    expect(timesGivenUp(codes([...passing, 'input-damaged']))).toBe(2);
  });

  it('does not try again what would end the same way', () => {
    expect(mayPass('no-subject')).toBe(false);
    expect(mayPass('output-disk-full')).toBe(true);
    expect(mayPass('input-damaged')).toBe(true);
  });
});

describe('a due list', () => {
  const listWith = (gather = 10) => {
    const timers = new ManualTimers();
    const told: (readonly string[])[] = [];
    const list = new DueList(timers, gather, (keys) => {
      told.push(keys);
    });
    return { timers, told, list };
  };

  it('tells together what is due together, and each once', () => {
    const { timers, told, list } = listWith();
    list.set('a', 100);
    list.set('b', 105);
    list.set('c', 500);
    timers.advance(109);
    expect(told).toEqual([]);
    timers.advance(1);
    expect(told).toEqual([['a', 'b']]);
    timers.advance(1_000);
    expect(told).toEqual([['a', 'b'], ['c']]);
  });

  it('goes by the last word on a key', () => {
    const { timers, told, list } = listWith();
    list.set('late', 1_000);
    list.set('late', 10);
    list.set('never', 10);
    list.delete('never');
    timers.advance(20);
    expect(told).toEqual([['late']]);
  });

  it('says nothing any more once it is closed', () => {
    const { timers, told, list } = listWith();
    list.set('a', 10);
    list.close();
    list.set('b', 10);
    timers.advance(100);
    expect(told).toEqual([]);
  });
});
