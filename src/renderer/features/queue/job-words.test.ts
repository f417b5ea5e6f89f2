import { expect, it } from 'vitest';
import type { Job } from '../../../shared/queue.ts';
import { dotOf, nameOf } from './job-words.ts';

const job = (source: unknown, state: unknown = { name: 'queued' }) => ({ source, state }) as Job;

it.each([
  [{ kind: 'file', path: '/shop/shoe.jpg' }, 'shoe.jpg'],
  [{ kind: 'file', path: 'C:\\shop\\shoe.jpg' }, 'shoe.jpg'],
  [{ kind: 'url', url: 'https://example.com/a/mug.png?x=1' }, 'mug.png'],
  [{ kind: 'url', url: 'https://example.com/' }, 'https://example.com/'],
])('%j is called %s', (source, name) => {
  expect(nameOf(job(source))).toBe(name);
});

const file = { kind: 'file', path: 'a' };
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
  expect(dotOf(job(file, state))).toBe(dot);
});
