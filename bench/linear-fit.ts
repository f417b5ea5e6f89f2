/** The straight line through samples that were taken at 0, 1, 2, ... */
export interface LinearFit {
  /** By how much the samples grow from one to the next. */
  readonly slope: number;
  /** The standard error of `slope`, from how far the samples lie off the line. */
  readonly slopeError: number;
  /** The line's value at the first sample. */
  readonly start: number;
}

/**
 * Ordinary least squares.
 * @throws RangeError with fewer than three samples
 */
export function linearFit(samples: readonly number[]): LinearFit {
  const count = samples.length;
  if (count < 3) throw new RangeError('a line needs three samples');
  const middle = (count - 1) / 2;
  const mean = samples.reduce((total, value) => total + value, 0) / count;
  let covariance = 0;
  let variance = 0;
  samples.forEach((value, at) => {
    covariance += (at - middle) * (value - mean);
    variance += (at - middle) ** 2;
  });
  const slope = covariance / variance;
  const start = mean - slope * middle;
  const residual = samples.reduce(
    (total, value, at) => total + (value - start - slope * at) ** 2,
    0,
  );
  return { slope, slopeError: Math.sqrt(residual / (count - 2) / variance), start };
}
