import { z } from 'zod';

/** The most that a provider is given in a day or a month; far beyond what anybody pays for. */
const MOST = 1_000_000_000;

const pictures = z.int().min(0).max(MOST).nullable().default(null);
const credits = z.number().min(0).max(MOST).nullable().default(null);

/**
 * What one provider may be given. null: as much as is asked for; 0: nothing, ever. A day and a
 * month are those of the calendar, where the computer is.
 */
export const budgetSchema = z
  .strictObject({
    pictures: z.strictObject({ day: pictures, month: pictures }).readonly().prefault({}),
    /** The provider's own credits, of which a picture may take a part of one. */
    credits: z.strictObject({ day: credits, month: credits }).readonly().prefault({}),
  })
  .readonly();
export type Budget = z.output<typeof budgetSchema>;
