import { z } from 'zod';
import { budgetSchema } from './budget.ts';
import { providerIds, type ProviderId } from './provider.ts';

/** What the user decided about one provider; its key is kept elsewhere. */
export const providerAccountSchema = z
  .strictObject({
    id: z.enum(providerIds),
    /** Off: it is never asked, whatever a recipe or a consent says. */
    enabled: z.boolean().default(true),
    /** Its address in place of the documented one. */
    baseUrl: z.string().trim().min(1).max(2000).nullable().default(null),
    budget: budgetSchema.prefault({}),
  })
  .readonly();
export type ProviderAccount = z.output<typeof providerAccountSchema>;

/** Accounts in the order in which they are asked; each provider at most once. */
export const providerAccountsSchema = z
  .array(providerAccountSchema)
  .refine((accounts) => new Set(accounts.map(({ id }) => id)).size === accounts.length, {
    error: 'a provider is named twice',
  })
  .readonly();

/** Every provider's account: those that are kept, in their order, and the others as they begin. */
export function allAccounts(kept: readonly ProviderAccount[]): readonly ProviderAccount[] {
  const known = new Set<ProviderId>(kept.map(({ id }) => id));
  const others = providerIds.filter((id) => !known.has(id));
  return [...kept, ...others.map((id) => providerAccountSchema.parse({ id }))];
}
