import { useT } from '../../i18n/use-t.ts';
import { changeSettings, useSettings } from '../../stores/settings-store.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { Switch } from '../../ui/switch.tsx';
import { StorageTable } from './storage-table.tsx';
import styles from './privacy-section.module.css';
import { classNames } from '../../ui/class-names.ts';

const cx = classNames(styles);

export function PrivacySection() {
  const t = useT();
  const { networkOff, previewMegabytes } = useSettings((settings) => settings.privacy);
  return (
    <>
      <p className={cx('promise')}>{t('settings:privacy.promise')}</p>
      <Switch
        label={t('settings:privacy.networkOff')}
        description={t('settings:privacy.networkOffHint')}
        isSelected={networkOff}
        onChange={(value) => {
          void changeSettings({ privacy: { networkOff: value } });
        }}
      />
      <NumberField
        label={t('settings:privacy.previewMegabytes')}
        layout="row"
        isNarrow
        description={t('settings:privacy.previewMegabytesHint')}
        unit="MB"
        minValue={50}
        maxValue={10_000}
        step={50}
        value={previewMegabytes}
        onChange={(value) => {
          void changeSettings({ privacy: { previewMegabytes: value } });
        }}
      />
      <StorageTable />
    </>
  );
}
