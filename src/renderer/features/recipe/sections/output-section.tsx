import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { Select } from '../../../ui/select.tsx';
import { Switch } from '../../../ui/switch.tsx';
import {
  channelKinds,
  exifKinds,
  formats,
  hasDepth,
  hasQuality,
  USUAL_QUALITY,
  withFormat,
  withOutput,
} from '../edit/output.ts';
import { formatNames } from './format-names.ts';
import type { SectionProps } from './section.ts';
import styles from './sections.module.css';
import { SettledSlider } from './settled-slider.tsx';

const cx = classNames(styles);

export function OutputSection({ recipe, onChange }: SectionProps) {
  const t = useT();
  const { output, background } = recipe;
  const { format, quality, depth, channels, keepIcc, exif } = output;
  const isFilled = format === 'jpeg' && channels === 'rgba' && background.type === 'transparent';
  return (
    <>
      <Select
        label={t('recipe:output.format')}
        value={format}
        onChange={(value) => {
          onChange(withFormat(recipe, value));
        }}
        options={formats.map((value) => ({ value, label: formatNames[value] }))}
        description={isFilled ? t('recipe:output.noTransparency') : undefined}
      />
      {hasQuality(format) && (
        <div className={cx('group')}>
          <Switch
            label={t('recipe:output.ownQuality')}
            isSelected={quality !== null}
            onChange={(isOwn) => {
              onChange(withOutput(recipe, { quality: isOwn ? USUAL_QUALITY : null }));
            }}
          />
          {quality !== null && (
            <SettledSlider
              label={t('recipe:output.quality')}
              value={quality}
              minValue={1}
              onSettled={(value) => {
                onChange(withOutput(recipe, { quality: value }));
              }}
            />
          )}
        </div>
      )}
      {hasDepth(format) && (
        <Select
          label={t('recipe:output.depth')}
          value={depth === 16 ? '16' : '8'}
          onChange={(value) => {
            onChange(withOutput(recipe, { depth: value === '16' ? 16 : 8 }));
          }}
          options={(['8', '16'] as const).map((value) => ({
            value,
            label: t('recipe:output.bits', { bits: value }),
          }))}
        />
      )}
      <Select
        label={t('recipe:output.channels')}
        value={channels}
        onChange={(value) => {
          onChange(withOutput(recipe, { channels: value }));
        }}
        options={channelKinds.map((value) => ({
          value,
          label: t(`recipe:output.channelKinds.${value}`),
        }))}
      />
      <Switch
        label={t('recipe:output.keepIcc')}
        isSelected={keepIcc}
        onChange={(value) => {
          onChange(withOutput(recipe, { keepIcc: value }));
        }}
      />
      <Select
        label={t('recipe:output.exif')}
        value={exif}
        onChange={(value) => {
          onChange(withOutput(recipe, { exif: value }));
        }}
        options={exifKinds.map((value) => ({
          value,
          label: t(`recipe:output.exifKinds.${value}`),
        }))}
      />
    </>
  );
}
