import type { HotFolderEvent } from '../../shared/hot-folders.ts';
import type { MoveToTrash } from '../files/replace-original.ts';
import type { Queue } from '../queue/queue.ts';
import type { Watch } from './listen.ts';
import type { Pacing } from './pacing.ts';
import type { Timers } from './timers.ts';

/** What hot folders need of the queue. */
export type HotFolderQueue = Pick<
  Queue,
  | 'add'
  | 'extend'
  | 'retry'
  | 'clear'
  | 'batch'
  | 'batches'
  | 'job'
  | 'page'
  | 'attempts'
  | 'counts'
  | 'pauseBatch'
  | 'onEnd'
  | 'subscribe'
  | 'hotFolders'
>;

/** What the parts of a hot folder work with, the same for all folders. */
export interface FolderTools {
  readonly queue: HotFolderQueue;
  readonly timers: Timers;
  readonly pacing: Pacing;
  /** ms since 1970, for what is written down. */
  readonly clock: () => number;
  readonly maxPixels: number;
  readonly lenient: boolean;
  readonly moveToTrash: MoveToTrash | undefined;
  /** Stands in for chokidar. */
  readonly watch: Watch | undefined;
  readonly tell: (event: HotFolderEvent) => void;
  /** Something came to rest: see `HotFolders.whenSettled`. */
  readonly onRest: () => void;
}
