import { rankingAuc, type Ranked } from '../eval/metrics/ranking-auc.ts';
import { Random } from '../samples/random.ts';
import { fitConfidence, predict } from './fit.ts';
import { isBad, type Sample } from './sample.ts';

/** A sample with the confidence that a fit without its group gives it. */
export interface Judged extends Ranked {
  readonly sample: Sample;
}

/** Deals the groups out to the folds, in an order that the seed decides. */
function foldsOf(samples: readonly Sample[], folds: number, seed: number) {
  const random = new Random(seed);
  const order = [...new Set(samples.map(({ group }) => group))]
    .sort()
    .map((group) => ({ group, key: random.next() }))
    .sort((a, b) => a.key - b.key);
  return new Map(order.map(({ group }, i) => [group, i % folds]));
}

/**
 * What fits that never saw a sample's group say of it: the mean over `repeats` ways to deal the
 * groups out to `folds` folds.
 * @returns one confidence for each sample
 */
export function crossValidate(
  samples: readonly Sample[],
  { folds = 8, repeats = 10 } = {},
): readonly number[] {
  const sums = samples.map(() => 0);
  for (let repeat = 0; repeat < repeats; repeat++) {
    const foldOf = foldsOf(samples, folds, repeat);
    for (let fold = 0; fold < folds; fold++) {
      const isHeldOut = ({ group }: Sample) => foldOf.get(group) === fold;
      const held = samples.flatMap((sample, i) => (isHeldOut(sample) ? [i] : []));
      if (held.length === 0) continue;
      const coefficients = fitConfidence(samples.filter((sample) => !isHeldOut(sample)));
      const confidences = predict(samples, coefficients);
      for (const i of held) sums[i] = (sums[i] ?? 0) + (confidences[i] ?? 0);
    }
  }
  return sums.map((sum) => sum / repeats);
}

/** Every sample with the confidence that cross-validation gives it. */
export function judge(samples: readonly Sample[]): readonly Judged[] {
  const confidences = crossValidate(samples);
  return samples.map((sample, i) => ({
    sample,
    confidence: confidences[i] ?? Number.NaN,
    bad: isBad(sample),
  }));
}

/**
 * The middle 95 % of what the AUC would have been with other groups of the same kind: groups are
 * drawn with replacement (Efron's bootstrap, percentiles), 1000 times.
 * @returns null when there are too few draws with both good and bad mattes
 */
export function aucInterval(judged: readonly Judged[]): readonly [number, number] | null {
  const names = [...new Set(judged.map(({ sample }) => sample.group))];
  const groups = names.map((name) => judged.filter(({ sample }) => sample.group === name));
  const random = new Random(1);
  const drawn = Array.from({ length: 1000 }, () =>
    rankingAuc(groups.flatMap(() => groups[Math.floor(random.next() * groups.length)] ?? [])),
  ).filter((auc) => auc !== null);
  if (drawn.length < 500) return null;
  drawn.sort((a, b) => a - b);
  const at = (share: number) => drawn[Math.round(share * (drawn.length - 1))] ?? NaN;
  return [at(0.025), at(0.975)];
}
