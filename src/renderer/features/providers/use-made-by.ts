import type { ProviderFacts } from '../../../shared/cutout.ts';
import { useT } from '../../i18n/use-t.ts';
import { useProviderName } from '../../stores/providers-store.ts';
import { useAmounts } from './use-amounts.ts';

export interface MadeBy {
  readonly name: string;
  /** With what it took: "Poof, 1 credit". */
  readonly words: string;
}

/** The provider that made a cutout, in words; null: none did. */
export function useMadeBy(provider: ProviderFacts | null): MadeBy | null {
  const t = useT();
  const { credits } = useAmounts();
  const name = useProviderName(provider?.id ?? null);
  if (provider === null || name === null) return null;
  return { name, words: t('providers:madeBy', { name, credits: credits(provider.credits) }) };
}
