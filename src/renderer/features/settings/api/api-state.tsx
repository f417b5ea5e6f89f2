import { Copy } from 'lucide-react';
import { useErrorText } from '../../../i18n/use-error-text.ts';
import { useT } from '../../../i18n/use-t.ts';
import { useApiStatus } from '../../../stores/api-store.ts';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { SettingRow } from '../../../ui/setting-row.tsx';
import { StateDot } from '../../../ui/state-dot.tsx';
import { copyAddress, openPage, tryAgain } from './api-requests.ts';
import styles from './api-state.module.css';

const cx = classNames(styles);

function Address({ url }: { readonly url: string }) {
  const t = useT();
  return (
    <span className={cx('line')}>
      <code className={cx('address')} data-selectable>
        {url}
      </code>
      <IconButton
        size="small"
        label={t('settings:api.copyAddress')}
        icon={<Copy size={16} />}
        onPress={() => void copyAddress(t('settings:api.addressCopied'))}
      />
      <Button size="small" onPress={openPage}>
        {t('settings:api.openPage')}
      </Button>
    </span>
  );
}

function Shown() {
  const t = useT();
  const errorText = useErrorText();
  const status = useApiStatus();
  switch (status.state) {
    // It is switched on, and the server is about to hear of it.
    case 'off':
    case 'starting':
      return <span className={cx('starting')}>{t('settings:api.starting')}</span>;
    case 'on':
      return <Address url={status.url} />;
    case 'failed':
      return (
        <div className={cx('failed')}>
          <StateDot state="failed" label="" />
          <div className={cx('words')}>
            <span data-selectable>{errorText(status.error)}</span>
            <Button size="small" onPress={tryAgain}>
              {t('settings:api.tryAgain')}
            </Button>
          </div>
        </div>
      );
  }
}

/** Where the local API is, or why it is not. */
export function ApiState() {
  const t = useT();
  return (
    <SettingRow label={t('settings:api.address')}>
      <div role="status" className={cx('state')} aria-label={t('settings:api.address')}>
        <Shown />
      </div>
    </SettingRow>
  );
}
