import type { HotFolderState } from '../../../shared/hot-folders.ts';
import { useErrorText } from '../../i18n/use-error-text.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { StateDot, type DotState } from '../../ui/state-dot.tsx';
import styles from './state-line.module.css';

const cx = classNames(styles);

const dots = {
  starting: 'waiting',
  listening: 'done',
  polling: 'done',
  paused: 'off',
  offline: 'look',
} as const satisfies Readonly<Record<HotFolderState['name'], DotState>>;

function useStateWords(): (state: HotFolderState) => string {
  const t = useT();
  const format = useFormat();
  return (state) => {
    switch (state.name) {
      case 'starting':
      case 'listening':
      case 'paused':
      case 'offline':
        return t(`folders:state.${state.name}`);
      case 'polling':
        return t('folders:state.polling', { every: format.duration(state.every) });
    }
  };
}

/** Why it is as it is, where that is not as the user wants it. */
const reasonOf = (state: HotFolderState) => {
  if (state.name === 'offline') return state.error;
  return state.name === 'polling' ? state.because : null;
};

export interface StateLineProps {
  readonly state: HotFolderState;
  readonly problems: number;
}

/** What a hot folder is doing, in words. */
export function StateLine({ state, problems }: StateLineProps) {
  const t = useT();
  const errorText = useErrorText();
  const wordsOf = useStateWords();
  const reason = reasonOf(state);
  return (
    <div className={cx('line')}>
      <span role="status" className={cx('state', state.name)}>
        <StateDot state={dots[state.name]} label="" />
        {wordsOf(state)}
      </span>
      {problems > 0 && (
        <span className={cx('state', 'look')}>
          <StateDot state="look" label="" />
          {t('folders:needLook', { count: problems })}
        </span>
      )}
      {reason !== null && (
        <span className={cx('reason')} data-selectable>
          {errorText(reason)}
        </span>
      )}
    </div>
  );
}
