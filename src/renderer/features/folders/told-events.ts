import type { HotFolderEvent } from '../../../shared/hot-folders.ts';
import type { HotFolderId, LedgerOutcome } from '../../../shared/queue.ts';

type Ended = Extract<HotFolderEvent, { type: 'ended' }>;

/** What is worth a line in the list of what happened. */
export type ToldEvent =
  | Extract<HotFolderEvent, { type: 'taken' | 'put-away' | 'problem' }>
  | (Ended & { readonly outcome: Exclude<LedgerOutcome, 'failed'> });

/** A failed picture is told as a problem, which says why. */
export const isTold = (event: HotFolderEvent): event is ToldEvent =>
  event.type !== 'list' &&
  event.type !== 'state' &&
  !(event.type === 'ended' && event.outcome === 'failed');

export const folderOfEvent = (event: ToldEvent): HotFolderId =>
  event.type === 'problem' ? event.problem.hotFolder : event.hotFolder;
