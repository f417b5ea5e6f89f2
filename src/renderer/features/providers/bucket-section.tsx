import { useId } from 'react';
import type { KnownKey } from '../../../shared/bridge/contract.ts';
import { useT } from '../../i18n/use-t.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { classNames } from '../../ui/class-names.ts';
import { Disclosure } from '../../ui/disclosure.tsx';
import { BucketForm } from './bucket-form.tsx';
import { BucketKeys } from './bucket-keys.tsx';
import styles from './bucket-section.module.css';

const cx = classNames(styles);

export interface BucketSectionProps {
  /** The keys that are there, by the end of the access key's id. */
  readonly bucketKey: KnownKey | null;
}

/** The user's own bucket, where pictures lie for providers that take only addresses. */
export function BucketSection({ bucketKey }: BucketSectionProps) {
  const t = useT();
  const heading = useId();
  const staging = useSettings(({ providers }) => providers.staging);
  return (
    <section className={cx('card')} aria-labelledby={heading}>
      <div className={cx('head')}>
        <h2 id={heading}>{t('providers:bucket.title')}</h2>
        <p className={cx('what')}>{t('providers:bucket.what')}</p>
      </div>
      <div className={cx('details')}>
        <Disclosure
          title={t('providers:bucket.details')}
          summary={staging?.bucket ?? t('providers:bucket.none')}
          isChanged={staging !== null}
          defaultExpanded={staging !== null}
        >
          <BucketForm staging={staging} />
          <BucketKeys staging={staging} kept={bucketKey} />
        </Disclosure>
      </div>
    </section>
  );
}
