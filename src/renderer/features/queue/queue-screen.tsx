import { useCallback, useRef, useState } from 'react';
import type { JobId } from '../../../shared/queue.ts';
import { useCommand } from '../../app/commands.ts';
import { showScreen } from '../../app/screen.ts';
import { useT } from '../../i18n/use-t.ts';
import { showList, useListQuery } from '../../stores/list-query-store.ts';
import { useDoubtful, useQueueList, useQueueState } from '../../stores/queue-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.ts';
import { queueRequests } from '../queue-requests.ts';
import { addFolder, addPictures } from './add-actions.ts';
import { DropTarget } from './drop-target.tsx';
import { EmptyQueue } from './empty-queue.tsx';
import { filterOf, queryOf, type Filter } from './filters.ts';
import { PictureList } from './picture-list.tsx';
import { QueueToolbar } from './queue-toolbar.tsx';
import { SelectionTools, type MenuPlace } from './selection-tools.tsx';

const open = (job: JobId) => {
  showScreen({ name: 'viewer', job });
};
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
  const { layout, tileSize } = useSettings(({ view }) => view);
  const [menu, setMenu] = useState<MenuPlace>(null);
  const [looked, setLooked] = useState<JobId | null>(null);
  const searchRef = useRef<HTMLInputElement>(null);

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

  const all = state?.counts;
  const isEmpty = all !== undefined && Object.values(all).every((count) => count === 0);
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
      <SelectionTools
        {...{ menu, looked }}
        onMenuClose={() => {
          setMenu(null);
        }}
        onLookClose={closeLook}
      />
    </DropTarget>
  );
}
