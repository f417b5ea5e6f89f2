import { useMemo } from 'react';
import { useFormat } from '../../i18n/use-format.ts';
import { useT } from '../../i18n/use-t.ts';

/** Amounts of pictures and of a provider's own credits, in words. */
export function useAmounts() {
  const t = useT();
  const { number } = useFormat();
  return useMemo(
    () => ({
      pictures: (count: number) => t('providers:pictures', { count, number: number(count) }),
      credits: (count: number) => t('providers:credits', { count, number: number(count) }),
    }),
    [t, number],
  );
}
