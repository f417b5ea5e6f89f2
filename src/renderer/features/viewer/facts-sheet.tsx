import { stages, type CutoutFacts } from '../../../shared/cutout.ts';
import type { Job } from '../../../shared/queue.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useT } from '../../i18n/use-t.ts';
import { useWarningText } from '../../i18n/use-error-text.ts';
import { classNames } from '../../ui/class-names.ts';
import { TriangleAlert } from '../../ui/icons.ts';
import { useMadeBy } from '../providers/use-made-by.ts';
import styles from './facts-sheet.module.css';
import { deviceNames, wasFound, workTime } from './facts-words.ts';

const cx = classNames(styles);

export interface FactsSheetProps {
  readonly job: Job;
  readonly facts: CutoutFacts;
}

/** All that is known of a cutout. */
export function FactsSheet({ job, facts }: FactsSheetProps) {
  const t = useT();
  const warningText = useWarningText();
  const { percent, duration, size, bytes, number, when } = useFormat();
  const { model, device, provider, source, times, warnings } = facts;
  const madeBy = useMadeBy(provider);
  const { state } = job;
  const happened = stages.filter((stage) => times[stage] > 0);
  return (
    <div className={cx('sheet')} data-selectable>
      {warnings.length > 0 && (
        <ul className={cx('warnings')}>
          {warnings.map((warning) => (
            <li key={warning} className={cx('warning')}>
              <TriangleAlert size={16} aria-hidden />
              {warningText(warning, source)}
            </li>
          ))}
        </ul>
      )}
      <dl className={cx('facts')}>
        {wasFound(facts) ? (
          <>
            <dt>{t('viewer:facts.confidence')}</dt>
            <dd>{t('viewer:sure', { percent: percent(facts.confidence) })}</dd>
          </>
        ) : (
          <>
            <dt>{t('viewer:facts.matte')}</dt>
            <dd>{t('viewer:ownTransparency')}</dd>
          </>
        )}
        {model !== null && (
          <>
            <dt>{t('viewer:facts.model')}</dt>
            <dd>{`${model.id} ${model.version}`}</dd>
          </>
        )}
        {madeBy !== null && (
          <>
            <dt>{t('viewer:facts.provider')}</dt>
            <dd>{madeBy.words}</dd>
          </>
        )}
        {provider !== null && provider.because !== null && (
          <>
            <dt>{t('viewer:facts.because')}</dt>
            {/* As the work said it, in English. */}
            <dd lang="en">{provider.because}</dd>
          </>
        )}
        {provider !== null && provider.request !== null && (
          <>
            <dt>{t('viewer:facts.request')}</dt>
            <dd>{provider.request}</dd>
          </>
        )}
        {device !== null && (
          <>
            <dt>{t('viewer:facts.device')}</dt>
            <dd>{deviceNames[device]}</dd>
          </>
        )}
        <dt>{t('viewer:facts.source')}</dt>
        <dd>
          {[
            source.format.toUpperCase(),
            size(source),
            t('viewer:facts.bits', { bits: number(source.depth) }),
          ].join(' · ')}
        </dd>
        <dt>{t('viewer:facts.cutout')}</dt>
        <dd>{[facts.format.toUpperCase(), size(facts), bytes(facts.bytes)].join(' · ')}</dd>
        {state.name === 'done' && (
          <>
            <dt>{t('viewer:facts.path')}</dt>
            <dd>{state.output.path}</dd>
            <dt>{t('viewer:facts.finished')}</dt>
            <dd>{when(state.at)}</dd>
          </>
        )}
        <dt>{t('viewer:facts.attempts')}</dt>
        <dd>{number(job.attempts)}</dd>
      </dl>
      <dl className={cx('facts', 'times')}>
        {happened.map((stage) => (
          <div key={stage} className={cx('time')}>
            <dt>{t(`viewer:stages.${stage}`)}</dt>
            <dd>{duration(times[stage])}</dd>
          </div>
        ))}
        {provider !== null && madeBy !== null && (
          <div className={cx('time')}>
            <dt>{madeBy.name}</dt>
            <dd>{duration(provider.ms)}</dd>
          </div>
        )}
        <div className={cx('time', 'total')}>
          <dt>{t('viewer:facts.time')}</dt>
          <dd>{duration(workTime(facts))}</dd>
        </div>
      </dl>
    </div>
  );
}
