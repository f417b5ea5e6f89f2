import type { JobId } from '../../../shared/queue.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './bottom-bar.module.css';
import { FactsLine } from './facts-line.tsx';
import { JobActions } from './job-actions.tsx';
import { LookControl } from './look-control.tsx';
import { OnionSlider } from './onion-slider.tsx';
import { SideSwitch } from './side-switch.tsx';
import { lacksCutout, type KnownJob } from './use-job.ts';
import { useLiking } from './viewer-store.ts';

const cx = classNames(styles);

export interface BottomBarProps {
  readonly id: JobId;
  readonly job: KnownJob;
  /** Whether the cutout is transparent, so that something can be laid behind it. */
  readonly isClear: boolean;
}

/**
 * How the cutout is looked at, what is known of it, and what to do with it. It is there before the
 * cutout is, so that the canvas keeps its size.
 */
export function BottomBar({ id, job, isClear }: BottomBarProps) {
  const mode = useLiking((liking) => liking.mode);
  const isDisabled = lacksCutout(job);
  return (
    <footer className={cx('bar')}>
      <LookControl isClear={isClear} isDisabled={isDisabled} />
      {mode === 'onion' && <OnionSlider isDisabled={isDisabled} />}
      {mode === 'toggle' && <SideSwitch isDisabled={isDisabled} />}
      <div className={cx('facts')}>
        {job?.state.name === 'done' && <FactsLine job={job} facts={job.state.facts} />}
      </div>
      <JobActions job={id} isDisabled={isDisabled} />
    </footer>
  );
}
