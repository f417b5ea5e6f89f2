import type { ProviderInfo } from '../../../shared/bridge/contract.ts';
import type { ProviderAccount } from '../../../shared/provider-account.ts';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { Disclosure } from '../../ui/disclosure.tsx';
import { AddressField } from './address-field.tsx';
import { LimitField } from './limit-field.tsx';
import { limitKinds, withLimit } from './accounts.ts';
import styles from './provider-options.module.css';
import { changeAccount } from './provider-requests.ts';
import { useOptionsSummary } from './use-options-summary.ts';

const cx = classNames(styles);

export interface ProviderOptionsProps {
  readonly info: ProviderInfo;
  readonly account: ProviderAccount;
}

/** How much a provider may be given, and where it is. */
export function ProviderOptions({ info, account }: ProviderOptionsProps) {
  const t = useT();
  const summary = useOptionsSummary(account);
  const { id, budget, baseUrl } = account;
  return (
    <div className={cx('options')}>
      <Disclosure
        title={t('providers:limits.title')}
        summary={summary.text}
        isChanged={summary.isChanged}
      >
        <div className={cx('limits')}>
          {limitKinds.map((kind) => (
            <LimitField
              key={`${kind.unit} ${kind.window}`}
              kind={kind}
              limit={budget[kind.unit][kind.window]}
              onChange={(limit) =>
                void changeAccount(id, { budget: withLimit(budget, kind, limit) })
              }
            />
          ))}
        </div>
        <p className={cx('note')}>{t('providers:limits.note')}</p>
        <AddressField
          documented={info.documentedUrl}
          address={baseUrl}
          onChange={(address) => void changeAccount(id, { baseUrl: address })}
        />
      </Disclosure>
    </div>
  );
}
