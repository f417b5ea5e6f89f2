import { DEFAULT_MIN_CONFIDENCE } from '../../../shared/recipe.ts';
import type { Job } from '../../../shared/queue.ts';
import type { DotState } from '../../ui/state-dot.tsx';

const lastOf = (text: string, separators: RegExp) => text.split(separators).at(-1) ?? text;

/** What a picture is called on the list. */
export function nameOf({ source }: Job): string {
  if (source.kind === 'file') return lastOf(source.path, /[\\/]/);
  const path = source.url.split(/[?#]/, 1)[0] ?? source.url;
  return lastOf(path, /\//) || source.url;
}

/** Whether a model made the cutout and was not sure of it. */
export const isDoubtful = ({ state }: Job): boolean =>
  state.name === 'done' &&
  state.facts.model !== null &&
  state.facts.confidence < DEFAULT_MIN_CONFIDENCE;

/** How a job's state is drawn. */
export function dotOf(job: Job): DotState {
  switch (job.state.name) {
    case 'queued':
      return 'waiting';
    case 'running':
      return 'running';
    case 'done':
      return isDoubtful(job) ? 'look' : 'done';
    case 'failed':
      return 'failed';
    case 'cancelled':
    case 'skipped':
      return 'off';
  }
}
