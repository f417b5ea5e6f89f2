import { classNames } from '../../ui/class-names.ts';
import { StateDot } from '../../ui/state-dot.tsx';
import styles from './outcome-line.module.css';

const cx = classNames(styles);

export interface Outcome {
  readonly isGood: boolean;
  readonly text: string;
}

/**
 * What became of something, where there is something to say. The element stays while there is not,
 * so that screen readers hear what comes into it.
 */
export const OutcomeLine = ({ outcome }: { readonly outcome: Outcome | null }) => (
  <div role="status" className={cx('line')}>
    {outcome !== null && (
      <>
        <StateDot state={outcome.isGood ? 'done' : 'failed'} label="" />
        <span className={cx('words')} data-selectable>
          {outcome.text}
        </span>
      </>
    )}
  </div>
);
