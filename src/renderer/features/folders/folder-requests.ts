import type { PlaceInfo, RequestInput } from '../../../shared/bridge/contract.ts';
import type { HotFolderId } from '../../../shared/queue.ts';
import { request } from '../../bridge/client.ts';
import { refreshFolders } from '../../stores/folders-store.ts';
import { tellError } from '../../stores/notice-store.ts';

/** Asks the user; null: none was chosen, or the dialog could not be shown, which is told. */
export async function choosePlace(
  what: RequestInput<'folders.choose'>['what'],
): Promise<PlaceInfo | null> {
  try {
    return await request('folders.choose', { what });
  } catch (error) {
    tellError(error);
    return null;
  }
}

export async function reveal(id: HotFolderId, what: 'folder' | 'destination'): Promise<void> {
  try {
    await request('folders.reveal', { id, what });
  } catch (error) {
    tellError(error);
  }
}

/** Selects a job's picture in the system's file manager. */
export async function revealSource(job: number): Promise<void> {
  try {
    await request('queue.reveal', { job, what: 'source' });
  } catch (error) {
    tellError(error);
  }
}

/** Whether it was removed; what stands against it is told. */
export async function removeFolder(id: HotFolderId): Promise<boolean> {
  try {
    await request('folders.remove', { id });
    return true;
  } catch (error) {
    tellError(error);
    return false;
  } finally {
    refreshFolders();
  }
}

/** Tries problems again, all or those of these paths. Returns how many there were. */
export async function retryProblems(id: HotFolderId, paths?: readonly string[]): Promise<number> {
  try {
    const given = paths === undefined ? {} : { paths: [...paths] };
    return (await request('folders.retry', { id, ...given })).pictures;
  } catch (error) {
    tellError(error);
    return 0;
  } finally {
    refreshFolders();
  }
}

export async function pauseFolder(id: HotFolderId, paused: boolean): Promise<void> {
  try {
    await request('folders.pause', { id, paused });
  } catch (error) {
    tellError(error);
  } finally {
    refreshFolders();
  }
}
