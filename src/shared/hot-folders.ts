import type { ErrorReport } from './errors.ts';
import type { HotFolder, HotFolderId, JobId, LedgerOutcome } from './queue.ts';

/** What a hot folder is doing. Plain data, as everything that front doors are told. */
export type HotFolderState =
  /** It is being looked through for the first time. */
  | { readonly name: 'starting' }
  /** The system tells what changes. */
  | { readonly name: 'listening' }
  /** It is looked at every so many ms; `because`: the system would not tell what changes. */
  | { readonly name: 'polling'; readonly every: number; readonly because: ErrorReport | null }
  | { readonly name: 'paused' }
  /** It, or where its cutouts go, is not there; it goes on when that comes back. */
  | { readonly name: 'offline'; readonly error: ErrorReport };

export interface HotFolderCounts {
  /** Pictures that are not quiet yet, or not to be read. */
  readonly settling: number;
  /** Of those that are on the queue's list. */
  readonly queued: number;
  readonly running: number;
  readonly done: number;
  readonly failed: number;
  readonly problems: number;
}

export interface HotFolderStatus {
  readonly folder: HotFolder;
  readonly state: HotFolderState;
  readonly counts: HotFolderCounts;
}

/**
 * - `unready`: it was never taken, for it cannot be read, is empty, or was not written in full.
 * - `failed`: its job failed.
 * - `original`: its cutout is done, but its original could not be put away.
 */
export type HotFolderTrouble = 'unready' | 'failed' | 'original';

export interface HotFolderProblem {
  readonly hotFolder: HotFolderId;
  /** Within the folder, `/`-separated. */
  readonly path: string;
  readonly trouble: HotFolderTrouble;
  readonly error: ErrorReport;
  /** Null for a picture that never had one. */
  readonly job: JobId | null;
  /** Whether it is tried again by itself. */
  readonly retrying: boolean;
}

export type HotFolderEvent =
  /** Hot folders came or went, or their settings changed. */
  | { readonly type: 'list' }
  | { readonly type: 'state'; readonly hotFolder: HotFolderId; readonly state: HotFolderState }
  /** Pictures that were put into the queue together, by their paths within the folder. */
  | { readonly type: 'taken'; readonly hotFolder: HotFolderId; readonly paths: readonly string[] }
  | {
      readonly type: 'ended';
      readonly hotFolder: HotFolderId;
      readonly path: string;
      readonly outcome: LedgerOutcome;
      /** Where the cutout is; null where there is none. */
      readonly output: string | null;
    }
  /** An original was put away; `to`: where it is now, null: in the recycle bin. */
  | {
      readonly type: 'put-away';
      readonly hotFolder: HotFolderId;
      readonly path: string;
      readonly to: string | null;
    }
  | { readonly type: 'problem'; readonly problem: HotFolderProblem };
