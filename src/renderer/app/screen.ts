import type { JobId } from '../../shared/queue.ts';
import { createStore } from '../stores/create-store.ts';
import { useStore } from '../stores/use-store.ts';

export type Screen =
  | { readonly name: 'queue' }
  | { readonly name: 'folders' }
  | { readonly name: 'providers' }
  | { readonly name: 'settings' }
  | { readonly name: 'viewer'; readonly job: JobId };

const screen = createStore<Screen>({ name: 'queue' });

export const showScreen = (next: Screen): void => {
  screen.set(next);
};
export const currentScreen = (): Screen => screen.get();
export const useScreen = (): Screen => useStore(screen);
