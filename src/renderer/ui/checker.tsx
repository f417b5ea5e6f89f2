import type { ReactNode } from 'react';
import styles from './checker.module.css';
import { classNames } from './class-names.ts';

const cx = classNames(styles);

export interface CheckerProps {
  /** px of a square. */
  readonly square?: 8 | 12;
  readonly children?: ReactNode;
}

/** What shows through where a cutout is transparent; it fills its parent. */
export const Checker = ({ square = 8, children }: CheckerProps) => (
  <div className={cx('checker', square === 12 && 'large')}>{children}</div>
);
