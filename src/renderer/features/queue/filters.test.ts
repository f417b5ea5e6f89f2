import { expect, it } from 'vitest';
import { filterOf, filters, queryOf } from './filters.ts';

it.each([
  ['all', '', {}],
  ['all', '  mug ', { search: 'mug' }],
  ['waiting', '', { states: ['queued', 'running'] }],
  ['done', 'a', { search: 'a', states: ['done'] }],
  ['look', 'a', { search: 'a', doubtful: true }],
  ['failed', '', { states: ['failed'] }],
  ['other', '', { states: ['cancelled', 'skipped'] }],
] as const)('%s with %j', (filter, search, query) => {
  expect(queryOf(filter, search)).toEqual(query);
});

it('has a query of its own for each filter', () => {
  expect(new Set(filters.map((filter) => JSON.stringify(queryOf(filter, '')))).size).toBe(
    filters.length,
  );
});

it.each(filters)('finds %s again in its query', (filter) => {
  expect(filterOf(queryOf(filter, 'text'))).toBe(filter);
});
