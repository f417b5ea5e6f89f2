import { describe, expect, it } from 'vitest';
import { refusal } from '../../../test/helpers/refusal.ts';
import { OffcutError } from '../../shared/errors.ts';
import { systemTime, TokenBucket } from './token-bucket.ts';

/** Time that passes only while somebody waits. */
function slowTime() {
  let now = 0;
  return {
    clock: () => now,
    wait: async (ms: number, signal: AbortSignal) => {
      await Promise.resolve();
      if (signal.aborted) throw new OffcutError('cancelled');
      now += ms;
    },
    pass: (ms: number) => {
      now += ms;
    },
  };
}

const never = new AbortController().signal;

describe('TokenBucket', () => {
  it('lets a burst through, and then one at a time, in a minute no more than it may', async () => {
    const time = slowTime();
    const bucket = new TokenBucket(60, time);
    const at: number[] = [];
    for (let call = 0; call < 70; call++) {
      await bucket.take(never);
      at.push(time.clock());
    }
    expect(at.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
    expect(at[10]).toBe(1000);
    expect(at[69]).toBe(60_000);
  });

  it('saves up no more than a burst', async () => {
    const time = slowTime();
    const bucket = new TokenBucket(60, time);
    time.pass(3_600_000);
    const before = time.clock();
    for (let call = 0; call < 11; call++) await bucket.take(never);
    expect(time.clock() - before).toBe(1000);
  });

  it('serves in turn; who is cancelled while waiting takes nothing from those behind', async () => {
    const time = slowTime();
    const bucket = new TokenBucket(6, time);
    const stop = new AbortController();
    const order: string[] = [];
    const take = async (name: string, signal = never) => {
      await bucket.take(signal);
      order.push(name);
    };
    const first = take('first');
    const cancelled = refusal(() => take('cancelled', stop.signal));
    const last = take('last');
    stop.abort();
    await Promise.all([first, last]);
    expect(await cancelled).toMatchObject({ code: 'cancelled' });
    expect(order).toEqual(['first', 'last']);
    expect(time.clock()).toBe(10_000);
  });
});

describe('systemTime', () => {
  it('waits, and stops waiting when it is cancelled', async () => {
    await systemTime.wait(1, never);
    const stop = new AbortController();
    const waiting = refusal(() => systemTime.wait(1e6, stop.signal));
    stop.abort();
    expect(await waiting).toMatchObject({ code: 'cancelled' });
    expect(await refusal(() => systemTime.wait(1e6, stop.signal))).toMatchObject({
      code: 'cancelled',
    });
  });
});
