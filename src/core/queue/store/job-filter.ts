import { DEFAULT_MIN_CONFIDENCE } from '../../../shared/recipe.ts';
import { inStates, type Condition } from './job-scope.ts';
import type { JobFilter } from './queue-store.ts';
import { inSource } from './search-source.ts';

/** What a list is cut from: the jobs that are on it, by an index that has them in order. */
export interface Listed extends Condition {
  /** `jobs`, with the hint without which SQLite prefers to sort. */
  readonly from: string;
}

/**
 * The jobs on a list. Batch, states and doubt are all in the index; a search looks up each row that
 * these leave.
 */
export function listed({ batch, states, search, doubtful = false }: JobFilter): Listed {
  const conditions: readonly (Condition | undefined)[] = [
    batch === undefined ? undefined : { sql: 'jobs.batch = ?', values: [batch] },
    doubtful ? { sql: `jobs.confidence < ${DEFAULT_MIN_CONFIDENCE}`, values: [] } : undefined,
    states === undefined ? undefined : { sql: ofStates(states, doubtful), values: [] },
    search === undefined || search === '' ? undefined : inSource(search),
  ];
  const said = conditions.filter((condition) => condition !== undefined);
  const index = doubtful ? 'jobs_doubtful' : 'jobs_in_order';
  const ofBatch = doubtful ? 'jobs_doubtful_of_batch' : 'jobs_of_batch';
  return {
    from: `jobs INDEXED BY ${batch === undefined ? index : ofBatch}`,
    sql: said.map(({ sql }) => sql).join(' AND ') || 'TRUE',
    values: said.flatMap(({ values }) => values),
  };
}

/** Only what is done has a confidence, so its index need not hold the state. */
function ofStates(states: NonNullable<JobFilter['states']>, doubtful: boolean): string {
  if (!doubtful) return inStates(states);
  return states.includes('done') ? 'TRUE' : 'FALSE';
}
