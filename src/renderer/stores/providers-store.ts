import { useEffect } from 'react';
import type { ProvidersAnswer } from '../../shared/bridge/contract.ts';
import { OffcutError, type ErrorReport } from '../../shared/errors.ts';
import { on, request } from '../bridge/client.ts';
import { createStore } from './create-store.ts';
import { throttled } from './throttled.ts';
import { useSelected, useStore } from './use-store.ts';

/** What is known of the cloud providers. */
export type ProvidersView =
  | { readonly name: 'loading' }
  | { readonly name: 'failed'; readonly error: ErrorReport }
  | { readonly name: 'known'; readonly answer: ProvidersAnswer };

/** ms between two looks: what is spent changes with each picture. */
const GAP_MS = 1_000;

const view = createStore<ProvidersView>({ name: 'loading' });

async function refresh(): Promise<void> {
  try {
    view.set({ name: 'known', answer: await request('providers.list', {}) });
  } catch (thrown) {
    view.set({ name: 'failed', error: OffcutError.from(thrown).toReport() });
  }
}

/** Looks again, soon. */
export const refreshProviders = throttled(refresh, GAP_MS);

/** What a change answered. */
export function providersTold(answer: ProvidersAnswer): void {
  view.set({ name: 'known', answer });
  // A look that was under way may still answer what was before.
  refreshProviders();
}

/**
 * Looks once, where nobody has. Not as the window starts: it may make the system ask for the
 * password of its keychain, and most people have no provider.
 */
export function needProviders(): void {
  if (view.get().name === 'loading') refreshProviders();
}

/** Keeps all of it up to date, for who looks at it. Returns a function that ends it. */
export function followProviders(): () => void {
  const ends = [
    on('settings.changed', refreshProviders),
    on('queue.events', (message) => {
      if (message.some(({ type }) => type === 'state')) refreshProviders();
    }),
  ];
  refreshProviders();
  return () => {
    for (const end of ends) end();
  };
}

export const useProviders = (): ProvidersView => useStore(view);

/** What a provider calls itself, as far as that is known; else its id. */
export const nameIn = (providers: ProvidersView, id: string): string =>
  (providers.name === 'known'
    ? providers.answer.providers.find((provider) => provider.id === id)?.name
    : undefined) ?? id;

/** Asks for it where it is not known yet. Null: of none. */
export function useProviderName(id: string | null): string | null {
  useEffect(() => {
    if (id !== null) needProviders();
  }, [id]);
  return useSelected(view, (providers) => (id === null ? null : nameIn(providers, id)));
}
