import { stages, type StageTimes } from '../../../src/shared/cutout.ts';
import { rankingAuc } from '../metrics/ranking-auc.ts';
import type { CompositeRecord, PairRecord } from './records.ts';

/** A matte whose IoU is below this is one that a user would call wrong. */
export const BAD_BELOW_IOU = 0.8;

/** The mean of what is known; undefined when nothing is. */
export function meanOf(values: readonly (number | null | undefined)[]): number | undefined {
  const known = values.filter((value): value is number => value !== null && value !== undefined);
  if (known.length === 0) return undefined;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** The work of one picture in ms, without loading the model, which only the first one does. */
export const workOf = (times: StageTimes): number =>
  stages.reduce((sum, stage) => sum + (stage === 'load' ? 0 : times[stage]), 0);

export type Done<T> = Extract<T, { readonly status: 'done' }>;

export const doneOf = <T extends PairRecord | CompositeRecord>(
  records: readonly T[],
): readonly Done<T>[] => records.filter((record): record is Done<T> => record.status === 'done');

/** How well confidence tells the pairs with bad mattes from the others. */
export function confidenceAuc(pairs: readonly PairRecord[]) {
  const auc = rankingAuc(
    doneOf(pairs).map(({ confidence, scores }) => ({
      confidence,
      bad: scores.iou < BAD_BELOW_IOU,
    })),
  );
  return { badBelowIou: BAD_BELOW_IOU, auc };
}

/** The pairs with the lowest IoU, worst first. */
export function worstOf(pairs: readonly PairRecord[], count: number): readonly Done<PairRecord>[] {
  return [...doneOf(pairs)].sort((a, b) => a.scores.iou - b.scores.iou).slice(0, count);
}
