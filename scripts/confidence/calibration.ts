import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { EvalError } from '../eval/eval-error.ts';
import { rankingAuc } from '../eval/metrics/ranking-auc.ts';
import { BAD_BELOW_IOU } from '../eval/report/summary.ts';
import { aucInterval, type Judged } from './cross-validate.ts';
import { fitConfidence, isMonotone } from './fit.ts';
import { BAD_ABOVE_MAE, isBad, isUnspoilt, sampleSchema } from './sample.ts';

const modelSchema = z.strictObject({ id: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

const measuredSchema = z.strictObject({
  models: z.array(modelSchema).min(1),
  data: z.string(),
  samples: z.array(sampleSchema).min(1),
});

/** All mattes, and what they are of. */
export type MeasuredSamples = z.output<typeof measuredSchema>;

const share = z.number().min(0).max(1);

/** The committed file: the coefficients, and where they come from. */
export const confidenceCalibrationSchema = z.strictObject({
  command: z.string(),
  models: z.array(modelSchema),
  /** SHA-256 of the checksums of all pictures and masks. */
  data: z.string().regex(/^[0-9a-f]{64}$/),
  bad: z.strictObject({ iouBelow: z.number(), maeAbove: z.number() }),
  /** Pictures as they are; groups that are held out together; mattes of all versions and models. */
  counts: z.strictObject({
    pictures: z.int().positive(),
    groups: z.int().positive(),
    mattes: z.int().positive(),
    badMattes: z.int().positive(),
  }),
  coefficients: z.strictObject({ intercept: z.number(), softness: z.number(), stray: z.number() }),
  /** AUC over the pictures as they are, each judged by a fit without its group; see `aucInterval`. */
  crossValidated: z.strictObject({ auc: share, low: share, high: share }),
});

export type ConfidenceCalibration = z.output<typeof confidenceCalibrationSchema>;

/** @throws EvalError when the file is not what `--samples` wrote */
export async function readSamples(file: string): Promise<MeasuredSamples> {
  try {
    return measuredSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    throw new EvalError(`${file} does not hold samples of this command; delete it.`);
  }
}

const countOf = (values: readonly string[]) => new Set(values).size;
const rounded = (value: number) => Number(value.toFixed(3));

/**
 * The coefficients from all mattes, with what was found by cross-validation.
 * @throws EvalError when they would make no sense
 */
export function calibrationOf(
  { models, data, samples }: MeasuredSamples,
  judged: readonly Judged[],
): ConfidenceCalibration {
  const coefficients = fitConfidence(samples);
  if (!isMonotone(coefficients)) {
    throw new EvalError(
      `Confidence would rise with a sign of trouble: ${JSON.stringify(coefficients)}; ` +
        'the pictures do not tell good mattes from bad ones.',
    );
  }
  const unspoilt = judged.filter(({ sample }) => isUnspoilt(sample));
  const auc = rankingAuc(unspoilt);
  const interval = aucInterval(unspoilt);
  if (auc === null || interval === null) {
    throw new EvalError('Among the pictures as they are, both good and bad mattes are needed.');
  }
  return {
    command: 'npm run calibrate:confidence -- --data DIR',
    models,
    data,
    bad: { iouBelow: BAD_BELOW_IOU, maeAbove: BAD_ABOVE_MAE },
    counts: {
      pictures: countOf(samples.map(({ picture }) => picture)),
      groups: countOf(samples.map(({ group }) => group)),
      mattes: samples.length,
      badMattes: samples.filter(isBad).length,
    },
    coefficients,
    crossValidated: { auc: rounded(auc), low: rounded(interval[0]), high: rounded(interval[1]) },
  };
}
