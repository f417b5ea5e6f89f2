import type { ProviderAmount, ProviderInfo } from '../../../shared/bridge/contract.ts';
import { useT } from '../../i18n/use-t.ts';
import { useAmounts } from './use-amounts.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './spent-line.module.css';

const cx = classNames(styles);

export interface SpentLineProps {
  readonly spent: ProviderInfo['spent'];
  /** Without one, that nothing was sent goes without saying. */
  readonly hasKey: boolean;
}

/** What a provider was given today and this month. */
export function SpentLine({ spent: { day, month }, hasKey }: SpentLineProps) {
  const t = useT();
  const amounts = useAmounts();
  const inWords = ({ pictures, credits }: ProviderAmount) => ({
    pictures: amounts.pictures(pictures),
    credits: amounts.credits(credits),
  });
  const isNothing = month.pictures === 0 && month.credits === 0;
  if (isNothing && !hasKey) return null;
  return (
    <p className={cx('spent')}>
      {isNothing
        ? t('providers:spent.nothing')
        : [
            t('providers:spent.today', inWords(day)),
            t('providers:spent.month', inWords(month)),
          ].join(' · ')}
    </p>
  );
}
