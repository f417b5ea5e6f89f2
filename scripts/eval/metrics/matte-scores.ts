import { boundaryF } from './boundary-f.ts';
import { connectivityError } from './connectivity-error.ts';
import { gradientError } from './gradient-error.ts';
import { intersectionOverUnion } from './iou.ts';
import type { MattePair } from './matte-pair.ts';
import { meanAbsoluteError, meanSquaredError, sumOfAbsoluteDifferences } from './pixel-errors.ts';

/** Everything that is measured of one matte; each function's docstring says what and in what unit. */
export interface MatteScores {
  readonly mae: number;
  readonly mse: number;
  readonly sad: number;
  readonly gradient: number;
  readonly connectivity: number;
  readonly iou: number;
  /** null when the reference's boundary is mostly ignored. */
  readonly boundaryF: number | null;
}

export const scoreMatte = (pair: MattePair): MatteScores => ({
  mae: meanAbsoluteError(pair),
  mse: meanSquaredError(pair),
  sad: sumOfAbsoluteDifferences(pair),
  gradient: gradientError(pair),
  connectivity: connectivityError(pair),
  iou: intersectionOverUnion(pair),
  boundaryF: boundaryF(pair),
});
