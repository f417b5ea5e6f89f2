import { RotateCw } from 'lucide-react';
import { memo } from 'react';
import { jobName } from '../../../shared/picture-name.ts';
import type { Job } from '../../../shared/queue.ts';
import { useErrorText } from '../../i18n/use-error-text.ts';
import { useT } from '../../i18n/use-t.ts';
import { Checker } from '../../ui/checker.tsx';
import { classNames } from '../../ui/class-names.ts';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { StateDot } from '../../ui/state-dot.tsx';
import { queueRequests } from '../queue-requests.ts';
import { dotOf } from './job-words.ts';
import { Thumb } from './thumb.tsx';
import styles from './tile.module.css';
import { useStateText } from './use-state-text.ts';

const cx = classNames(styles);

export interface TileProps {
  readonly job: Job;
  /** 0-1; null: it is not at work. */
  readonly progress: number | null;
  /** px */
  readonly side: number;
}

function Failure({ job }: { readonly job: Job }) {
  const t = useT();
  const errorText = useErrorText();
  if (job.state.name !== 'failed') return null;
  return (
    <div className={cx('failure')}>
      <p title={errorText(job.state.error)}>{errorText(job.state.error)}</p>
      {/* Keys have R for it: a cell of a grid has no stops of its own. */}
      <button
        type="button"
        tabIndex={-1}
        className={cx('again')}
        onClick={(event) => {
          event.stopPropagation();
          void queueRequests.retry([job.id]);
        }}
      >
        <RotateCw size={16} aria-hidden />
        {t('queue:actions.tryAgain')}
      </button>
    </div>
  );
}

/**
 * One picture of the grid: its cutout, or, while there is none, the picture itself. Memoised: a key
 * that moves the selection changes none of them.
 */
export const Tile = memo(function Tile({ job, progress, side }: TileProps) {
  const stateText = useStateText();
  const isDone = job.state.name === 'done';
  const size = side * window.devicePixelRatio > 256 ? 512 : 256;
  return (
    <>
      <div className={cx('picture')}>
        <Checker>
          <div className={cx('layer', !isDone && 'raw')}>
            <Thumb job={job} side={isDone ? 'after' : 'before'} size={size} />
            <Failure job={job} />
          </div>
          {isDone && job.source.kind === 'file' && (
            <div className={cx('layer', 'original')}>
              <Thumb job={job} side="before" size={size} />
            </div>
          )}
        </Checker>
        {progress !== null && (
          <div className={cx('progress')}>
            <ProgressLine label={stateText(job)} value={progress} height={2} />
          </div>
        )}
      </div>
      <div className={cx('caption')}>
        <StateDot state={dotOf(job)} label={stateText(job)} />
        <span className={cx('name')} title={jobName(job.source)}>
          {jobName(job.source)}
        </span>
      </div>
    </>
  );
});
