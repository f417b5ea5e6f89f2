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

/** A number that is only drawn, because the name of what it is on says it in words. */
export const DrawnBadge = ({ text }: { readonly text: string }) => (
  <span className={cx('badge', 'danger', 'drawn')} data-text={text} />
);
