/** What a set of samples comes to; all in the unit of the samples. */
export interface Summary {
  readonly count: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
}

/**
 * The value below which a share of the samples lies, linearly between neighbours.
 * @param share 0-1
 * @throws RangeError without samples
 */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  if (below === undefined || above === undefined) throw new RangeError('there are no samples');
  return below + (above - below) * (at - Math.floor(at));
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

export const sum = (samples: readonly number[]): number =>
  samples.reduce((total, sample) => total + sample, 0);

/** @throws RangeError without samples */
export function summarise(samples: readonly number[]): Summary {
  return {
    count: samples.length,
    median: median(samples),
    min: quantile(samples, 0),
    max: quantile(samples, 1),
    lowerQuartile: quantile(samples, 0.25),
    upperQuartile: quantile(samples, 0.75),
  };
}

/**
 * The ratio of each sample to the one that was taken right beside it, so that what slowed the
 * machine down slowed both.
 * @throws RangeError when the sides have different numbers of samples
 */
export function pairwiseRatios(
  numerators: readonly number[],
  denominators: readonly number[],
): readonly number[] {
  if (numerators.length !== denominators.length) throw new RangeError('the samples are no pairs');
  return numerators.map((value, at) => value / (denominators[at] ?? Number.NaN));
}
