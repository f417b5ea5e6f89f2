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
 * A failure on the way to a result that was taken on: it is no reason to have it made, and paid for,
 * once more. What the provider itself says of the result stays as it is.
 */
function afterPayment(error: unknown, provider: string): unknown {
  if (!(error instanceof ProviderFailure)) return error;
  const isOfTheWay =
    error.class === 'network' ||
    (error.params['status'] !== undefined &&
      (error.class === 'server' || error.class === 'rate_limit'));
  if (!isOfTheWay) return error;
  const reason = String(error.params['reason']);
  return new ProviderFailure('interrupted', { provider, reason, cause: error });
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
      this.#breaker.run(async () => {
        const payment = { isTaken: false };
        const context = this.#context(signal, (isTaken) => {
          payment.isTaken = isTaken;
        });
        try {
          return await this.provider.matte(source, context);
        } catch (error) {
          throw payment.isTaken ? afterPayment(error, this.provider.name) : error;
        }
      }),
    );
  }

  /** Whether the key is good, now; nothing that costs is asked for. @throws as `matte` */
  check(signal: AbortSignal): Promise<KeyCheck> {
    this.#refusal = undefined;
    return this.#withKey(() => this.provider.check(this.#context(signal, () => undefined)));
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

  /** @param onPaid a call that costs something is made (false), or was taken (true) */
  #context(signal: AbortSignal, onPaid: (isTaken: boolean) => void): ProviderContext {
    const { key, call, random } = this.#options;
    return {
      base: this.#base,
      key,
      signal,
      time: this.#time,
      call: async (asked) => {
        await this.#bucket.take(asked.signal);
        if (asked.isPaid === true) onPaid(false);
        const answer = await call(asked);
        if (asked.isPaid === true && answer.status < 300) onPaid(true);
        return answer;
      },
      attempt: (step) => attempted(step, signal, this.#time, random),
    };
  }
}
