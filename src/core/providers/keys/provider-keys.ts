import type { KeyName } from '../../../shared/provider.ts';

/** Where a key was found that was not entered in a window. */
export type PlainKeyOrigin =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string };

/** `stored`: by the system's keychain; `session`: in memory alone. */
export type KeyOrigin = PlainKeyOrigin | { readonly kind: 'stored' } | { readonly kind: 'session' };

export interface FoundKey<O extends KeyOrigin = KeyOrigin> {
  readonly key: string;
  readonly origin: O;
}

/** The user's keys. What they are stays in here and in the calls that they are for. */
export interface ProviderKeys<O extends KeyOrigin = KeyOrigin> {
  /** @throws OffcutError `keys-exposed`, `keys-unreadable` */
  readonly find: (id: KeyName) => Promise<FoundKey<O> | undefined>;
}

/** All that may be shown of a key: enough to tell which one it is, and too little to guess it. */
export const lastFour = (key: string): string => (key.length < 12 ? '' : key.slice(-4));
