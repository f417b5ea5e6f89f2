import { expect, it } from 'vitest';
import type { Job } from '../../../shared/queue.ts';
import { placeAfter, type PlaceInList } from './place-in-list.ts';

const job = (id: number): Job => ({
  id,
  batch: 1,
  source: { kind: 'file', path: `/${String(id)}.jpg`, folder: '' },
  target: `/out/${String(id)}.png`,
  priority: 10,
  position: id,
  model: null,
  attempts: 0,
  state: { name: 'queued', notBefore: null },
});
const second: PlaceInList = { job: 2, number: 2, total: 3, previous: job(1), next: job(3) };
const gone: PlaceInList = { job: 2, number: null, total: 2, previous: null, next: job(1) };

it('keeps the neighbours of a job that has left the list', () => {
  expect(placeAfter(second, gone)).toEqual({ ...gone, previous: job(1), next: job(3) });
});

it('takes every other place as it is', () => {
  const other = { ...second, job: 7 };
  expect(placeAfter(undefined, gone)).toBe(gone);
  expect(placeAfter(other, gone)).toBe(gone);
  expect(placeAfter(gone, second)).toBe(second);
});
