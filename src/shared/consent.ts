import { z } from 'zod';

/**
 * The user's agreement that the pictures of a batch, or of a hot folder, are sent to these
 * providers and to nobody else. An id that this version does not know fails its pictures, not the
 * whole queue.
 */
export const consentSchema = z
  .strictObject({
    /** In the order in which they are asked. */
    providers: z.array(z.string().min(1)).min(1).readonly(),
    /** ms since 1970. */
    at: z.number(),
  })
  .readonly();
export type Consent = z.output<typeof consentSchema>;
