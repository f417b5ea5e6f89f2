import { attempted } from './attempts.ts';
import { parseBaseUrl } from './base-url.ts';
import { Breaker } from './breaker.ts';
import type { Caller } from './call.ts';
import { ProviderFailure } from './failure.ts';
import type {
  KeyCheck,
  Provider,
  ProviderAnswer,
  ProviderContext,
  ProviderSource,
} from './provider.ts';
import { systemTime, TokenBucket, type Time } from './token-bucket.ts';

export interface ClientOptions {
  readonly provider: Provider;
  /** In place of the documented address. */
  readonly baseUrl: string | null;
  readonly key: string;
  readonly call: Caller;
  readonly time?: Time;
  /** In [0, 1). */
  readonly random?: () => number;
}

/**
 * One provider with one key, as all jobs share it: as fast as it takes calls, again where a failure
 * may pass, resting when it fails on and on, and never again with a key that it refused.
 */
export class ProviderClient {
  readonly provider: Provider;
  readonly #options: ClientOptions;
  readonly #time: Time;
  readonly #base: URL;
  readonly #bucket: TokenBucket;
  readonly #breaker: Breaker;
  #refusal: ProviderFailure | undefined;

  /** @throws OffcutError `provider-no-address` */
  constructor(options: ClientOptions) {
    const { provider, baseUrl, key, time = systemTime } = options;
    this.provider = provider;
    this.#options = options;
    this.#time = time;
    this.#base = parseBaseUrl(provider.name, baseUrl ?? provider.baseUrl);
    this.#bucket = new TokenBucket(provider.capabilities.callsPerMinute(key), time);
    this.#breaker = new Breaker(provider.name, () => time.clock());
  }

  /**
   * Has the provider make a matte.
   * @throws ProviderFailure; OffcutError `provider-resting`, `cancelled`
   */
  matte(source: ProviderSource, signal: AbortSignal): Promise<ProviderAnswer> {
    return this.#withKey(() =>
      this.#breaker.run(() => this.provider.matte(source, this.#context(signal))),
    );
  }

  /** Whether the key is good, now; nothing that costs is asked for. @throws as `matte` */
  check(signal: AbortSignal): Promise<KeyCheck> {
    this.#refusal = undefined;
    return this.#withKey(() => this.provider.check(this.#context(signal)));
  }

  async #withKey<T>(work: () => Promise<T>): Promise<T> {
    if (this.#refusal !== undefined) throw this.#refusal;
    try {
      return await work();
    } catch (error) {
      if (error instanceof ProviderFailure && error.class === 'auth') this.#refusal = error;
      throw error;
    }
  }

  #context(signal: AbortSignal): ProviderContext {
    const { key, call, random } = this.#options;
    return {
      base: this.#base,
      key,
      signal,
      time: this.#time,
      call: async (asked) => {
        await this.#bucket.take(asked.signal);
        return call(asked);
      },
      attempt: (step) => attempted(step, signal, this.#time, random),
    };
  }
}
