import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { Switch } from '../../ui/switch.tsx';
import styles from './folder-options.module.css';

const cx = classNames(styles);

/** ms; what a network drive bears, and nobody waits for. */
const USUAL_MS = 10_000;
const LONGEST_S = 3_600;

export interface LookingFieldProps {
  /** ms; null: the system tells. */
  readonly pollEvery: number | null;
  readonly error: string | undefined;
  readonly onChange: (pollEvery: number | null) => void;
}

/** Whether the folder is looked at every so often instead of listened to. */
export function LookingField({ pollEvery, error, onChange }: LookingFieldProps) {
  const t = useT();
  const seconds = pollEvery === null ? null : pollEvery / 1000;
  return (
    <div className={cx('looking')}>
      <Switch
        label={t('folders:options.looking')}
        description={t('folders:options.lookingNote')}
        isSelected={pollEvery !== null}
        onChange={(isOn) => {
          onChange(isOn ? USUAL_MS : null);
        }}
      />
      {seconds !== null && (
        <div className={cx('seconds')}>
          <NumberField
            label={t('folders:options.lookEvery')}
            unit="s"
            error={error}
            // The command line may have asked for less than a second.
            minValue={Math.min(1, seconds)}
            maxValue={Math.max(LONGEST_S, seconds)}
            value={seconds}
            onChange={(value) => {
              if (Number.isFinite(value)) onChange(Math.round(value * 1000));
            }}
          />
        </div>
      )}
      {seconds === null && error !== undefined && (
        <p role="alert" className={cx('error')}>
          {error}
        </p>
      )}
    </div>
  );
}
