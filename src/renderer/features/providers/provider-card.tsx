import type { ProviderInfo } from '../../../shared/bridge/contract.ts';
import type { ProviderAccount } from '../../../shared/provider-account.ts';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { Switch } from '../../ui/switch.tsx';
import { OrderButtons } from './order-buttons.tsx';
import { ProviderKey } from './provider-key.tsx';
import { ProviderOptions } from './provider-options.tsx';
import { changeAccount, moveAccount } from './provider-requests.ts';
import styles from './provider-card.module.css';
import { useAmounts } from './use-amounts.ts';

const cx = classNames(styles);

export interface ProviderCardProps {
  readonly info: ProviderInfo;
  readonly account: ProviderAccount;
  /** From 1, in the order in which providers are asked. */
  readonly place: number;
  readonly last: number;
  readonly onMoved: (place: number) => void;
}

/** One provider: whether and when it is asked, its key, its limits, and what it was given. */
export function ProviderCard({ info, account, place, last, onMoved }: ProviderCardProps) {
  const t = useT();
  const amounts = useAmounts();
  const { id, name, input, credits } = info;
  const move = (direction: 'up' | 'down') => {
    onMoved(direction === 'up' ? place - 1 : place + 1);
    void moveAccount(id, direction);
  };
  const price = t('providers:perPicture', { credits: amounts.credits(credits) });

  return (
    <article className={cx('card')} aria-label={name}>
      <div className={cx('body')}>
        <div className={cx('head')}>
          <span className={cx('place')} aria-hidden>
            {place}
          </span>
          <h2 className={cx('name', !account.enabled && 'off')}>{name}</h2>
          <span className={cx('traits')}>{[t(`providers:takes.${input}`), price].join(' · ')}</span>
          <span className={cx('controls')}>
            <OrderButtons name={name} place={place} last={last} onMove={move} />
            <Switch
              label={t('providers:mayBeAsked')}
              isSelected={account.enabled}
              onChange={(enabled) => void changeAccount(id, { enabled })}
            />
          </span>
        </div>
        <div className={cx('facts')}>
          <ProviderKey info={info} address={account.baseUrl} />
        </div>
      </div>
      <ProviderOptions info={info} account={account} />
    </article>
  );
}
