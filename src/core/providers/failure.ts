import { OffcutError, type ErrorCode, type ErrorParams } from '../../shared/errors.ts';

/** What can go wrong with a provider, whoever it is; each class is a code that users read. */
export const failureCodes = {
  auth: 'provider-auth',
  credits: 'provider-credits',
  rate_limit: 'provider-rate-limit',
  too_large: 'provider-too-large',
  unsupported_image: 'provider-unsupported-image',
  bad_request: 'provider-bad-request',
  not_applicable: 'provider-not-applicable',
  not_found: 'provider-not-found',
  server: 'provider-server',
  network: 'provider-network',
  /** The way to it broke after it may have counted the picture. */
  interrupted: 'provider-interrupted',
  timeout: 'provider-timeout',
  bad_response: 'provider-bad-response',
} as const satisfies Record<string, ErrorCode>;

export type FailureClass = keyof typeof failureCodes;

/** How often the same call may be made again by itself. */
export type Retry = 'never' | 'once' | 'often';

/** Those that pass: too many requests, and faults of the server and of the way to it. */
const retries: Partial<Record<FailureClass, Retry>> = {
  rate_limit: 'often',
  server: 'often',
  network: 'often',
};

export interface FailureDetails {
  /** The provider's name, as the user reads it. */
  readonly provider: string;
  /** In the provider's own words where there are some; never the key. */
  readonly reason: string;
  readonly params?: ErrorParams;
  readonly retry?: Retry | undefined;
  /** ms that the provider wants to be left alone; undefined: it did not say. */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** A provider did not make a matte, and why. */
export class ProviderFailure extends OffcutError {
  readonly class: FailureClass;
  readonly retry: Retry;
  readonly retryAfter: number | undefined;

  constructor(
    failureClass: FailureClass,
    { provider, reason, params, retry, retryAfter, cause }: FailureDetails,
  ) {
    super(failureCodes[failureClass], { provider, reason, ...params }, { cause });
    this.name = 'ProviderFailure';
    this.class = failureClass;
    this.retry = retry ?? retries[failureClass] ?? 'never';
    this.retryAfter = retryAfter;
  }
}

/** What is wrong with the request or its address, and not with the picture or the provider. */
const ours: ReadonlySet<FailureClass> = new Set(['bad_request', 'not_found']);

/**
 * Whether another provider may do better. A request that was malformed is ours, or the user's, to
 * mend, and must not be hidden by another provider's success.
 */
export const isForTheNext = (error: unknown): boolean =>
  error instanceof ProviderFailure && !ours.has(error.class);
