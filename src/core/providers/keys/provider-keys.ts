import type { ProviderId } from '../provider.ts';

/** Where a key was found. */
export type KeyOrigin =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string };

export interface FoundKey {
  readonly key: string;
  readonly origin: KeyOrigin;
}

/** The user's keys. What they are stays in here and in the calls that they are for. */
export interface ProviderKeys {
  /** @throws OffcutError `keys-exposed`, `keys-unreadable` */
  readonly find: (id: ProviderId) => Promise<FoundKey | undefined>;
}

/** All that may be shown of a key: enough to tell which one it is, and too little to guess it. */
export const lastFour = (key: string): string => (key.length < 12 ? '' : key.slice(-4));
