import type { Job, JobId } from '../../../shared/queue.ts';
import { useShortcut } from '../../app/shortcuts.ts';
import { useT } from '../../i18n/use-t.ts';
import { useSelectedJobs } from '../../stores/selected-jobs.ts';
import { useSelection } from '../../stores/selection-store.ts';
import { ContextMenu } from '../../ui/menu.tsx';
import { SelectionMenu, useSelectionActions } from './queue-actions.tsx';
import { QuickLook } from './quick-look.tsx';

/** Where a menu is open, in px; null: it is not. */
export type MenuPlace = { readonly x: number; readonly y: number } | null;

const none: readonly Job[] = [];

export interface SelectionToolsProps {
  readonly menu: MenuPlace;
  readonly onMenuClose: () => void;
  /** The picture that is looked at quickly. */
  readonly looked: JobId | null;
  readonly onLookClose: () => void;
}

/** What can be done with the selection. Apart from the screen, which would follow each key. */
export function SelectionTools({ menu, onMenuClose, looked, onLookClose }: SelectionToolsProps) {
  const t = useT();
  const { jobs: selected } = useSelection();
  const jobs = useSelectedJobs()?.jobs ?? none;
  const actions = useSelectionActions(selected, jobs);
  useShortcut('Delete', actions.remove);
  useShortcut('R', actions.retry);
  useShortcut('Mod+Shift+R', actions.reveal);
  const shownJob = jobs.find(({ id }) => id === looked);
  return (
    <>
      <ContextMenu at={menu} label={t('queue:actions.label')} onClose={onMenuClose}>
        <SelectionMenu {...{ selected, jobs, actions }} />
      </ContextMenu>
      {shownJob !== undefined && <QuickLook job={shownJob} onClose={onLookClose} />}
    </>
  );
}
