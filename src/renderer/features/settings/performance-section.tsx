import { useT } from '../../i18n/use-t.ts';
import { changeSettings, useSettings } from '../../stores/settings-store.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';

const MB_OF_GB = 1024;

/** What is kept may come from a machine with more cores than this one. */
const threadCounts = (kept: number): readonly number[] =>
  Array.from({ length: Math.max(navigator.hardwareConcurrency, kept) }, (_, at) => at + 1);

export function PerformanceSection() {
  const t = useT();
  const { threads, memoryMegabytes, stayResponsive } = useSettings(
    (settings) => settings.performance,
  );
  const { maxMegapixels, lenient } = useSettings((settings) => settings.cutting);
  return (
    <>
      <Switch
        label={t('settings:performance.stayResponsive')}
        description={t('settings:performance.stayResponsiveHint')}
        isSelected={stayResponsive}
        onChange={(value) => {
          void changeSettings({ performance: { stayResponsive: value } });
        }}
      />
      <Select
        label={t('settings:performance.threads')}
        layout="row"
        value={String(threads)}
        onChange={(value) => {
          void changeSettings({ performance: { threads: Number(value) } });
        }}
        options={[
          { value: '0', label: t('settings:performance.allCores') },
          ...threadCounts(threads).map((count) => ({ value: String(count), label: String(count) })),
        ]}
      />
      <NumberField
        label={t('settings:performance.memory')}
        layout="row"
        isNarrow
        description={t('settings:performance.memoryHint')}
        unit="GB"
        minValue={1}
        maxValue={64}
        step={0.5}
        value={memoryMegabytes / MB_OF_GB}
        onChange={(gigabytes) => {
          const value = Math.round(gigabytes * MB_OF_GB);
          void changeSettings({ performance: { memoryMegabytes: value } });
        }}
      />
      <NumberField
        label={t('settings:performance.maxMegapixels')}
        layout="row"
        isNarrow
        description={t('settings:performance.maxMegapixelsHint')}
        unit="MP"
        minValue={1}
        maxValue={1000}
        value={maxMegapixels}
        onChange={(value) => {
          void changeSettings({ cutting: { maxMegapixels: value } });
        }}
      />
      <Switch
        label={t('settings:performance.lenient')}
        description={t('settings:performance.lenientHint')}
        isSelected={lenient}
        onChange={(value) => {
          void changeSettings({ cutting: { lenient: value } });
        }}
      />
    </>
  );
}
