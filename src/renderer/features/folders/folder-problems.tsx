import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import type { HotFolderProblem } from '../../../shared/hot-folders.ts';
import type { HotFolder } from '../../../shared/queue.ts';
import { useErrorText } from '../../i18n/use-error-text.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useT } from '../../i18n/use-t.ts';
import { say } from '../../stores/toast-store.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { StateDot } from '../../ui/state-dot.tsx';
import styles from './folder-problems.module.css';
import { retryProblems, reveal, revealSource } from './folder-requests.ts';

const cx = classNames(styles);

/** So many are shown at first, and after "Show more". */
const FEW = 3;
const MANY = 200;

export interface FolderProblemsProps {
  readonly folder: HotFolder;
  /** At least one. */
  readonly problems: readonly HotFolderProblem[];
}

/** What could not be done, why, and what to do about it. */
export function FolderProblems({ folder, problems }: FolderProblemsProps) {
  const t = useT();
  const format = useFormat();
  const [isLong, setLong] = useState(false);
  const [isTrying, setTrying] = useState(false);
  const shown = problems.slice(0, isLong ? MANY : FEW);
  const rest = problems.length - shown.length;

  const retry = async (paths?: readonly string[]) => {
    setTrying(true);
    const count = await retryProblems(folder.id, paths);
    setTrying(false);
    if (count === 0) say(t('folders:problems.nothing'));
  };
  return (
    <section className={cx('problems')} aria-label={t('folders:problems.label')}>
      <header className={cx('header')}>
        <h2 className={cx('title')}>{t('folders:needLook', { count: problems.length })}</h2>
        <Button size="small" variant="quiet" onPress={() => void reveal(folder.id, 'folder')}>
          {t('folders:menu.showFolder')}
        </Button>
        <Button size="small" isPending={isTrying} onPress={() => void retry()}>
          {t('folders:problems.tryAll')}
        </Button>
      </header>
      <ul>
        {shown.map((problem) => (
          <ProblemRow
            key={`${problem.trouble} ${problem.path}`}
            problem={problem}
            isTrying={isTrying}
            onRetry={() => void retry([problem.path])}
          />
        ))}
      </ul>
      {(rest > 0 || isLong) && problems.length > FEW && (
        <footer className={cx('footer')}>
          <Button
            size="small"
            variant="quiet"
            onPress={() => {
              setLong(!isLong);
            }}
          >
            {isLong
              ? t('folders:problems.fewer')
              : t('folders:problems.more', { number: format.number(rest) })}
          </Button>
          {isLong && rest > 0 && (
            <span className={cx('rest')}>
              {t('folders:problems.rest', { number: format.number(rest) })}
            </span>
          )}
        </footer>
      )}
    </section>
  );
}

interface ProblemRowProps {
  readonly problem: HotFolderProblem;
  readonly isTrying: boolean;
  readonly onRetry: () => void;
}

function ProblemRow({ problem, isTrying, onRetry }: ProblemRowProps) {
  const t = useT();
  const errorText = useErrorText();
  const { path, trouble, error, job, retrying } = problem;
  return (
    <li className={cx('row')}>
      <StateDot state="failed" label="" />
      <div className={cx('words')} data-selectable>
        <span className={cx('path')}>{path}</span>
        <span>
          {trouble === 'original' && `${t('folders:problems.original')} `}
          {errorText(error)}
        </span>
        <span className={cx('next')}>
          {retrying ? t('folders:problems.retrying') : t('folders:problems.resting')}
        </span>
      </div>
      <IconButton
        size="small"
        label={
          job === null
            ? t('folders:problems.showFolderOf', { name: path })
            : t('folders:problems.showFile', { name: path })
        }
        icon={<FolderOpen size={16} />}
        onPress={() =>
          void (job === null ? reveal(problem.hotFolder, 'folder') : revealSource(job))
        }
      />
      <Button
        size="small"
        isPending={isTrying}
        aria-label={t('folders:problems.tryNamed', { name: path })}
        onPress={onRetry}
      >
        {t('folders:problems.tryAgain')}
      </Button>
    </li>
  );
}
