import { expect, it } from 'vitest';
import type { Job } from '../../../shared/queue.ts';
import { dotOf, engineWords } from './job-words.ts';

const done = (confidence: number, model: object | null = {}) => ({
  name: 'done',
  facts: { confidence, model },
});

it.each([
  [{ name: 'queued' }, 'waiting'],
  [{ name: 'running' }, 'running'],
  [done(0.9), 'done'],
  [done(0.5), 'look'],
  [done(0.5, null), 'done'],
  [{ name: 'failed' }, 'failed'],
  [{ name: 'cancelled' }, 'off'],
  [{ name: 'skipped' }, 'off'],
])('%j is drawn as %s', (state, dot) => {
  expect(dotOf({ state } as Job)).toBe(dot);
});

it.each([
  [{ model: { id: 'isnet', version: '1' }, device: 'cpu' as const }, null, ['isnet', 'CPU']],
  [{ model: null, device: null }, 'Poof, 1 credit', ['Poof, 1 credit']],
  [{ model: null, device: null }, null, []],
])('%j with %s was made by %j', (facts, madeBy, words) => {
  expect(engineWords(facts, madeBy)).toEqual(words);
});
