import { useEffect } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { followApiClosely } from '../../../stores/api-store.ts';
import { changeSettings, useSettings } from '../../../stores/settings-store.ts';
import { NumberField } from '../../../ui/number-field.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { ApiKeys } from './api-keys.tsx';
import { ApiState } from './api-state.tsx';

/** What other programs on this computer may have cut here, and by which keys. */
export function ApiSection() {
  const t = useT();
  const { enabled, port } = useSettings((settings) => settings.api);
  useEffect(followApiClosely, []);
  return (
    <>
      <Switch
        label={t('settings:api.enabled')}
        description={t('settings:api.enabledHint')}
        isSelected={enabled}
        onChange={(value) => {
          void changeSettings({ api: { enabled: value } });
        }}
      />
      {enabled && (
        <>
          <ApiState />
          <NumberField
            label={t('settings:api.port')}
            layout="row"
            isNarrow
            description={t('settings:api.portHint')}
            formatOptions={{ useGrouping: false }}
            minValue={1024}
            maxValue={65_535}
            value={port}
            onChange={(value) => {
              void changeSettings({ api: { port: value } });
            }}
          />
        </>
      )}
      <ApiKeys isServed={enabled} />
    </>
  );
}
