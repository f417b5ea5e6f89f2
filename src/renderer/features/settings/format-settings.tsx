import type { Recipe } from '../../../shared/recipe.ts';
import { useT } from '../../i18n/use-t.ts';
import { changeSettings, currentSettings, useSettings } from '../../stores/settings-store.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { SegmentedControl } from '../../ui/segmented-control.tsx';
import { Select } from '../../ui/select.tsx';
import { SettingRow } from '../../ui/setting-row.tsx';
import { Slider } from '../../ui/slider.tsx';
import { Switch } from '../../ui/switch.tsx';
import { canBeDeep, hasQuality, withFormat } from './output-formats.ts';
import styles from './format-settings.module.css';
import { classNames } from '../../ui/class-names.ts';
import { useDraft } from './use-draft.ts';

const cx = classNames(styles);

type Output = Recipe['output'];

/** Where a quality begins that is no longer the format's own. */
const FIRST_QUALITY = 90;

function change(output: Output): void {
  const { recipe } = currentSettings().cutting;
  void changeSettings({ cutting: { recipe: { ...recipe, output } } });
}

function Quality({ output }: { readonly output: Output }) {
  const t = useT();
  const draft = useDraft(output.quality, (quality) => {
    change({ ...output, quality });
  });
  return (
    <SettingRow label={t('settings:output.quality')}>
      <div className={cx('quality')}>
        <Checkbox
          label={t('settings:output.ownQuality')}
          isSelected={output.quality === null}
          onChange={(own) => {
            change({ ...output, quality: own ? null : FIRST_QUALITY });
          }}
        />
        {draft.shown !== null && (
          <Slider
            label={t('settings:output.quality')}
            value={draft.shown}
            minValue={1}
            maxValue={100}
            onChange={draft.edit}
            onChangeEnd={draft.keep}
          />
        )}
      </div>
    </SettingRow>
  );
}

/** What of the recipe decides how cutouts are written. */
export function FormatSettings() {
  const t = useT();
  const output = useSettings((settings) => settings.cutting.recipe.output);
  return (
    <>
      <Select
        label={t('settings:output.format')}
        layout="row"
        value={output.format}
        onChange={(format) => {
          change(withFormat(output, format));
        }}
        options={[
          { value: 'png', label: 'PNG', description: t('settings:output.formats.png') },
          { value: 'webp', label: 'WebP', description: t('settings:output.formats.webp') },
          { value: 'jpeg', label: 'JPEG', description: t('settings:output.formats.jpeg') },
          { value: 'avif', label: 'AVIF', description: t('settings:output.formats.avif') },
          { value: 'tiff', label: 'TIFF', description: t('settings:output.formats.tiff') },
        ]}
      />
      {hasQuality(output.format) && <Quality output={output} />}
      {canBeDeep(output.format) && (
        <SettingRow label={t('settings:output.depth')}>
          <SegmentedControl
            label={t('settings:output.depth')}
            value={output.depth === 16 ? '16' : '8'}
            onChange={(depth) => {
              change({ ...output, depth: depth === '16' ? 16 : 8 });
            }}
            segments={[
              { value: '8', label: t('settings:output.bits', { bits: 8 }) },
              { value: '16', label: t('settings:output.bits', { bits: 16 }) },
            ]}
          />
        </SettingRow>
      )}
      <Select
        label={t('settings:output.exif')}
        layout="row"
        value={output.exif}
        onChange={(exif) => {
          change({ ...output, exif });
        }}
        options={[
          { value: 'without-location', label: t('settings:output.exifs.withoutLocation') },
          { value: 'keep', label: t('settings:output.exifs.keep') },
          { value: 'strip', label: t('settings:output.exifs.strip') },
        ]}
      />
      <Switch
        label={t('settings:output.keepIcc')}
        description={t('settings:output.keepIccHint')}
        isSelected={output.keepIcc}
        onChange={(keepIcc) => {
          change({ ...output, keepIcc });
        }}
      />
    </>
  );
}
