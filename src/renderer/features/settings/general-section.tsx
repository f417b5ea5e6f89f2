import { chooseLanguage } from '../../../shared/choose-language.ts';
import { languageNames } from '../../i18n/language.ts';
import { useT } from '../../i18n/use-t.ts';
import { languages, type Settings } from '../../../shared/settings.ts';
import { changeSettings, useSettings } from '../../stores/settings-store.ts';
import { startInfo } from '../../stores/start-info.ts';
import { SegmentedControl } from '../../ui/segmented-control.tsx';
import { Select } from '../../ui/select.tsx';
import { SettingRow } from '../../ui/setting-row.tsx';
import { Switch } from '../../ui/switch.tsx';

const change = (fields: Partial<Settings['general']>) => {
  void changeSettings({ general: fields });
};

export function GeneralSection() {
  const t = useT();
  const general = useSettings((settings) => settings.general);
  const own = languageNames[chooseLanguage(null, startInfo().locales)];
  return (
    <>
      <SettingRow label={t('settings:general.theme')}>
        <SegmentedControl
          label={t('settings:general.theme')}
          value={general.theme}
          onChange={(theme) => {
            change({ theme });
          }}
          segments={[
            { value: 'system', label: t('settings:general.themes.system') },
            { value: 'light', label: t('settings:general.themes.light') },
            { value: 'dark', label: t('settings:general.themes.dark') },
          ]}
        />
      </SettingRow>
      <Select
        label={t('settings:general.language')}
        layout="row"
        value={general.language ?? 'system'}
        onChange={(language) => {
          change({ language: language === 'system' ? null : language });
        }}
        options={[
          { value: 'system', label: t('settings:general.systemLanguage', { language: own }) },
          ...languages.map((language) => ({ value: language, label: languageNames[language] })),
        ]}
      />
      <Switch
        label={t('settings:general.notifyWhenDone')}
        description={t('settings:general.notifyWhenDoneHint')}
        isSelected={general.notifyWhenDone}
        onChange={(notifyWhenDone) => {
          change({ notifyWhenDone });
        }}
      />
      <Switch
        label={t('settings:general.keepInTray')}
        description={t('settings:general.keepInTrayHint')}
        isSelected={general.keepInTray}
        onChange={(keepInTray) => {
          change({ keepInTray });
        }}
      />
      <Switch
        label={t('settings:general.startAtLogin')}
        description={t('settings:general.startAtLoginHint')}
        isSelected={general.startAtLogin}
        onChange={(startAtLogin) => {
          change({ startAtLogin });
        }}
      />
    </>
  );
}
