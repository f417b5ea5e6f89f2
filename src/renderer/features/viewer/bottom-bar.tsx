import type { Job } from '../../../shared/queue.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './bottom-bar.module.css';
import { FactsLine } from './facts-line.tsx';
import { JobActions } from './job-actions.tsx';
import { LookControl } from './look-control.tsx';
import { OnionSlider } from './onion-slider.tsx';
import { SideSwitch } from './side-switch.tsx';
import { useLiking } from './viewer-store.ts';

const cx = classNames(styles);

export interface BottomBarProps {
  readonly job: Job;
  /** Whether the cutout is transparent, so that something can be laid behind it. */
  readonly isClear: boolean;
}

/** How the cutout is looked at, what is known of it, and what to do with it. */
export function BottomBar({ job, isClear }: BottomBarProps) {
  const mode = useLiking((liking) => liking.mode);
  const { state } = job;
  if (state.name !== 'done') return null;
  return (
    <footer className={cx('bar')}>
      <LookControl isClear={isClear} />
      {mode === 'onion' && <OnionSlider />}
      {mode === 'toggle' && <SideSwitch />}
      <div className={cx('facts')}>
        <FactsLine job={job} facts={state.facts} />
      </div>
      <JobActions job={job.id} />
    </footer>
  );
}
