import { InvalidArgumentError, type Command } from 'commander';
import type { JobScope } from '../../core/queue/store/queue-store.ts';
import { UsageError } from '../usage-error.ts';

/** A batch's or job's number. */
export function id(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError('It must be a number that "offcut batch list" shows.');
  }
  return value;
}

/** An option that takes several numbers, as `--job 3 4` or `--job 3 --job 4`. */
export const ids = (text: string, before: readonly number[] | undefined): readonly number[] => [
  ...(before ?? []),
  id(text),
];

export interface WhichJobs {
  readonly job?: readonly number[];
}

export const addWhichJobs = (command: Command): Command =>
  command
    .argument('[batch]', 'a batch, by its number', id)
    .option('--job <numbers...>', 'only these jobs', ids);

/**
 * The jobs that a command line means; undefined: it does not say.
 * @throws UsageError when it says both a batch and jobs
 */
export function scopeOf(batch: number | undefined, { job: jobs }: WhichJobs): JobScope | undefined {
  if (batch !== undefined && jobs !== undefined) {
    throw new UsageError('Say a batch or --job, not both.');
  }
  if (jobs !== undefined) return { kind: 'jobs', jobs };
  return batch === undefined ? undefined : { kind: 'batch', batch };
}
