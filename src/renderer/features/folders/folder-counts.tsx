import type { FolderDone } from '../../../shared/bridge/contract.ts';
import type { HotFolderCounts, HotFolderProblem } from '../../../shared/hot-folders.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './folder-counts.module.css';
import { waitingOf } from './waiting-of.ts';

const cx = classNames(styles);

export interface FolderCountsProps {
  readonly counts: HotFolderCounts;
  readonly problems: readonly HotFolderProblem[];
  readonly done: Pick<FolderDone, 'today' | 'all'>;
}

/** How many pictures of a hot folder are where. All of them always, so that nothing moves. */
export function FolderCounts({ counts, problems, done }: FolderCountsProps) {
  const t = useT();
  const format = useFormat();
  const shown = [
    ['waiting', t('folders:counts.waiting'), waitingOf(counts, problems)],
    ['running', t('folders:counts.running'), counts.running],
    ['today', t('folders:counts.today'), done.today],
    ['all', t('folders:counts.all'), done.all],
    ['failed', t('folders:counts.failed'), counts.failed],
  ] as const;
  return (
    <dl className={cx('counts')}>
      {shown.map(([name, label, count]) => (
        <div key={name} className={cx('count', count === 0 && 'none', name)}>
          <dt>{label}</dt>
          <dd>{format.number(count)}</dd>
        </div>
      ))}
    </dl>
  );
}
