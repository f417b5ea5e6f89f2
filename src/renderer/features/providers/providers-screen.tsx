import { useEffect, useState } from 'react';
import type { ProvidersAnswer } from '../../../shared/bridge/contract.ts';
import { allAccounts } from '../../../shared/provider-account.ts';
import { showScreen } from '../../app/screen.ts';
import { useErrorText } from '../../i18n/use-error-text.ts';
import { useT } from '../../i18n/use-t.ts';
import { followProviders, refreshProviders, useProviders } from '../../stores/providers-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { Banner } from '../../ui/banner.tsx';
import { classNames } from '../../ui/class-names.ts';
import { VisuallyHidden } from '../../ui/visually-hidden.ts';
import { BucketSection } from './bucket-section.tsx';
import { ProviderCard } from './provider-card.tsx';
import styles from './providers-screen.module.css';

const cx = classNames(styles);

/** The user's accounts at cloud providers: who may be asked, in which order, and for how much. */
export function ProvidersScreen() {
  const t = useT();
  const errorText = useErrorText();
  const view = useProviders();
  const isOffline = useSettings(({ privacy }) => privacy.networkOff);
  useEffect(() => followProviders(), []);
  return (
    <>
      {isOffline && (
        <Banner
          actions={[
            {
              label: t('providers:openSettings'),
              onPress: () => {
                showScreen({ name: 'settings' });
              },
            },
          ]}
        >
          {t('providers:networkOff')}
        </Banner>
      )}
      {view.name === 'failed' && (
        <Banner
          tone="danger"
          actions={[{ label: t('providers:tryAgain'), onPress: refreshProviders }]}
        >
          {errorText(view.error)}
        </Banner>
      )}
      <div className={cx('page')} aria-busy={view.name === 'loading'}>
        <div className={cx('inner')}>
          <header className={cx('header')}>
            <h1>{t('providers:title')}</h1>
            <p className={cx('intro')}>{t('providers:intro')}</p>
          </header>
          {view.name === 'known' && <KnownProviders answer={view.answer} />}
        </div>
      </div>
    </>
  );
}

function KnownProviders({ answer }: { readonly answer: ProvidersAnswer }) {
  const t = useT();
  const kept = useSettings(({ providers }) => providers.accounts);
  const [told, setTold] = useState('');
  // The settings' order, which follows a press at once.
  const accounts = allAccounts(kept);
  return (
    <>
      {!answer.keepsKeys && <p className={cx('note')}>{t('providers:forgetsKeys')}</p>}
      <ol className={cx('list')} aria-label={t('providers:order')}>
        {accounts.map((account, at) => {
          const info = answer.providers.find(({ id }) => id === account.id);
          return (
            info && (
              <li key={account.id}>
                <ProviderCard
                  info={info}
                  account={account}
                  place={at + 1}
                  last={accounts.length}
                  onMoved={(place) => {
                    setTold(
                      t('providers:move.now', { name: info.name, place, all: accounts.length }),
                    );
                  }}
                />
              </li>
            )
          );
        })}
      </ol>
      <BucketSection bucketKey={answer.bucketKey} />
      <VisuallyHidden role="status">{told}</VisuallyHidden>
    </>
  );
}
