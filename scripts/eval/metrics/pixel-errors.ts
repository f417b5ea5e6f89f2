import type { MattePair } from './matte-pair.ts';

/** The sum of `errorOf(difference)` over the counted pixels, and how many they are. */
function total({ found, reference, ignore }: MattePair, errorOf: (difference: number) => number) {
  // One entry for each possible difference of two bytes, so that the sums are exact and quick.
  const histogram = new Float64Array(256);
  let count = 0;
  for (let i = 0; i < found.length; i++) {
    if (ignore !== undefined && ignore[i] !== 0) continue;
    const difference = Math.abs((found[i] as number) - (reference[i] as number));
    histogram[difference] = (histogram[difference] as number) + 1;
    count++;
  }
  let sum = 0;
  histogram.forEach((times, difference) => {
    sum += times * errorOf(difference / 255);
  });
  return { sum, count };
}

/** Mean absolute error of alpha, 0-1. */
export function meanAbsoluteError(pair: MattePair): number {
  const { sum, count } = total(pair, (difference) => difference);
  return sum / count;
}

/** Mean squared error of alpha, 0-1. */
export function meanSquaredError(pair: MattePair): number {
  const { sum, count } = total(pair, (difference) => difference * difference);
  return sum / count;
}

/** Sum of absolute differences of alpha (0-1), in thousands of pixels. */
export function sumOfAbsoluteDifferences(pair: MattePair): number {
  return total(pair, (difference) => difference).sum / 1000;
}
