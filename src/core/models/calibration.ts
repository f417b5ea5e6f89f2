import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../paths.ts';

/** What `npm run calibrate` measured, and how: committed, because weights are built from it. */
export const calibrationSchema = z.strictObject({
  model: z.string(),
  /** The checksum of the prepared float graph that was measured. */
  graph: z.string(),
  /** Percentiles, 0-100, between which a tensor's range lies. */
  percentiles: z.tuple([z.number(), z.number()]),
  /** The pictures that were shown to it. */
  pictures: z.array(z.strictObject({ id: z.string(), sha256: z.string() })),
  ranges: z.record(z.string(), z.tuple([z.number(), z.number()])),
});

export type Calibration = z.output<typeof calibrationSchema>;

/**
 * A calibration file of Offcut's own, from the folder of the catalogue. Throws an Error when it is
 * missing or not valid.
 */
export const readCalibration = (file: string): Calibration =>
  calibrationSchema.parse(
    JSON.parse(readFileSync(path.join(packageRoot(), 'models', file), 'utf8')),
  );
