import type { ApiKey, MadeApiKey } from '../../shared/api-key.ts';
import type { ApiStatus } from '../../shared/api-status.ts';
import { OffcutError, type ErrorReport } from '../../shared/errors.ts';
import { on, request } from '../bridge/client.ts';
import { createStore } from './create-store.ts';
import { tellError } from './notice-store.ts';
import { throttled } from './throttled.ts';
import { useStore } from './use-store.ts';

/** What is known of the keys of the local API. */
export type ApiKeysView =
  | { readonly name: 'loading' }
  | { readonly name: 'failed'; readonly error: ErrorReport }
  | { readonly name: 'known'; readonly keys: readonly ApiKey[] };

/** ms between two looks: what a key has used changes with each picture. */
const GAP_MS = 1_000;

const status = createStore<ApiStatus>({ state: 'off' });
const keys = createStore<ApiKeysView>({ name: 'loading' });
const made = createStore<MadeApiKey | null>(null);

const refreshKeys = throttled(async () => {
  try {
    keys.set({ name: 'known', keys: await request('api.keys', {}) });
  } catch (thrown) {
    keys.set({ name: 'failed', error: OffcutError.from(thrown).toReport() });
  }
}, GAP_MS);

/** A key that is to be shown, this once. */
export function keyMade(key: MadeApiKey): void {
  made.set(key);
  refreshKeys();
}

/** What a change answered. */
export function keysTold(told: readonly ApiKey[]): void {
  keys.set({ name: 'known', keys: told });
  // A look that was under way may still answer what was before.
  refreshKeys();
}

/** From here on nobody can see it again. */
export const forgetMadeKey = (): void => {
  made.set(null);
};

/** Begins to hear of the server; once. The first key may be made long before anybody looks. */
export function followApi(): void {
  on('api.changed', status.set);
  on('api.firstKey', keyMade);
}

/** Keeps all that is known up to date, for who looks at it. Returns a function that ends it. */
export function followApiClosely(): () => void {
  const ends = [
    on('api.changed', refreshKeys),
    on('queue.events', (message) => {
      const isServed = status.get().state === 'on';
      if (isServed && message.some(({ type }) => type === 'state')) refreshKeys();
    }),
  ];
  request('api.status', {}).then(status.set, tellError);
  refreshKeys();
  return () => {
    for (const end of ends) end();
  };
}

export const useApiStatus = (): ApiStatus => useStore(status);
export const useApiKeys = (): ApiKeysView => useStore(keys);
export const useMadeKey = (): MadeApiKey | null => useStore(made);
