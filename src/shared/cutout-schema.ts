import { z } from 'zod';
import { stages, warningNames, type CutoutFacts } from './cutout.ts';
import { isErrorCode, type ErrorCode, type ErrorReport } from './errors.ts';

/** What the engine told, read back from where it was stored or sent. */

const size = { width: z.int(), height: z.int() };

export const deviceSchema = z.enum(['cpu', 'webgpu', 'directml', 'coreml', 'cuda']);

export const cutoutFactsSchema: z.ZodType<CutoutFacts> = z.object({
  ...size,
  bytes: z.int(),
  format: z.enum(['png', 'webp', 'jpeg', 'avif', 'tiff']),
  source: z.object({
    ...size,
    format: z.string(),
    depth: z.int(),
    pages: z.int(),
    page: z.int(),
  }),
  model: z.object({ id: z.string(), version: z.string() }).nullable(),
  device: deviceSchema.nullable(),
  // What was stored before there were providers does not say.
  provider: z
    .object({
      id: z.string(),
      credits: z.number(),
      ms: z.number(),
      request: z.string().nullable(),
      because: z.string().nullable(),
    })
    .nullable()
    .default(null),
  times: z.record(z.enum(stages), z.number()),
  confidence: z.number(),
  ambiguous: z.number(),
  subject: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
  warnings: z.array(z.enum(warningNames)),
});

/** A code that this version does not know, from a newer one, reads as `internal`. */
export const errorReportSchema: z.ZodType<ErrorReport> = z.object({
  code: z.string().transform((code): ErrorCode => (isErrorCode(code) ? code : 'internal')),
  message: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
