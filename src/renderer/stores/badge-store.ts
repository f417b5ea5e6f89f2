import { on, request } from '../bridge/client.ts';
import { createStore } from './create-store.ts';
import { useStore } from './use-store.ts';

/** Hot folders that are not there; the rail counts them. */
const offline = createStore(0);

async function countFolders(): Promise<void> {
  try {
    const { folders } = await request('folders.list', {});
    offline.set(folders.filter(({ state }) => state.name === 'offline').length);
  } catch {
    // The screen of hot folders says what is wrong with them, in its place.
  }
}

export function followBadges(): void {
  on('folders.event', (event) => {
    if (event.type === 'list' || event.type === 'state') void countFolders();
  });
  void countFolders();
}

export const useOfflineFolders = (): number => useStore(offline);
