import { afterEach, describe, expect, it, vi } from 'vitest';
import { OffcutError } from '../../shared/errors.ts';
import { endedStates, priorities } from '../../shared/queue.ts';
import { tellError } from '../stores/notice-store.ts';
import { queueRequests } from './queue-requests.ts';

vi.mock('../stores/notice-store.ts', () => ({ tellError: vi.fn() }));

/** The bridge, as it answers every request. */
function answering(answer: (name: string) => unknown) {
  const request = vi.fn<(name: string, input: unknown) => Promise<unknown>>((name) =>
    Promise.resolve(answer(name)),
  );
  vi.stubGlobal('window', { offcut: { request } });
  return request;
}
const ok = (value: unknown = null) => ({ ok: true, value });
const jobs = [3, 5];
const scope = { kind: 'jobs', jobs: [3, 5] };

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('queueRequests', () => {
  it.each([
    ['retry', 'queue.retry', { scope, states: endedStates, model: null }],
    ['requeue', 'queue.retry', { scope, states: ['cancelled'], model: null }],
    ['cancel', 'queue.cancel', { scope }],
    ['clear', 'queue.clear', { scope, states: endedStates }],
    ['hurry', 'queue.prioritise', { scope, priority: priorities.interactive }],
    ['moveLast', 'queue.move', { jobs: [3, 5], before: null }],
    ['drag', 'queue.drag', { jobs: [3, 5] }],
  ] as const)('%s asks once for all of the jobs', async (what, name, input) => {
    const request = answering(() => ok());
    await queueRequests[what](jobs);
    expect(request.mock.calls).toEqual([[name, input]]);
  });

  it.each([
    [1, [{ jobs: [3, 5], before: 1 }]],
    [3, []],
  ])(
    'puts jobs before the first that waits, %i, unless it is one of them',
    async (first, moves) => {
      const request = answering((name) =>
        ok(name === 'queue.page' ? { jobs: [{ id: first }] } : null),
      );
      await queueRequests.moveFirst(jobs);
      const moved = request.mock.calls.filter(([name]) => name === 'queue.move');
      expect(moved.map(([, input]) => input)).toEqual(moves);
    },
  );

  it('tells what went wrong', async () => {
    const error = new OffcutError('output-gone', { path: '/out/mug.png' });
    answering(() => ({ ok: false, error: error.toReport() }));
    await queueRequests.copy(3);
    expect(tellError).toHaveBeenCalledExactlyOnceWith(error);
  });
});
