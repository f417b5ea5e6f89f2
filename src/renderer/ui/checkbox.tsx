import type { ReactNode } from 'react';
import {
  CheckboxButton,
  CheckboxField,
  Text,
  type CheckboxFieldProps,
} from 'react-aria-components';
import styles from './checkbox.module.css';
import { classNames } from './class-names.ts';

const cx = classNames(styles);

export interface CheckboxProps extends Omit<
  CheckboxFieldProps,
  'className' | 'style' | 'children'
> {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly description?: ReactNode;
}

export function Checkbox({ label, isLabelHidden = false, description, ...props }: CheckboxProps) {
  return (
    <CheckboxField
      {...props}
      {...(isLabelHidden ? { 'aria-label': label } : {})}
      className={cx('field')}
    >
      <CheckboxButton className={cx('checkbox')}>
        <span className={cx('box')} aria-hidden>
          <svg viewBox="0 0 16 16" width="14" height="14">
            <path className={cx('check')} d="M3.5 8.5l3 3 6-7" />
            <path className={cx('dash')} d="M4 8h8" />
          </svg>
        </span>
        {!isLabelHidden && <span className={cx('label')}>{label}</span>}
      </CheckboxButton>
      {description !== undefined && (
        <Text slot="description" className={cx('description')}>
          {description}
        </Text>
      )}
    </CheckboxField>
  );
}
