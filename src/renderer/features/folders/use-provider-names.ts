import { useEffect } from 'react';
import { nameIn, needProviders, useProviders } from '../../stores/providers-store.ts';

/** Providers as their users know them, in one line. */
export function useProviderNames(ids: readonly string[]): string {
  const providers = useProviders();
  useEffect(() => {
    if (ids.length > 0) needProviders();
  }, [ids.length]);
  return ids.map((id) => nameIn(providers, id)).join(', ');
}
