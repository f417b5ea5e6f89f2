import { Pause, Play } from 'lucide-react';
import { commandKeys } from '../../app/shortcuts.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useT } from '../../i18n/use-t.ts';
import { useLink } from '../../stores/link-store.ts';
import { useQueueState } from '../../stores/queue-store.ts';
import { useSelection } from '../../stores/selection-store.ts';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { deviceNames } from '../viewer/facts-words.ts';
import { queueRequests } from '../queue-requests.ts';
import styles from './queue-status-bar.module.css';

const cx = classNames(styles);

/** How far the queue is, how long it takes, and what it runs on. */
export function QueueStatusBar() {
  const t = useT();
  const format = useFormat();
  const state = useQueueState();
  const link = useLink();
  const { size: selected } = useSelection().jobs;
  if (state === null) return <span className={cx('words')}>{t('queue:bar.connecting')}</span>;
  const { counts, totals, paused, atWork } = state;
  const left = counts.queued + counts.running;
  const [at] = atWork;
  const progress = {
    ended: format.number(totals.ended),
    all: format.number(totals.all),
  };
  const ended = [
    counts.done > 0 ? t('queue:bar.done', { count: counts.done }) : '',
    counts.failed > 0 ? t('queue:bar.failed', { count: counts.failed }) : '',
  ];
  const words = [
    selected > 1 ? t('queue:selected', { count: selected }) : '',
    ...(left > 0 ? [t('queue:bar.progress', progress)] : ended),
    left === 0 && counts.done + counts.failed === 0 ? t('queue:bar.idle') : '',
    paused ? t('queue:bar.paused') : '',
    left > 0 && totals.perMinute !== null
      ? t('queue:bar.each', { time: format.duration(60_000 / totals.perMinute) })
      : '',
    totals.msLeft === null ? '' : format.timeLeft(totals.msLeft),
  ].filter((word) => word !== '');
  return (
    <>
      <span className={cx('words')}>{words.join(' · ')}</span>
      <span className={cx('line')}>
        {left > 0 && (
          <ProgressLine
            label={words.join(' · ')}
            value={totals.ended / totals.all}
            tone={paused ? 'muted' : 'accent'}
          />
        )}
      </span>
      <span className={cx('engine')}>
        {link.role === 'client'
          ? t('queue:bar.elsewhere', { pid: link.pid })
          : at === undefined
            ? ''
            : [at.model, deviceNames[at.device]].filter((each) => each !== null).join(' · ')}
      </span>
      {paused && (
        <IconButton
          label={t('queue:bar.start')}
          shortcut={commandKeys.start}
          tooltipPlacement="top"
          icon={<Play size={16} />}
          onPress={() => void queueRequests.resume()}
        />
      )}
      {!paused && left > 0 && (
        <IconButton
          label={t('queue:bar.pause')}
          shortcut={commandKeys.pause}
          tooltipPlacement="top"
          icon={<Pause size={16} />}
          onPress={() => void queueRequests.pause()}
        />
      )}
    </>
  );
}
