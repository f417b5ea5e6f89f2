import { classNames } from './class-names.ts';
import styles from './state-dot.module.css';

const cx = classNames(styles);

export const dotStates = ['waiting', 'running', 'done', 'look', 'failed', 'off'] as const;
export type DotState = (typeof dotStates)[number];

export interface StateDotProps {
  /** `look`: done, but worth a look. `off`: paused, cancelled or skipped. */
  readonly state: DotState;
  /** The state in words; empty where they stand beside it. */
  readonly label: string;
}

/** Each state has its own shape, so that nobody has to tell it by its colour. */
const shapes: Readonly<Record<DotState, string>> = {
  waiting: 'M6 1.75a4.25 4.25 0 1 1 0 8.5a4.25 4.25 0 1 1 0-8.5',
  running: 'M6 1.75a4.25 4.25 0 1 1 0 8.5a4.25 4.25 0 1 1 0-8.5M6 1.75v8.5a4.25 4.25 0 0 0 0-8.5',
  done: 'M6 1a5 5 0 1 1 0 10a5 5 0 1 1 0-10M3.6 6.2l1.7 1.7l3.1-3.6',
  look: 'M6 1.2l5.2 9.3h-10.4z',
  failed: 'M6 .6l5.4 5.4l-5.4 5.4l-5.4-5.4z',
  off: 'M2.5 6h7',
};

export const StateDot = ({ state, label }: StateDotProps) => (
  <svg
    viewBox="0 0 12 12"
    className={cx('dot', state)}
    {...(label === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
  >
    <path d={shapes[state]} />
  </svg>
);
