import type { ProviderAccount } from '../../../shared/provider-account.ts';
import { useT } from '../../i18n/use-t.ts';
import { limitKinds } from './accounts.ts';
import { useAmounts } from './use-amounts.ts';

/** Limits and address in a few words, and whether they differ from what they are by themselves. */
export function useOptionsSummary({ budget, baseUrl }: ProviderAccount): {
  readonly text: string;
  readonly isChanged: boolean;
} {
  const t = useT();
  const amounts = useAmounts();
  const limits = limitKinds.flatMap(({ unit, window }) => {
    const limit = budget[unit][window];
    if (limit === null) return [];
    return [t(`providers:summary.${window}`, { amount: amounts[unit](limit) })];
  });
  const words = [...limits, ...(baseUrl === null ? [] : [t('providers:summary.address')])];
  return words.length === 0
    ? { text: t('providers:summary.none'), isChanged: false }
    : { text: words.join(' · '), isChanged: true };
}
