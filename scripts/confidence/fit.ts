import {
  confidenceFrom,
  regressorsOf,
  type ConfidenceCoefficients,
} from '../../src/engine/matte/confidence.ts';
import { fitLogistic } from './logistic.ts';
import { isBad, weightsOf, type Sample } from './sample.ts';

/** Six digits, so that the file is the same on every machine. */
const rounded = (value: number) => Number(value.toPrecision(6));

/** The coefficients that explain best which mattes are good. */
export function fitConfidence(samples: readonly Sample[]): ConfidenceCoefficients {
  const weights = weightsOf(samples);
  const [intercept = 0, softness = 0, stray = 0] = fitLogistic(
    samples.map((sample, i) => ({
      regressors: regressorsOf(sample.signs),
      outcome: !isBad(sample),
      weight: weights[i] ?? 0,
    })),
  ).map(rounded);
  return { intercept, softness, stray };
}

/** Whether confidence falls as the signs rise, as it must to mean anything. */
export const isMonotone = ({ softness, stray }: ConfidenceCoefficients): boolean =>
  softness < 0 && stray < 0;

export const predict = (samples: readonly Sample[], coefficients: ConfidenceCoefficients) =>
  samples.map(({ signs }) => confidenceFrom(signs, coefficients));
