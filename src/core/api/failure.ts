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
