import { useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { NumberField } from '../../../ui/number-field.tsx';
import { Select } from '../../../ui/select.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { allSides, readMargin, sides, type MarginParts } from '../edit/margin.ts';
import styles from './sections.module.css';

const cx = classNames(styles);

/** As recipes can write it: six digits. */
const MOST = 999_999;

export interface MarginFieldsProps {
  /** As recipes write it. */
  readonly margin: string;
  readonly onChange: (change: Partial<Pick<MarginParts, 'unit' | 'values'>>) => void;
}

export function MarginFields({ margin, onChange }: MarginFieldsProps) {
  const t = useT();
  const { unit: read, values, isUniform } = readMargin(margin);
  const [isEach, setEach] = useState(!isUniform);
  /** A margin of nothing does not tell which unit its user chose. */
  const [chosen, setChosen] = useState<MarginParts['unit'] | null>(null);
  const isNothing = isUniform && values.top === 0;
  const unit = isNothing ? (chosen ?? read) : read;
  const isApart = isEach || !isUniform;
  const shared = { minValue: 0, maxValue: MOST, step: unit === '%' ? 0.5 : 1, unit };
  return (
    <div className={cx('group')}>
      <div className={cx('pair')}>
        {isApart ? (
          <NumberField
            {...shared}
            label={t('recipe:crop.sides.top')}
            value={values.top}
            onChange={(top) => {
              if (!Number.isNaN(top)) onChange({ unit, values: { ...values, top } });
            }}
          />
        ) : (
          <NumberField
            {...shared}
            label={t('recipe:crop.margin')}
            value={values.top}
            onChange={(value) => {
              if (!Number.isNaN(value)) onChange({ unit, values: allSides(value) });
            }}
          />
        )}
        <Select
          label={t('recipe:crop.unit')}
          value={unit}
          onChange={(next) => {
            setChosen(next);
            if (!isNothing) onChange({ unit: next });
          }}
          options={[
            { value: '%', label: t('recipe:crop.units.percent') },
            { value: 'px', label: t('recipe:crop.units.px') },
          ]}
        />
        {isApart &&
          sides
            .filter((side) => side !== 'top')
            .map((side) => (
              <NumberField
                {...shared}
                key={side}
                label={t(`recipe:crop.sides.${side}`)}
                value={values[side]}
                onChange={(value) => {
                  if (!Number.isNaN(value))
                    onChange({ unit, values: { ...values, [side]: value } });
                }}
              />
            ))}
      </div>
      <Switch
        label={t('recipe:crop.eachSide')}
        isSelected={isApart}
        onChange={(next) => {
          setEach(next);
          if (!next && !isUniform) onChange({ unit, values: allSides(values.top) });
        }}
      />
    </div>
  );
}
