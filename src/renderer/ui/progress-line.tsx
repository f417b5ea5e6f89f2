import { ProgressBar } from 'react-aria-components';
import { classNames } from './class-names.ts';
import styles from './progress-line.module.css';

const cx = classNames(styles);

export interface ProgressLineProps {
  /** For screen readers. */
  readonly label: string;
  /** 0-1; null: under way, but how far is not known. */
  readonly value: number | null;
  readonly tone?: 'accent' | 'muted' | 'danger';
  /** px. */
  readonly height?: 2 | 4;
}

export const ProgressLine = ({ label, value, tone = 'accent', height = 4 }: ProgressLineProps) => (
  <ProgressBar
    aria-label={label}
    className={cx('line', tone, height === 2 && 'thin')}
    {...(value === null ? { isIndeterminate: true } : { value, maxValue: 1, minValue: 0 })}
  >
    <div
      className={cx('fill', value === null && 'unknown')}
      style={value === null ? {} : { transform: `scaleX(${value})` }}
    />
  </ProgressBar>
);
