import { z } from 'zod';
import { BAD_BELOW_IOU } from '../eval/report/summary.ts';

/**
 * A matte whose mean absolute error is above this is one that a user would call wrong, too: a veil
 * over a twentieth of a picture is seen, though the IoU of a large subject hardly suffers from it.
 */
export const BAD_ABOVE_MAE = 0.05;

/** One matte: what it tells about itself, and how good it is. */
export const sampleSchema = z.strictObject({
  model: z.string(),
  picture: z.string(),
  /** Pictures that are held out together: of one photo, one cutout, or one film. */
  group: z.string(),
  kind: z.enum(['pair', 'composite']),
  variant: z.string(),
  iou: z.number(),
  mae: z.number(),
  signs: z.strictObject({ softness: z.number(), stray: z.number() }),
});

export type Sample = z.output<typeof sampleSchema>;

export const isBad = ({ iou, mae }: Pick<Sample, 'iou' | 'mae'>): boolean =>
  iou < BAD_BELOW_IOU || mae > BAD_ABOVE_MAE;

/** Whether a picture was shown as it is. */
export const isUnspoilt = ({ variant }: Pick<Sample, 'variant'>): boolean => variant === 'original';

/** Frames of one film are one group: ids that differ in a number of five digits at their end. */
export const groupOf = (id: string): string => id.replace(/-\d{5}$/, '');

/** How much each sample counts: every group counts the same, however often it was shown. */
export function weightsOf(samples: readonly Pick<Sample, 'group'>[]): readonly number[] {
  const counts = new Map<string, number>();
  for (const { group } of samples) counts.set(group, (counts.get(group) ?? 0) + 1);
  return samples.map(({ group }) => 1 / (counts.get(group) ?? 1));
}
