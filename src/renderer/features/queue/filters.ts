import type { JobStateName } from '../../../shared/queue.ts';
import type { ListQuery } from '../../stores/list-query-store.ts';

/** What of the queue can be listed. */
export const filters = ['all', 'waiting', 'done', 'look', 'failed', 'other'] as const;
export type Filter = (typeof filters)[number];

const statesOf: Readonly<Record<Exclude<Filter, 'all' | 'look'>, readonly JobStateName[]>> = {
  waiting: ['queued', 'running'],
  done: ['done'],
  failed: ['failed'],
  other: ['cancelled', 'skipped'],
};

/** What is asked of the queue for a filter and a search. */
export function queryOf(filter: Filter, search: string): ListQuery {
  const text = search.trim();
  return {
    ...(text === '' ? {} : { search: text }),
    ...(filter === 'look' ? { doubtful: true } : {}),
    ...(filter === 'all' || filter === 'look' ? {} : { states: statesOf[filter] }),
  };
}

/** Which filter a query came from. */
export function filterOf({ states, doubtful }: ListQuery): Filter {
  if (doubtful === true) return 'look';
  const found = filters.find((filter) => {
    if (filter === 'all' || filter === 'look') return false;
    return statesOf[filter].join() === states?.join();
  });
  return found ?? 'all';
}
