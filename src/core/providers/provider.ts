import type { Upload } from '../../shared/engine-protocol.ts';
import type { ProviderId } from '../../shared/provider.ts';
import type { Caller } from './call.ts';
import type { Time } from './token-bucket.ts';

/** What a provider takes and costs, as far as its documentation says; else what is safe. */
export interface ProviderCapabilities {
  /** `url`: its servers fetch the picture, so that only a public address will do. */
  readonly input: 'file' | 'url';
  /** Of what is uploaded; larger pictures are made smaller before. */
  readonly limits: { readonly pixels: number; readonly bytes: number };
  /** Calls in a minute that are not refused, all steps counted. */
  readonly callsPerMinute: (key: string) => number;
  /** The provider's own units for one picture. */
  readonly credits: number;
}

/** A picture as a provider gets it. */
export type ProviderSource =
  | { readonly kind: 'file'; readonly file: string; readonly upload: Upload }
  | { readonly kind: 'url'; readonly url: string };

export interface ProviderContext {
  readonly base: URL;
  readonly key: string;
  readonly call: Caller;
  readonly signal: AbortSignal;
  readonly time: Time;
  /** Does one step, and again where its failure may pass; see `attempted`. */
  readonly attempt: <T>(step: () => Promise<T>) => Promise<T>;
}

/** A picture whose alpha is the matte, and what the provider said of it. */
export interface ProviderAnswer {
  readonly picture: Buffer;
  /** In the provider's own units: as it said, or as its documentation says. */
  readonly credits: number;
  /** What is left of the account, where the provider says. */
  readonly remaining: number | null;
  /** The provider's own number of the request. */
  readonly request: string | null;
}

/** What a key is good for. */
export interface KeyCheck {
  /** Units that are left; null: the provider does not say without being paid. */
  readonly remaining: number | null;
}

/** One service: its calls, exactly as documented, and what its answers mean. */
export interface Provider {
  readonly id: ProviderId;
  readonly name: string;
  /** As documented; null: no document says, the user has to. */
  readonly baseUrl: string | null;
  readonly capabilities: ProviderCapabilities;
  /** @throws ProviderFailure; OffcutError `cancelled` */
  readonly matte: (source: ProviderSource, context: ProviderContext) => Promise<ProviderAnswer>;
  /**
   * Asks whether the key is good, without anything that costs.
   * @throws ProviderFailure; OffcutError `cancelled`
   */
  readonly check: (context: ProviderContext) => Promise<KeyCheck>;
}
