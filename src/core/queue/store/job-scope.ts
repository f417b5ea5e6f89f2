import { assertNever } from '../../../shared/assert.ts';
import { jobStates, type JobStateName } from '../../../shared/queue.ts';
import type { SqlValue } from '../../sqlite/sql-database.ts';
import type { JobScope } from './queue-store.ts';

/** A condition on `jobs` with the values for its question marks. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

export function inScope(scope: JobScope): Condition {
  switch (scope.kind) {
    case 'all':
      return { sql: 'TRUE', values: [] };
    case 'batch':
      return { sql: 'jobs.batch = ?', values: [scope.batch] };
    case 'jobs':
      // A list of any length as one value.
      return {
        sql: 'jobs.id IN (SELECT value FROM json_each(?))',
        values: [JSON.stringify(scope.jobs)],
      };
    default:
      return assertNever(scope);
  }
}

/** Written out: looking each row's state up in a list that is a value takes three times as long. */
export const inStates = (states: readonly JobStateName[]): string =>
  `jobs.state IN (${jobStates
    .filter((state) => states.includes(state))
    .map((state) => `'${state}'`)
    .join(', ')})`;
