import { z } from 'zod';

/**
 * What a key of the local API may do; each may do what those before it may.
 * - `read`: look at what there is, its own jobs and the figures of the server.
 * - `cut`: have pictures cut.
 * - `manage`: also what other keys began.
 */
export const apiScopes = ['read', 'cut', 'manage'] as const;
export type ApiScope = (typeof apiScopes)[number];

export const includesScope = (given: ApiScope, needed: ApiScope): boolean =>
  apiScopes.indexOf(given) >= apiScopes.indexOf(needed);

/** What somebody decides when a key is made. */
export const newApiKeySchema = z.strictObject({
  name: z.string().trim().min(1).max(60),
  scope: z.enum(apiScopes).default('cut'),
  /** Requests in a minute. */
  perMinute: z.int().min(1).max(100_000).default(600),
  /** Credits in all, of which a cutout takes one; null: no limit. */
  quota: z.int().min(0).max(1_000_000_000).nullable().default(null),
});
export type NewApiKey = z.output<typeof newApiKeySchema>;

/** A key itself. */
export const apiSecretSchema = z.string().regex(/^offcut_[\w-]{43}$/);

/** A key as it is shown: never the key itself. */
export interface ApiKey extends NewApiKey {
  readonly id: string;
  /** Its last four characters. */
  readonly hint: string;
  /** Credits. */
  readonly used: number;
  /** ms since 1970. */
  readonly addedAt: number;
  readonly revokedAt: number | null;
}

/** A key that was just made: the one time that it is told. */
export interface MadeApiKey {
  readonly key: ApiKey;
  readonly secret: string;
}
