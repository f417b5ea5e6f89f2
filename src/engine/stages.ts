import type { Stage } from '../shared/cutout.ts';
import type { DecodeHeic } from './codec/heic/heic.ts';
import type { BackgroundPictures } from './compose/picture-backdrop.ts';
import type { Inference } from './inference/inference.ts';
import type { PixelBudget } from './pixel-budget.ts';

/** What making a cutout takes, and how its stages are told and left. */
export interface CutContext {
  readonly inference: Pick<Inference, 'infer'>;
  readonly budget: Pick<PixelBudget, 'acquire'>;
  readonly heic: DecodeHeic;
  readonly backgrounds: BackgroundPictures;
  readonly onStage: (stage: Stage, active: boolean) => void;
  /** Throws when the picture was cancelled; called between stages. */
  readonly checkCancelled: () => void;
}

export type Times = Record<Stage, number>;

/** Runs one stage: reports it, times it, and looks for a cancellation before it. */
export async function timed<T>(
  { onStage, checkCancelled }: CutContext,
  times: Times,
  stage: Stage,
  work: () => Promise<T>,
): Promise<T> {
  checkCancelled();
  onStage(stage, true);
  const start = performance.now();
  try {
    return await work();
  } finally {
    times[stage] += performance.now() - start;
    onStage(stage, false);
  }
}

/**
 * Passes on which stage a picture is at. Decoding and inference may run side by side: when one of
 * them ends, the other is said again, because a watchdog hangs on what was said last.
 */
export function lastStageAgain(onStage: CutContext['onStage']): CutContext['onStage'] {
  let running: readonly Stage[] = [];
  return (stage, active) => {
    running = active ? [...running, stage] : running.filter((other) => other !== stage);
    onStage(stage, active);
    const last = running.at(-1);
    if (!active && last !== undefined) onStage(last, true);
  };
}
