import { useCallback, useMemo, useRef, useState } from 'react';
import type { Job, JobId } from '../../../shared/queue.ts';
import { useCommand } from '../../app/commands.ts';
import { showScreen } from '../../app/screen.ts';
import { useShortcut } from '../../app/shortcuts.ts';
import { useT } from '../../i18n/use-t.ts';
import { showList, useListQuery } from '../../stores/list-query-store.ts';
import { useDoubtful, useQueueList, useQueueState } from '../../stores/queue-store.ts';
import { useSelectedJobs } from '../../stores/selected-jobs.ts';
import { useSelection } from '../../stores/selection-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ContextMenu } from '../../ui/menu.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.ts';
import { queueRequests } from '../queue-requests.ts';
import { addFolder, addPictures } from './add-actions.ts';
import { DropTarget } from './drop-target.tsx';
import { EmptyQueue } from './empty-queue.tsx';
import { filterOf, queryOf, type Filter } from './filters.ts';
import { PictureList } from './picture-list.tsx';
import { SelectionMenu, useSelectionActions } from './queue-actions.tsx';
import { QueueToolbar } from './queue-toolbar.tsx';
import { QuickLook } from './quick-look.tsx';

const open = (job: JobId) => {
  showScreen({ name: 'viewer', job });
};
const none: readonly Job[] = [];
const pictures = () => void addPictures();
const folder = () => void addFolder();
const start = () => void queueRequests.resume();
const pause = () => void queueRequests.pause();
const retryFailed = () => void queueRequests.retryFailed();

/** The queue: everything that is to be cut, is being cut, and was. */
export function QueueScreen() {
  const t = useT();
  const query = useListQuery();
  const list = useQueueList(query);
  const state = useQueueState();
  const doubtful = useDoubtful();
  const { jobs: selected } = useSelection();
  const jobs = useSelectedJobs()?.jobs ?? none;
  const { layout, tileSize } = useSettings(({ view }) => view);
  const [menu, setMenu] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const [looked, setLooked] = useState<JobId | null>(null);
  const searchRef = useRef<HTMLInputElement>(null);
  const actions = useSelectionActions(selected, jobs);

  const filter = filterOf(query);
  const search = query.search ?? '';
  const show = (next: Filter, text: string) => {
    showList(queryOf(next, text));
  };

  useCommand('add-pictures', pictures);
  useCommand('add-folder', folder);
  useCommand('start', start);
  useCommand('pause', pause);
  useCommand('retry-failed', retryFailed);
  useCommand(
    'find',
    useCallback(() => {
      searchRef.current?.focus();
    }, []),
  );
  useShortcut('Delete', actions.remove);
  useShortcut('R', actions.retry);
  useShortcut('Mod+Shift+R', actions.reveal);

  const all = state?.counts;
  const isEmpty = all !== undefined && Object.values(all).every((count) => count === 0);
  const shownJob = useMemo(() => jobs.find(({ id }) => id === looked), [jobs, looked]);
  const closeLook = useCallback(() => {
    setLooked(null);
  }, []);

  return (
    <DropTarget>
      {/* The rail shows it to everybody else. */}
      <VisuallyHidden elementType="h1">{t('shell:screens.queue')}</VisuallyHidden>
      {isEmpty ? (
        <EmptyQueue />
      ) : (
        <>
          <QueueToolbar
            {...{ search, searchRef, filter, doubtful }}
            counts={all}
            onSearch={(text) => {
              show(filter, text);
            }}
            onFilter={(next) => {
              show(next, search);
            }}
          />
          {list.total === 0 ? (
            <EmptyState
              title={t('queue:nothing.title')}
              actions={
                <Button
                  onPress={() => {
                    show('all', '');
                  }}
                >
                  {t('queue:nothing.show')}
                </Button>
              }
            />
          ) : (
            <PictureList
              {...{ list, layout, tileSize }}
              onOpen={open}
              onLook={setLooked}
              onMenu={setMenu}
            />
          )}
        </>
      )}
      <ContextMenu
        at={menu}
        label={t('queue:actions.label')}
        onClose={() => {
          setMenu(null);
        }}
      >
        <SelectionMenu {...{ selected, jobs, actions }} />
      </ContextMenu>
      {shownJob !== undefined && <QuickLook job={shownJob} onClose={closeLook} />}
    </DropTarget>
  );
}
