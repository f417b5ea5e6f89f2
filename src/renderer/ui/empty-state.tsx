import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './empty-state.module.css';

const cx = classNames(styles);

export interface EmptyStateProps {
  readonly picture?: ReactNode;
  /** One sentence. */
  readonly title: string;
  readonly children?: ReactNode;
  /** Buttons. */
  readonly actions?: ReactNode;
}

export const EmptyState = ({ picture, title, children, actions }: EmptyStateProps) => (
  <div className={cx('empty')}>
    {picture}
    <h2>{title}</h2>
    {children !== undefined && <div className={cx('text')}>{children}</div>}
    {actions !== undefined && <div className={cx('actions')}>{actions}</div>}
  </div>
);
