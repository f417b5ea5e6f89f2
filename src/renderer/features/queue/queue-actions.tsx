import {
  ArrowDownToLine,
  ArrowUpToLine,
  CircleX,
  Copy,
  ExternalLink,
  Eye,
  FolderOpen,
  RotateCw,
  Trash2,
} from 'lucide-react';
import { useMemo } from 'react';
import type { Job, JobId } from '../../../shared/queue.ts';
import { showScreen } from '../../app/screen.ts';
import { useT } from '../../i18n/use-t.ts';
import { MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { queueRequests } from '../queue-requests.ts';
import { remove } from './removal.ts';

export interface SelectionActions {
  readonly open: () => void;
  readonly reveal: () => void;
  readonly retry: () => void;
  readonly remove: () => void;
}

const isOpen = ({ state }: Job) => state.name === 'queued' || state.name === 'running';

/** What keys, menus and buttons do with the selection. `jobs`: those of it that are here. */
export function useSelectionActions(
  selected: ReadonlySet<JobId>,
  jobs: readonly Job[],
): SelectionActions {
  const t = useT();
  return useMemo(() => {
    const ids = [...selected];
    // The key may come before the jobs of a new selection are here.
    const first = jobs[0]?.id ?? ids[0];
    return {
      open: () => {
        const [job] = ids;
        if (job !== undefined) showScreen({ name: 'viewer', job });
      },
      reveal: () => {
        if (first !== undefined) void queueRequests.revealBest(first);
      },
      retry: () => {
        if (ids.length > 0) void queueRequests.retry(ids);
      },
      remove: () => {
        if (ids.length === 0) return;
        // Of a selection that is only partly here, whatever has not ended is stopped too.
        const open = ids.length === jobs.length ? jobs.filter(isOpen).map(({ id }) => id) : ids;
        remove(ids, open, {
          removed: t('queue:removed', { count: ids.length }),
          undo: t('queue:undo'),
        });
      },
    };
  }, [selected, jobs, t]);
}

export interface SelectionMenuProps {
  readonly selected: ReadonlySet<JobId>;
  readonly jobs: readonly Job[];
  readonly actions: SelectionActions;
}

/** The items of the menu for what is selected. */
export function SelectionMenu({ selected, jobs, actions }: SelectionMenuProps) {
  const t = useT();
  const ids = [...selected];
  const [first] = jobs;
  const isOne = ids.length === 1 && first !== undefined;
  const isDone = isOne && first.state.name === 'done';
  const anyOpen = jobs.some(isOpen) || jobs.length < ids.length;
  return (
    <>
      {isOne && (
        <MenuItem
          text={t('queue:actions.open')}
          icon={<Eye size={16} />}
          shortcut="Enter"
          onAction={actions.open}
        />
      )}
      {isDone && (
        <MenuItem
          text={t('queue:actions.openOutput')}
          icon={<ExternalLink size={16} />}
          onAction={() => {
            void queueRequests.open(first.id);
          }}
        />
      )}
      {isOne && (
        <MenuItem
          text={isDone ? t('queue:actions.reveal') : t('queue:actions.revealSource')}
          icon={<FolderOpen size={16} />}
          shortcut="Mod+Shift+R"
          onAction={actions.reveal}
        />
      )}
      {isDone && (
        <MenuItem
          text={t('queue:actions.copy')}
          icon={<Copy size={16} />}
          onAction={() => {
            void queueRequests.copy(first.id);
          }}
        />
      )}
      {isOne && <MenuSeparator />}
      {anyOpen && (
        <MenuItem
          text={t('queue:actions.first')}
          icon={<ArrowUpToLine size={16} />}
          onAction={() => void queueRequests.moveFirst(ids)}
        />
      )}
      {anyOpen && (
        <MenuItem
          text={t('queue:actions.last')}
          icon={<ArrowDownToLine size={16} />}
          onAction={() => void queueRequests.moveLast(ids)}
        />
      )}
      {anyOpen && (
        <MenuItem
          text={t('queue:actions.cancel')}
          icon={<CircleX size={16} />}
          onAction={() => void queueRequests.cancel(ids)}
        />
      )}
      <MenuItem
        text={t('queue:actions.tryAgain')}
        icon={<RotateCw size={16} />}
        shortcut="R"
        onAction={actions.retry}
      />
      <MenuSeparator />
      <MenuItem
        text={t('queue:actions.remove')}
        icon={<Trash2 size={16} />}
        shortcut="Delete"
        onAction={actions.remove}
      />
    </>
  );
}
