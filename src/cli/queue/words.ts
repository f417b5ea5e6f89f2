import path from 'node:path';
import { assertNever } from '../../shared/assert.ts';
import { warnings } from '../../shared/cutout.ts';
import { jobStates, type Job, type JobCounts, type JobSource } from '../../shared/queue.ts';

/** A path as the user would type it here. */
export function shown(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative || '.';
}

export const sourceOf = (source: JobSource): string =>
  source.kind === 'file' ? shown(source.path) : source.url;

/** One line of `--json`: what became of one job. The fields are those of `offcut cut`, and its ids. */
export function jobLine({ id, batch, source, state }: Job): string {
  const head = { status: state.name, job: id, batch, input: sourceOf(source) };
  switch (state.name) {
    case 'done':
      return JSON.stringify({ ...head, output: state.output.path, facts: state.facts });
    case 'skipped':
      return JSON.stringify({ ...head, output: state.path });
    case 'failed':
      return JSON.stringify({ ...head, error: state.error });
    case 'queued':
    case 'running':
    case 'cancelled':
      return JSON.stringify(head);
    default:
      return assertNever(state);
  }
}

/** One line for a person on a job that ended; undefined: nothing to say beyond the summary. */
export function endNote({ source, state }: Job): string | undefined {
  const input = sourceOf(source);
  switch (state.name) {
    case 'done': {
      const said = state.facts.warnings.map((warning) => warnings[warning]);
      return said.length === 0 ? undefined : `${input}: ${said.join(' ')}`;
    }
    case 'skipped':
      return `${input}: skipped, ${shown(state.path)} is there already.`;
    case 'failed':
      return `${input}: ${state.error.message} [${state.error.code}]`;
    case 'cancelled':
      return `${input}: cancelled.`;
    case 'queued':
    case 'running':
      return undefined;
    default:
      return assertNever(state);
  }
}

/** A row of `offcut batch list --batch N`. */
export function jobRow(job: Job): string {
  const { id, source, state, target } = job;
  const head = `${String(id).padStart(6)}  ${state.name.padEnd(9)}  ${sourceOf(source)}`;
  if (state.name === 'failed') return `${head}: ${state.error.message} [${state.error.code}]`;
  return `${head} -> ${shown(state.name === 'done' ? state.output.path : target)}`;
}

/** `3 queued, 1 failed`; zeros are left out. */
export function countsLine(counts: JobCounts): string {
  const parts = jobStates.filter((name) => counts[name] > 0).map((n) => `${counts[n]} ${n}`);
  return parts.length === 0 ? 'no pictures' : parts.join(', ');
}

export const pictures = (count: number): string => `${count} picture${count === 1 ? '' : 's'}`;
