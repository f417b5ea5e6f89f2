import type { ProviderInfo } from '../../../shared/bridge/contract.ts';
import { useErrorText } from '../../i18n/use-error-text.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { StateDot } from '../../ui/state-dot.tsx';
import styles from './outcome-line.module.css';
import type { TestResult } from './provider-requests.ts';
import { useAmounts } from './use-amounts.ts';

const cx = classNames(styles);

export interface OutcomeLineProps {
  /** Of a test that was just made. */
  readonly test: TestResult | null;
  readonly lastFailure: ProviderInfo['lastFailure'];
}

/**
 * What a test said, or how the provider failed last. The element stays while there is nothing to
 * say, so that screen readers hear what comes into it.
 */
export function OutcomeLine({ test, lastFailure }: OutcomeLineProps) {
  const words = useWords();
  const shown = words(test, lastFailure);
  return (
    <div role="status" className={cx('line')}>
      {shown !== null && (
        <>
          <StateDot state={shown.isGood ? 'done' : 'failed'} label="" />
          <span className={cx('words')} data-selectable>
            {shown.text}
          </span>
        </>
      )}
    </div>
  );
}

function useWords() {
  const t = useT();
  const errorText = useErrorText();
  const { when } = useFormat();
  const { credits } = useAmounts();
  return (test: TestResult | null, failure: ProviderInfo['lastFailure']) => {
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
  };
}
