import { DEFAULT_MIN_CONFIDENCE } from '../../../shared/recipe.ts';
import type { CutoutFacts } from '../../../shared/cutout.ts';
import type { Job } from '../../../shared/queue.ts';
import type { DotState } from '../../ui/state-dot.tsx';
import { deviceNames } from '../viewer/facts-words.ts';

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

/**
 * Who made a cutout, most telling first: a provider with what it took, or a model and what it ran
 * on; nobody, where the picture brought its own transparency.
 * @param madeBy the provider in words; null: none made it
 */
export const engineWords = (
  { model, device }: Pick<CutoutFacts, 'model' | 'device'>,
  madeBy: string | null,
): readonly string[] => [
  ...(madeBy === null ? [] : [madeBy]),
  ...(model === null ? [] : [model.id]),
  ...(device === null ? [] : [deviceNames[device]]),
];
