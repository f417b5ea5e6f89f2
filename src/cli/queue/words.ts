import path from 'node:path';
import { sourceLabel } from '../../core/sources/source-label.ts';
import { assertNever } from '../../shared/assert.ts';
import { jobStates, type Job, type JobCounts } from '../../shared/queue.ts';
import type { QueueNotice } from '../../shared/queue-events.ts';
import { doneNote, failedNote, skippedNote, told } from '../outcome-notes.ts';

/** A path as the user would type it here. */
export function shown(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative || '.';
}

const inputOf = ({ source }: Job): string => sourceLabel(source, process.cwd());

/** One line of `--json`: what became of one job. The fields are those of `offcut cut`, and its ids. */
export function jobLine(job: Job): string {
  const { id, batch, state } = job;
  const head = { status: state.name, job: id, batch, input: inputOf(job) };
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
export function endNote(job: Job): string | undefined {
  const { state } = job;
  const input = inputOf(job);
  switch (state.name) {
    case 'done':
      return doneNote(input, state.facts);
    case 'skipped':
      return skippedNote(input, shown(state.path));
    case 'failed':
      return failedNote(input, state.error);
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
  const { id, state, target } = job;
  const head = `${String(id).padStart(6)}  ${state.name.padEnd(9)}  `;
  if (state.name === 'failed') return head + failedNote(inputOf(job), state.error);
  const output = state.name === 'done' ? state.output.path : target;
  return `${head}${inputOf(job)} -> ${shown(output)}`;
}

/** `3 queued, 1 failed`; zeros are left out. */
export function countsLine(counts: JobCounts): string {
  const parts = jobStates.filter((name) => counts[name] > 0).map((n) => `${counts[n]} ${n}`);
  return parts.length === 0 ? 'no pictures' : parts.join(', ');
}

export const pictures = (count: number): string => `${count} picture${count === 1 ? '' : 's'}`;

/** What a person is told beyond what becomes of single pictures. */
export function noticeLine(notice: QueueNotice): string {
  switch (notice.type) {
    case 'recovered': {
      const { finished, again } = notice;
      const parts = [
        ...(finished > 0 ? [`${pictures(finished)} had ended`] : []),
        ...(again > 0 ? [`${pictures(again)} ${again === 1 ? 'waits' : 'wait'} again`] : []),
      ];
      return `The Offcut that worked here before was ended at work: ${parts.join(', ')}.`;
    }
    case 'orphan':
      return `${shown(notice.path)} may be a cutout of job ${notice.job}, which does not know of it.`;
    case 'store-failing':
      return told(notice.error);
    case 'store-works-again':
      return 'The queue can be recorded again.';
    default:
      return assertNever(notice);
  }
}

/** What a person is told who waits for something that rests. */
export const pausedLine = (what: 'queue' | 'batch', batch: number | undefined): string =>
  what === 'queue'
    ? 'The queue is paused; "offcut batch resume" lets it go on.'
    : `Batch ${batch} is paused; "offcut batch resume ${batch}" lets it go on.`;
