import { on, request } from '../bridge/client.ts';
import { createStore } from './create-store.ts';
import { useStore } from './use-store.ts';

/** What the rail counts: pictures that failed, hot folders that are not there. */
export interface Badges {
  readonly failed: number;
  readonly offline: number;
}

const badges = createStore<Badges>({ failed: 0, offline: 0 });

function failedAre(failed: number): void {
  if (failed !== badges.get().failed) badges.set({ ...badges.get(), failed });
}

async function countFailed(): Promise<void> {
  try {
    failedAre((await request('queue.counts', {})).counts.failed);
  } catch {
    // The queue tells of its state as soon as there is one.
  }
}

async function countFolders(): Promise<void> {
  try {
    const { folders } = await request('folders.list', {});
    const offline = folders.filter(({ state }) => state.name === 'offline').length;
    badges.set({ ...badges.get(), offline });
  } catch {
    // The screen of hot folders says what is wrong with them, in its place.
  }
}

export function followBadges(): void {
  on('queue.events', (message) => {
    for (const event of message) {
      if (event.type === 'state') failedAre(event.state.counts.failed);
    }
  });
  on('folders.event', (event) => {
    if (event.type === 'list' || event.type === 'state') void countFolders();
  });
  void countFailed();
  void countFolders();
}

export const useBadges = (): Badges => useStore(badges);
