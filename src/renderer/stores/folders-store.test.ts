import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FoldersAnswer } from '../../shared/bridge/contract.ts';
import { followFolders, followFoldersClosely, offlineIn } from './folders-store.ts';

const folder = (name: string) => ({ folder: { id: 1 }, state: { name } });
const answer = {
  folders: [folder('offline'), folder('watching'), folder('offline')],
  done: [],
  problems: [],
  activity: [],
} as unknown as FoldersAnswer;

const listeners = new Set<(payload: unknown) => void>();
const request = vi.fn(() => Promise.resolve({ ok: true, value: answer }));
const tell = async (event: unknown) => {
  for (const listener of [...listeners]) listener(event);
  await vi.advanceTimersByTimeAsync(2_000);
};

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('document', { visibilityState: 'visible' });
  vi.stubGlobal('window', {
    offcut: {
      request,
      on: (name: string, listener: (payload: unknown) => void) => {
        if (name !== 'folders.event') return () => undefined;
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  });
  await vi.advanceTimersByTimeAsync(2_000);
  request.mockClear();
});
afterEach(() => {
  listeners.clear();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the hot folders that are known', () => {
  it('are looked at again when one changes its state, not with each picture', async () => {
    followFolders();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(request.mock.calls).toEqual([['folders.list', {}]]);
    await tell({ type: 'taken' });
    expect(request).toHaveBeenCalledTimes(1);
    await tell({ type: 'state' });
    expect(request).toHaveBeenCalledTimes(2);
  });

  it('are looked at with each picture, and once in a while, while they are shown', async () => {
    const end = followFoldersClosely();
    await tell({ type: 'taken' });
    expect(request).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(request).toHaveBeenCalledTimes(3);
    end();
    await tell({ type: 'taken' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(request).toHaveBeenCalledTimes(3);
  });

  it('are counted when they are not there', () => {
    expect(offlineIn({ name: 'known', answer })).toBe(2);
    expect(offlineIn({ name: 'loading' })).toBe(0);
  });
});
