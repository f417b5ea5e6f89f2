import type { z } from 'zod';
import { fromIssues } from './failure-of.ts';

/**
 * The fields of a body or a query, checked; those that are not known are passed over.
 * @throws ApiFailure `invalid`, with every field that is wrong
 */
export function readFields<T>(schema: z.ZodType<T>, given: unknown): T {
  const isObject = typeof given === 'object' && given !== null;
  const { success, data, error } = schema.safeParse(isObject ? given : {});
  if (success) return data;
  throw fromIssues(error.issues);
}
