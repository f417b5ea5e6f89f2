import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ProvidersAnswer } from '../../shared/bridge/contract.ts';
import { followProviders, nameIn, needProviders, providersTold } from './providers-store.ts';

const answer = {
  providers: [{ id: 'poof', name: 'Poof' }],
  keepsKeys: true,
} as unknown as ProvidersAnswer;

const listeners = new Map<string, (payload: unknown) => void>();
const request = vi.fn(() => Promise.resolve({ ok: true, value: answer }));
const wait = () => vi.advanceTimersByTimeAsync(3_000);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', {
    offcut: {
      request,
      on: (name: string, listener: (payload: unknown) => void) => {
        listeners.set(name, listener);
        return () => listeners.delete(name);
      },
    },
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('is asked once for who only needs names, and again while somebody looks', async () => {
  needProviders();
  await wait();
  needProviders();
  await wait();
  expect(request.mock.calls).toEqual([['providers.list', {}]]);

  const end = followProviders();
  await wait();
  expect(request).toHaveBeenCalledTimes(2);
  listeners.get('settings.changed')?.({});
  await wait();
  listeners.get('queue.events')?.([{ type: 'progress' }]);
  await wait();
  expect(request).toHaveBeenCalledTimes(3);
  for (let at = 0; at < 5; at++) listeners.get('queue.events')?.([{ type: 'state' }]);
  await wait();
  expect(request.mock.calls.length).toBeLessThanOrEqual(5);
  end();
  expect(listeners.size).toBe(0);
});

it('looks again after a change, lest an older answer stays', async () => {
  request.mockClear();
  providersTold(answer);
  await wait();
  expect(request).toHaveBeenCalledTimes(1);
});

it('names providers as they call themselves, as far as it is known', () => {
  expect(nameIn({ name: 'known', answer }, 'poof')).toBe('Poof');
  expect(nameIn({ name: 'known', answer }, 'clipdrop')).toBe('clipdrop');
  expect(nameIn({ name: 'loading' }, 'poof')).toBe('poof');
});
