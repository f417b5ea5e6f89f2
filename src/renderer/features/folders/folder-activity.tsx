import { useState } from 'react';
import type { FoldersAnswer } from '../../../shared/bridge/contract.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useT } from '../../i18n/use-t.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import styles from './folder-activity.module.css';
import { placeNameHere } from './place-name-here.ts';
import { folderOfEvent, isTold, type ToldEvent } from './told-events.ts';
import { useActivityWords } from './use-activity-words.ts';

const cx = classNames(styles);

const FEW = 8;

interface Line {
  readonly key: string;
  readonly at: number;
  readonly event: ToldEvent;
  /** Of the hot folder. */
  readonly name: string;
}

/** Newest first; what a hot folder did that is there no more is left out. */
function linesOf({ activity, folders }: FoldersAnswer): readonly Line[] {
  const names = new Map(
    folders.map(({ folder }) => [folder.id, placeNameHere(folder.folder).name]),
  );
  return activity
    .flatMap(({ at, event }, index): readonly Line[] => {
      if (!isTold(event)) return [];
      const name = names.get(folderOfEvent(event));
      return name === undefined ? [] : [{ key: `${at} ${index}`, at, event, name }];
    })
    .toReversed();
}

/** What happened lately, in all hot folders. */
export function FolderActivityList({ answer }: { readonly answer: FoldersAnswer }) {
  const t = useT();
  const format = useFormat();
  const wordsOf = useActivityWords();
  const [isLong, setLong] = useState(false);
  const lines = linesOf(answer);
  const shown = isLong ? lines : lines.slice(0, FEW);
  return (
    <section className={cx('activity')} aria-labelledby="folder-activity">
      <h2 id="folder-activity">{t('folders:activity.title')}</h2>
      {lines.length === 0 ? (
        <p className={cx('none')}>{t('folders:activity.none')}</p>
      ) : (
        <ol className={cx('lines')}>
          {shown.map(({ key, at, event, name }) => (
            <li key={key} className={cx('line', event.type)}>
              <time dateTime={new Date(at).toISOString()} className={cx('time')}>
                {format.when(at)}
              </time>
              <span className={cx('words')} data-selectable>
                {wordsOf(event)}
              </span>
              {answer.folders.length > 1 && <span className={cx('folder')}>{name}</span>}
            </li>
          ))}
        </ol>
      )}
      {lines.length > FEW && (
        <div>
          <Button
            size="small"
            variant="quiet"
            onPress={() => {
              setLong(!isLong);
            }}
          >
            {isLong ? t('folders:activity.fewer') : t('folders:activity.more')}
          </Button>
        </div>
      )}
    </section>
  );
}
