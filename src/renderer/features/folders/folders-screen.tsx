import { Plus } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { FoldersAnswer } from '../../../shared/bridge/contract.ts';
import { useCommand } from '../../app/commands.ts';
import { commandKeys } from '../../app/shortcuts.ts';
import { useErrorText } from '../../i18n/use-error-text.ts';
import { useT } from '../../i18n/use-t.ts';
import { followFoldersClosely, refreshFolders, useFolders } from '../../stores/folders-store.ts';
import { useLink } from '../../stores/link-store.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { AddFolderForm } from './add-folder-form.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.ts';
import { FolderActivityList } from './folder-activity.tsx';
import { FolderCard } from './folder-card.tsx';
import styles from './folders-screen.module.css';
import { HotFolderDrawing } from './hot-folder-drawing.tsx';

const cx = classNames(styles);

/** Folders whose pictures are cut as they come. */
export function FoldersScreen() {
  const t = useT();
  const errorText = useErrorText();
  const link = useLink();
  const view = useFolders();
  const isElsewhere = link.role === 'client';

  // Anew with each owner of the queue: when this process becomes it, there is something to see.
  useEffect(() => (isElsewhere ? undefined : followFoldersClosely()), [isElsewhere, link.pid]);

  if (isElsewhere) {
    return (
      <>
        <HiddenTitle />
        <Banner>{t('folders:elsewhere', { pid: link.pid ?? '' })}</Banner>
        <EmptyState picture={<HotFolderDrawing />} title={t('folders:elsewhereTitle')} />
      </>
    );
  }
  switch (view.name) {
    case 'loading':
      return <div aria-busy />;
    case 'failed':
      return (
        <>
          <HiddenTitle />
          <Banner
            tone="danger"
            actions={[{ label: t('folders:problems.tryAgain'), onPress: refreshFolders }]}
          >
            {errorText(view.error)}
          </Banner>
        </>
      );
    case 'known':
      return <KnownFolders answer={view.answer} />;
  }
}

/** For those who go by headings, where nobody else needs one. */
function HiddenTitle() {
  const t = useT();
  return <VisuallyHidden elementType="h1">{t('folders:title')}</VisuallyHidden>;
}

const none = { today: 0, all: 0 };

function KnownFolders({ answer }: { readonly answer: FoldersAnswer }) {
  const t = useT();
  const title = useRef<HTMLHeadingElement>(null);
  const [isAdding, setAdding] = useState(false);
  const { folders, problems, done } = answer;
  const add = useCallback(() => {
    setAdding(true);
  }, []);
  useCommand('add-folder', add);
  const focusTitle = () => {
    title.current?.focus();
  };
  const addButton = (
    <Button variant="primary" icon={<Plus size={16} />} onPress={add}>
      {t('folders:add')}
    </Button>
  );

  if (folders.length === 0 && !isAdding) {
    return (
      <>
        <HiddenTitle />
        <EmptyState
          picture={<HotFolderDrawing />}
          title={t('folders:empty.title')}
          actions={addButton}
        >
          {t('folders:empty.text')}
        </EmptyState>
      </>
    );
  }
  return (
    <div className={cx('page')}>
      <div className={cx('inner')}>
        <header className={cx('header')}>
          <h1 ref={title} tabIndex={-1}>
            {t('folders:title')}
          </h1>
          {!isAdding && (
            <>
              <Kbd keys={commandKeys['add-folder']} quiet />
              {addButton}
            </>
          )}
        </header>
        {isAdding && (
          <AddFolderForm
            onClose={() => {
              setAdding(false);
              focusTitle();
            }}
          />
        )}
        {folders.map((status) => (
          <FolderCard
            key={status.folder.id}
            status={status}
            problems={problems.filter(({ hotFolder }) => hotFolder === status.folder.id)}
            done={done.find(({ hotFolder }) => hotFolder === status.folder.id) ?? none}
            onRemoved={focusTitle}
          />
        ))}
        {folders.length > 0 && <FolderActivityList answer={answer} />}
      </div>
    </div>
  );
}
