import { useSyncExternalStore } from 'react';
import type { Store } from './create-store.ts';

/** The store's value, at each change. */
export const useStore = <T>(store: Pick<Store<T>, 'get' | 'subscribe'>): T =>
  useSyncExternalStore(store.subscribe, store.get);

/** A part of it: `select` must return the same thing for the same value, never a new object. */
export const useSelected = <T, S>(
  store: Pick<Store<T>, 'get' | 'subscribe'>,
  select: (value: T) => S,
): S => useSyncExternalStore(store.subscribe, () => select(store.get()));
