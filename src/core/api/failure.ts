/**
 * Why a request is refused or fails, in the words that all dialects share. Each dialect says it in
 * its own status and body.
 */
export const failureKinds = [
  /** No key was given, where one has to be. */
  'key-missing',
  'key-unknown',
  /** The key is good, but not for this. */
  'key-scope',
  'credits',
  'rate-limit',
  /** From another page than the server's own, or to a name that it does not have. */
  'origin',
  'invalid',
  'missing-picture',
  'several-pictures',
  'body-too-large',
  'wrong-body',
  'picture-too-large',
  'not-a-picture',
  'no-subject',
  /** The picture's address cannot be fetched. */
  'fetch',
  'not-acceptable',
  'not-found',
  /** Too much waits already, or the server is about to end. */
  'busy',
  'deadline',
  /** This picture is what the engine failed at. */
  'processing',
  'internal',
] as const;
export type FailureKind = (typeof failureKinds)[number];

/** The statuses that most services say each with; a dialect names only where its own differ. */
export const usualStatuses: Readonly<Record<FailureKind, number>> = {
  'key-missing': 401,
  'key-unknown': 401,
  'key-scope': 403,
  credits: 402,
  'rate-limit': 429,
  origin: 403,
  invalid: 400,
  'missing-picture': 400,
  'several-pictures': 400,
  'body-too-large': 413,
  'wrong-body': 400,
  'picture-too-large': 400,
  'not-a-picture': 400,
  'no-subject': 400,
  fetch: 400,
  'not-acceptable': 406,
  'not-found': 404,
  busy: 503,
  deadline: 504,
  processing: 500,
  internal: 500,
};

/** What is wrong with one field of a request. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

export interface FailureDetails {
  readonly problems?: readonly FieldProblem[];
  /** Whole seconds after which it may be tried again. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/**
 * A request that is not answered with what it asked for. The message is for whoever calls, who may
 * be on another machine: it holds no path of this one.
 */
export class ApiFailure extends Error {
  readonly kind: FailureKind;
  readonly problems: readonly FieldProblem[];
  readonly retryAfter: number | undefined;

  constructor(kind: FailureKind, message: string, details: FailureDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'ApiFailure';
    this.kind = kind;
    this.problems = details.problems ?? [];
    this.retryAfter = details.retryAfter;
  }
}

/** @param field as the dialect calls it */
export const invalidField = (field: string, message: string): ApiFailure =>
  new ApiFailure('invalid', `${field}: ${message}`, { problems: [{ field, message }] });
