import { jobName } from '../../../shared/picture-name.ts';
import type { Job } from '../../../shared/queue.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Checker } from '../../ui/checker.tsx';
import { classNames } from '../../ui/class-names.ts';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { StateDot } from '../../ui/state-dot.tsx';
import { useMadeBy } from '../providers/use-made-by.ts';
import { wasFound, workTime } from '../viewer/facts-words.ts';
import { dotOf, engineWords } from './job-words.ts';
import styles from './row.module.css';
import { Thumb } from './thumb.tsx';
import { useStateText } from './use-state-text.ts';

const cx = classNames(styles);

export interface RowProps {
  readonly job: Job;
  /** 0-1; null: it is not at work. */
  readonly progress: number | null;
}

/** One picture of the list: before, after, and what is known of it. */
export function Row({ job, progress }: RowProps) {
  const format = useFormat();
  const stateText = useStateText();
  const { state } = job;
  const facts = state.name === 'done' ? state.facts : undefined;
  const madeBy = useMadeBy(facts?.provider ?? null);
  const engine = facts ? engineWords(facts, madeBy?.words ?? null).join(' · ') : '';
  return (
    <>
      <div role="gridcell" className={cx('pictures')}>
        <div className={cx('thumb')}>
          <Thumb job={job} side="before" size={256} />
        </div>
        <div className={cx('thumb')}>
          <Checker>{facts !== undefined && <Thumb job={job} side="after" size={256} />}</Checker>
        </div>
      </div>
      <div role="gridcell" className={cx('name')} title={jobName(job.source)}>
        {jobName(job.source)}
      </div>
      <div role="gridcell" className={cx('state')}>
        <StateDot state={dotOf(job)} label="" />
        <span title={stateText(job)}>{stateText(job)}</span>
        {progress !== null && (
          <span className={cx('line')}>
            <ProgressLine label={stateText(job)} value={progress} height={2} />
          </span>
        )}
      </div>
      <div role="gridcell" className={cx('number')}>
        {facts === undefined ? '' : format.size(facts)}
      </div>
      <div role="gridcell" className={cx('engine')} title={engine}>
        {engine}
      </div>
      <div role="gridcell" className={cx('number')}>
        {facts === undefined ? '' : format.duration(workTime(facts))}
      </div>
      <div role="gridcell" className={cx('number')}>
        {facts !== undefined && wasFound(facts) ? format.percent(facts.confidence) : ''}
      </div>
    </>
  );
}
