import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '../../ui/class-names.ts';
import styles from './sentence.module.css';

const cx = classNames(styles);

export interface SentenceProps {
  readonly folder: ReactNode;
  readonly preset: ReactNode;
  readonly destination: ReactNode;
}

const Arrow = () => (
  <span className={cx('arrow')} aria-hidden>
    <ArrowRight size={16} />
  </span>
);

/** A hot folder in one line: from where, as what, to where. */
export const Sentence = ({ folder, preset, destination }: SentenceProps) => (
  <div className={cx('sentence')}>
    {folder}
    <Arrow />
    {preset}
    <Arrow />
    {destination}
  </div>
);
