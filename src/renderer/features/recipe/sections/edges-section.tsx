import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { NumberField } from '../../../ui/number-field.tsx';
import { Select } from '../../../ui/select.tsx';
import { Switch } from '../../../ui/switch.tsx';
import {
  edgeKindOf,
  edgeKinds,
  transparencies,
  withEdges,
  withRefine,
  withTransparency,
  type Refine,
} from '../edit/edges.ts';
import type { SectionProps } from './section.ts';
import styles from './sections.module.css';
import { SettledSlider } from './settled-slider.tsx';
import { useSummaries } from './use-summaries.ts';

const cx = classNames(styles);

interface NumberOf {
  readonly field: 'feather' | 'shift' | 'fillHoles' | 'smallestIsland';
  readonly unit: string;
  readonly limits: { readonly minValue: number; readonly maxValue?: number; readonly step: number };
}

const lengths = { minValue: -100, maxValue: 100, step: 0.5 };
const areas = { minValue: 0, step: 1 };
const numbers: readonly NumberOf[] = [
  { field: 'feather', unit: 'px', limits: lengths },
  { field: 'shift', unit: 'px', limits: lengths },
  { field: 'fillHoles', unit: 'px²', limits: areas },
  { field: 'smallestIsland', unit: 'px²', limits: areas },
];

/** Where a matte is cut when it is made hard. */
const MIDDLE = 0.5;

export function EdgesSection({ recipe, onChange }: SectionProps) {
  const t = useT();
  const { percent } = useSummaries();
  const { refine, transparency } = recipe;
  const change = (fields: Partial<Refine>) => {
    onChange(withRefine(recipe, fields));
  };
  return (
    <>
      <Select
        label={t('recipe:edges.kind')}
        value={edgeKindOf(recipe) ?? null}
        placeholder={t('recipe:edges.own')}
        onChange={(kind) => {
          onChange(withEdges(recipe, kind));
        }}
        options={edgeKinds.map((value) => ({
          value,
          label: t(`recipe:edges.kinds.${value}`),
          description: t(`recipe:edges.about.${value}`),
        }))}
      />
      <Switch
        label={t('recipe:edges.decontaminate')}
        isSelected={refine.decontaminate}
        onChange={(decontaminate) => {
          change({ decontaminate });
        }}
      />
      <div className={cx('pair')}>
        {numbers.map(({ field, unit, limits }) => (
          <NumberField
            key={field}
            label={t(`recipe:edges.${field}`)}
            unit={unit}
            {...limits}
            value={refine[field]}
            onChange={(value) => {
              if (!Number.isNaN(value)) change({ [field]: value });
            }}
          />
        ))}
      </div>
      <p className={cx('hint')}>{t('recipe:edges.signs')}</p>
      <Switch
        label={t('recipe:edges.isHard')}
        isSelected={refine.threshold !== null}
        onChange={(isHard) => {
          change({ threshold: isHard ? MIDDLE : null });
        }}
      />
      {refine.threshold !== null && (
        <SettledSlider
          label={t('recipe:edges.threshold')}
          value={Math.round(refine.threshold * 100)}
          format={percent}
          onSettled={(value) => {
            change({ threshold: value / 100 });
          }}
        />
      )}
      <Select
        label={t('recipe:edges.transparency')}
        value={transparency}
        onChange={(value) => {
          onChange(withTransparency(recipe, value));
        }}
        options={transparencies.map((value) => ({
          value,
          label: t(`recipe:edges.transparencies.${value}`),
        }))}
      />
    </>
  );
}
