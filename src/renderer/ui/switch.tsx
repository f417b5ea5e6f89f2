import type { ReactNode } from 'react';
import { SwitchButton, SwitchField, Text, type SwitchFieldProps } from 'react-aria-components';
import { classNames } from './class-names.ts';
import styles from './switch.module.css';

const cx = classNames(styles);

export interface SwitchProps extends Omit<SwitchFieldProps, 'className' | 'style' | 'children'> {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly description?: ReactNode;
}

/** Takes effect at once; what waits for a button is a checkbox. */
export function Switch({ label, isLabelHidden = false, description, ...props }: SwitchProps) {
  return (
    <SwitchField
      {...props}
      {...(isLabelHidden ? { 'aria-label': label } : {})}
      className={cx('field')}
    >
      <SwitchButton className={cx('switch')}>
        {!isLabelHidden && <span className={cx('label')}>{label}</span>}
        <span className={cx('track')} aria-hidden>
          <span className={cx('thumb')} />
        </span>
      </SwitchButton>
      {description !== undefined && (
        <Text slot="description" className={cx('description')}>
          {description}
        </Text>
      )}
    </SwitchField>
  );
}
