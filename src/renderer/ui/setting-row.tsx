import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './field.module.css';

const cx = classNames(styles);

export interface SettingRowProps {
  /** For the eye; the control has its own name. */
  readonly label: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
}

/** A label at the left of a control that has none in sight, as fields with the layout `row`. */
export const SettingRow = ({ label, description, children }: SettingRowProps) => (
  <div className={cx('field', 'row')}>
    <span className={cx('label')} aria-hidden>
      {label}
    </span>
    <div className={cx('control')}>
      {children}
      {description !== undefined && <span className={cx('description')}>{description}</span>}
    </div>
  </div>
);
