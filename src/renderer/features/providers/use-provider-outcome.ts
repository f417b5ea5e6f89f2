import type { ProviderInfo } from '../../../shared/bridge/contract.ts';
import { useErrorText } from '../../i18n/use-error-text.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useT } from '../../i18n/use-t.ts';
import type { Outcome } from './outcome-line.tsx';
import type { TestResult } from './provider-requests.ts';
import { useAmounts } from './use-amounts.ts';

/** What a test that was just made said, or how the provider failed last. */
export function useProviderOutcome(
  test: TestResult | null,
  failure: ProviderInfo['lastFailure'],
): Outcome | null {
  const t = useT();
  const errorText = useErrorText();
  const { when } = useFormat();
  const { credits } = useAmounts();
  if (test?.works === true) {
    const { remaining } = test;
    const text =
      remaining === null
        ? t('providers:test.works')
        : t('providers:test.worksLeft', { credits: credits(remaining) });
    return { isGood: true, text };
  }
  if (test !== null) return { isGood: false, text: errorText(test.error) };
  if (failure === null) return null;
  const { at, error } = failure;
  const text = t('providers:failed', { when: when(at), reason: errorText(error) });
  return { isGood: false, text };
}
