import { useT } from '../../i18n/use-t.ts';
import { NumberField } from '../../ui/number-field.tsx';
import type { LimitKind } from './accounts.ts';

export interface LimitFieldProps {
  readonly kind: LimitKind;
  /** Null: there is none. */
  readonly limit: number | null;
  readonly onChange: (limit: number | null) => void;
}

const digits = { pictures: 0, credits: 3 } as const;

/** The most of something in a day or a month; empty where there is no limit. */
export function LimitField({ kind: { unit, window }, limit, onChange }: LimitFieldProps) {
  const t = useT();
  return (
    <NumberField
      label={t(`providers:limits.${unit}.${window}`)}
      placeholder={t('providers:limits.none')}
      minValue={0}
      maxValue={1_000_000_000}
      formatOptions={{ maximumFractionDigits: digits[unit] }}
      // React Aria's way to say that it is empty.
      value={limit ?? NaN}
      onChange={(value) => {
        onChange(Number.isNaN(value) ? null : value);
      }}
    />
  );
}
