import type { ReactNode } from 'react';
import {
  Label,
  RadioButton,
  RadioField,
  RadioGroup as AriaRadioGroup,
  Text,
} from 'react-aria-components';
import { classNames } from './class-names.ts';
import styles from './radio-group.module.css';

const cx = classNames(styles);

export interface RadioOption<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly description?: ReactNode;
  /** What else there is to say where it is chosen. */
  readonly details?: ReactNode;
}

export interface RadioGroupProps<T extends string> {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly options: readonly RadioOption<T>[];
}

/** One of a few that each need a sentence; else a `SegmentedControl` or a `Select`. */
export function RadioGroup<T extends string>({
  label,
  isLabelHidden = false,
  value,
  onChange,
  options,
}: RadioGroupProps<T>) {
  return (
    <AriaRadioGroup
      {...(isLabelHidden ? { 'aria-label': label } : {})}
      className={cx('group')}
      value={value}
      onChange={(chosen) => {
        const option = options.find((other) => other.value === chosen);
        if (option !== undefined) onChange(option.value);
      }}
    >
      {!isLabelHidden && <Label className={cx('label')}>{label}</Label>}
      {options.map((option) => (
        <div key={option.value} className={cx('option')}>
          <RadioField value={option.value} className={cx('field')}>
            <RadioButton className={cx('radio')}>
              <span className={cx('circle')} aria-hidden />
              <span>{option.label}</span>
            </RadioButton>
            {option.description !== undefined && (
              <Text slot="description" className={cx('description')}>
                {option.description}
              </Text>
            )}
          </RadioField>
          {option.value === value && option.details !== undefined && (
            <div className={cx('details')}>{option.details}</div>
          )}
        </div>
      ))}
    </AriaRadioGroup>
  );
}
