import { useT } from '../../i18n/use-t.ts';
import { changeSettings, useSettings } from '../../stores/settings-store.ts';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { DestinationSetting } from './destination-setting.tsx';
import { FormatSettings } from './format-settings.tsx';
import { TemplateSetting } from './template-setting.tsx';

export function OutputSection() {
  const t = useT();
  const { placement, flatten } = useSettings((settings) => settings.output);
  return (
    <>
      <DestinationSetting />
      <Switch
        label={t('settings:output.flatten')}
        description={t('settings:output.flattenHint')}
        isSelected={flatten}
        onChange={(value) => {
          void changeSettings({ output: { flatten: value } });
        }}
      />
      <TemplateSetting />
      <Select
        label={t('settings:output.placement')}
        layout="row"
        value={placement}
        onChange={(value) => {
          void changeSettings({ output: { placement: value } });
        }}
        options={[
          {
            value: 'rename',
            label: t('settings:output.placements.rename'),
            description: t('settings:output.placements.renameHint'),
          },
          {
            value: 'skip',
            label: t('settings:output.placements.skip'),
            description: t('settings:output.placements.skipHint'),
          },
          {
            value: 'overwrite',
            label: t('settings:output.placements.overwrite'),
            description: t('settings:output.placements.overwriteHint'),
          },
        ]}
      />
      <FormatSettings />
    </>
  );
}
