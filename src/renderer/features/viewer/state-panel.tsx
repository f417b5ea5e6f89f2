import { useEffect, useState, type ReactNode } from 'react';
import { stages } from '../../../shared/cutout.ts';
import type { Job, JobState } from '../../../shared/queue.ts';
import { useErrorText } from '../../i18n/use-error-text.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useT } from '../../i18n/use-t.ts';
import { Button } from '../../ui/button.tsx';
import { useQueueState } from '../../stores/queue-store.ts';
import { classNames } from '../../ui/class-names.ts';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { StateDot, type DotState } from '../../ui/state-dot.tsx';
import { queueRequests } from '../queue-requests.ts';
import styles from './state-panel.module.css';

const cx = classNames(styles);

interface PanelProps {
  readonly dot: DotState;
  readonly title: string;
  readonly children: ReactNode;
}

const Panel = ({ dot, title, children }: PanelProps) => (
  <section className={cx('panel')} role="status">
    <h2 className={cx('title')}>
      <StateDot state={dot} label="" />
      {title}
    </h2>
    {children}
  </section>
);

/** ms since 1970, each second. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}

function Running({ job, since }: { readonly job: Job; readonly since: number }) {
  const t = useT();
  const { duration, number } = useFormat();
  const now = useNow();
  const atWork = useQueueState()?.atWork.find((picture) => picture.job === job.id);
  const stage = atWork?.stage ?? null;
  const step = stage === null ? 0 : stages.indexOf(stage) + 1;
  const title = stage === null ? t('viewer:state.running') : t(`viewer:stages.${stage}`);
  return (
    <Panel dot="running" title={title}>
      <ProgressLine label={title} value={step / (stages.length + 1)} />
      <p className={cx('text')}>
        {t('viewer:state.step', {
          number: number(step),
          total: number(stages.length),
          duration: duration(Math.max(0, now - since)),
        })}
      </p>
    </Panel>
  );
}

function Queued({ job, state }: { readonly job: Job; readonly state: JobState }) {
  const t = useT();
  const { when } = useFormat();
  const until = state.name === 'queued' ? state.notBefore : null;
  return (
    <Panel dot="waiting" title={t('viewer:state.queued')}>
      <p className={cx('text')}>
        {until === null ? t('viewer:state.inTurn') : t('viewer:state.again', { time: when(until) })}
      </p>
      <Button
        onPress={() => {
          void queueRequests.hurry([job.id]);
        }}
      >
        {t('viewer:actions.hurry')}
      </Button>
    </Panel>
  );
}

/** In the place of the cutout, while there is none: what is the matter, and what can be done. */
export function StatePanel({ job }: { readonly job: Job }) {
  const t = useT();
  const errorText = useErrorText();
  const { state } = job;
  const retry = (text: string) => (
    <Button
      variant="primary"
      onPress={() => {
        void queueRequests.retry([job.id]);
      }}
    >
      {text}
    </Button>
  );
  switch (state.name) {
    case 'queued':
      return <Queued job={job} state={state} />;
    case 'running':
      return <Running job={job} since={state.since} />;
    case 'failed':
      return (
        <Panel dot="failed" title={t('viewer:state.failed')}>
          <p className={cx('text')} data-selectable>
            {errorText(state.error)}
          </p>
          <div className={cx('actions')}>
            {retry(t('viewer:actions.retry'))}
            {job.source.kind === 'file' && (
              <Button
                onPress={() => {
                  void queueRequests.reveal(job.id, 'source');
                }}
              >
                {t('viewer:actions.revealSource')}
              </Button>
            )}
          </div>
        </Panel>
      );
    case 'cancelled':
      return (
        <Panel dot="off" title={t('viewer:state.cancelled')}>
          <div className={cx('actions')}>{retry(t('viewer:actions.cut'))}</div>
        </Panel>
      );
    case 'skipped':
      return (
        <Panel dot="off" title={t('viewer:state.skipped')}>
          <p className={cx('text')} data-selectable>
            {t('viewer:state.thereAlready', { path: state.path })}
          </p>
        </Panel>
      );
    case 'done':
      return null;
  }
}
