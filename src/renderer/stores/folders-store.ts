import type { FoldersAnswer } from '../../shared/bridge/contract.ts';
import { OffcutError, type ErrorReport } from '../../shared/errors.ts';
import type { HotFolderStatus } from '../../shared/hot-folders.ts';
import { on, request } from '../bridge/client.ts';
import { createStore } from './create-store.ts';
import { throttled } from './throttled.ts';
import { useSelected, useStore } from './use-store.ts';

/** What is known of the hot folders. */
export type FoldersView =
  | { readonly name: 'loading' }
  | { readonly name: 'failed'; readonly error: ErrorReport }
  | { readonly name: 'known'; readonly answer: FoldersAnswer };

/** ms between two looks while things happen: faster than that, nobody can read it. */
const GAP_MS = 600;
/** ms between two looks while nothing is told: a file that settles, or is deleted, tells nothing. */
const QUIET_MS = 4_000;

const view = createStore<FoldersView>({ name: 'loading' });

async function refresh(): Promise<void> {
  try {
    view.set({ name: 'known', answer: await request('folders.list', {}) });
  } catch (thrown) {
    const error = OffcutError.from(thrown).toReport();
    // Between two owners of the queue; the link tells when that is over.
    if (error.code !== 'hot-folders-elsewhere') view.set({ name: 'failed', error });
  }
}

/** Looks again, soon. */
export const refreshFolders = throttled(refresh, GAP_MS);

/** What a change answered, before the next look. */
export function folderTold(status: HotFolderStatus): void {
  const known = view.get();
  if (known.name !== 'known') return;
  const folders = known.answer.folders.map((other) =>
    other.folder.id === status.folder.id ? status : other,
  );
  view.set({ name: 'known', answer: { ...known.answer, folders } });
}

/** Keeps it known which folders there are, and how they are. */
export function followFolders(): void {
  on('folders.event', ({ type }) => {
    if (type === 'list' || type === 'state') refreshFolders();
  });
  refreshFolders();
}

/** Keeps all that is known up to date, for who looks at it. Returns a function that ends it. */
export function followFoldersClosely(): () => void {
  const ends = [
    on('folders.event', refreshFolders),
    on('queue.events', (message) => {
      if (message.some(({ type }) => type === 'state')) refreshFolders();
    }),
  ];
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') refreshFolders();
  }, QUIET_MS);
  refreshFolders();
  return () => {
    clearInterval(timer);
    for (const end of ends) end();
  };
}

export const useFolders = (): FoldersView => useStore(view);

/** How many folders are not there. */
export const offlineIn = (folders: FoldersView): number =>
  folders.name === 'known'
    ? folders.answer.folders.filter(({ state }) => state.name === 'offline').length
    : 0;

export const useOfflineFolders = (): number => useSelected(view, offlineIn);
