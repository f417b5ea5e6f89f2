import { areaLimits, sizePresets } from '../../../../shared/recipe.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { NumberField } from '../../../ui/number-field.tsx';
import { Select } from '../../../ui/select.tsx';
import { Switch } from '../../../ui/switch.tsx';
import {
  hasBothSides,
  sizeKindOf,
  sizeKinds,
  withArea,
  withCanvas,
  withPosition,
  withSide,
  withSizeKind,
} from '../edit/canvas.ts';
import { PositionFields } from './position-fields.tsx';
import type { SectionProps } from './section.ts';
import styles from './sections.module.css';
import { SettledSlider } from './settled-slider.tsx';
import { useSummaries } from './use-summaries.ts';

const cx = classNames(styles);

/** px; the recipe's own limit. */
const LARGEST = 30_000;
/** What marketplaces ask for. */
const USUAL_SCALE = 85;

export function CanvasFields({ recipe, onChange }: SectionProps) {
  const t = useT();
  const format = useFormat();
  const { percent } = useSummaries();
  const { canvas } = recipe;
  const { size, fit, subjectScale, position } = canvas;
  // With a single side, all but the last of them are alike.
  const canFit = hasBothSides(canvas) || (sizeKindOf(canvas) === 'exact' && fit === 'scale-down');
  const isFramed = hasBothSides(canvas) || subjectScale !== null || canvas.anchor === 'subject';
  const px = (side: number) =>
    t('recipe:canvas.upTo', { px: format.number(side, { useGrouping: false }) });
  return (
    <>
      <Select
        label={t('recipe:canvas.size')}
        value={sizeKindOf(canvas)}
        onChange={(kind) => {
          onChange(withSizeKind(recipe, kind));
        }}
        options={sizeKinds.map((value) => ({
          value,
          label: t(`recipe:canvas.sizes.${value}`),
          ...(value === 'full' || value === 'area' || value === 'exact'
            ? {}
            : { description: px(sizePresets[value]) }),
        }))}
      />
      {typeof size !== 'string' && 'megapixels' in size && (
        <NumberField
          label={t('recipe:canvas.most')}
          unit="MP"
          minValue={areaLimits.min}
          maxValue={areaLimits.max}
          formatOptions={{ useGrouping: false, maximumFractionDigits: 2 }}
          value={size.megapixels}
          onChange={(megapixels) => {
            if (!Number.isNaN(megapixels)) onChange(withArea(recipe, megapixels));
          }}
        />
      )}
      {typeof size !== 'string' && !('megapixels' in size) && (
        <div className={cx('group')}>
          <div className={cx('pair')}>
            {(['width', 'height'] as const).map((side) => (
              <NumberField
                key={side}
                label={t(`recipe:canvas.${side}`)}
                unit="px"
                minValue={1}
                maxValue={LARGEST}
                formatOptions={{ useGrouping: false, maximumFractionDigits: 0 }}
                value={size[side] ?? NaN}
                onChange={(value) => {
                  onChange(withSide(recipe, side, Number.isNaN(value) ? null : value));
                }}
              />
            ))}
          </div>
          <p className={cx('hint')}>{t('recipe:canvas.oneSide')}</p>
        </div>
      )}
      {canFit && subjectScale === null && (
        <Select
          label={t('recipe:canvas.fit')}
          value={fit}
          onChange={(next) => {
            onChange(withCanvas(recipe, { fit: next }));
          }}
          options={(['contain', 'cover', 'scale-down'] as const).map((value) => ({
            value,
            label: t(`recipe:canvas.fits.${value}`),
          }))}
        />
      )}
      <Switch
        label={t('recipe:canvas.scale')}
        isSelected={subjectScale !== null}
        onChange={(isScaled) => {
          onChange(withCanvas(recipe, { subjectScale: isScaled ? USUAL_SCALE : null }));
        }}
      />
      {subjectScale !== null && (
        <SettledSlider
          label={t('recipe:canvas.share')}
          value={subjectScale}
          minValue={10}
          format={percent}
          onSettled={(value) => {
            onChange(withCanvas(recipe, { subjectScale: value }));
          }}
        />
      )}
      {isFramed && (
        <PositionFields
          position={position}
          onChange={(next) => {
            onChange(withPosition(recipe, next));
          }}
        />
      )}
    </>
  );
}
