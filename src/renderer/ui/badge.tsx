import type { ReactNode } from 'react';
import styles from './badge.module.css';
import { classNames } from './class-names.ts';

const cx = classNames(styles);

export interface BadgeProps {
  readonly tone?: 'neutral' | 'accent' | 'warning' | 'danger';
  /** For screen readers, where the number alone says too little. */
  readonly label?: string;
  readonly children: ReactNode;
}

export const Badge = ({ tone = 'neutral', label, children }: BadgeProps) => (
  <span
    className={cx('badge', tone)}
    {...(label === undefined ? {} : { role: 'img', 'aria-label': label })}
  >
    {children}
  </span>
);
