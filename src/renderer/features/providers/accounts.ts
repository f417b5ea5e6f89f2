import type { Budget } from '../../../shared/budget.ts';
import type { ProviderAccount } from '../../../shared/provider-account.ts';
import type { ProviderId } from '../../../shared/provider.ts';

/** Changes of the list of accounts, which is always kept as a whole. Pure. */

export type AccountChange = Partial<Omit<ProviderAccount, 'id'>>;

export const withAccount = (
  accounts: readonly ProviderAccount[],
  id: ProviderId,
  change: AccountChange,
): readonly ProviderAccount[] =>
  accounts.map((account) => (account.id === id ? { ...account, ...change } : account));

/** One place earlier or later; where there is none, the same list. */
export function moved(
  accounts: readonly ProviderAccount[],
  id: ProviderId,
  direction: 'up' | 'down',
): readonly ProviderAccount[] {
  const from = accounts.findIndex((account) => account.id === id);
  const to = direction === 'up' ? from - 1 : from + 1;
  const [one, other] = [accounts[from], accounts[to]];
  if (one === undefined || other === undefined) return accounts;
  return accounts.with(to, one).with(from, other);
}

export const limitKinds = [
  { unit: 'pictures', window: 'day' },
  { unit: 'pictures', window: 'month' },
  { unit: 'credits', window: 'day' },
  { unit: 'credits', window: 'month' },
] as const satisfies readonly { readonly unit: keyof Budget; readonly window: 'day' | 'month' }[];
export type LimitKind = (typeof limitKinds)[number];

export const withLimit = (
  budget: Budget,
  { unit, window }: LimitKind,
  limit: number | null,
): Budget => ({ ...budget, [unit]: { ...budget[unit], [window]: limit } });
