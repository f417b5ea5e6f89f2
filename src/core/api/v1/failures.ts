import type { ApiFailure, FailureKind } from '../failure.ts';
import type { FailureAnswer } from '../dialects/dialect.ts';

/** Of Offcut's own API; also what is answered outside of every dialect. */
export const ownStatuses: Readonly<Record<FailureKind, number>> = {
  invalid: 400,
  'missing-picture': 400,
  'several-pictures': 400,
  'key-missing': 401,
  'key-unknown': 401,
  credits: 402,
  'key-scope': 403,
  origin: 403,
  'not-found': 404,
  'not-acceptable': 406,
  'body-too-large': 413,
  'picture-too-large': 413,
  'wrong-body': 415,
  'not-a-picture': 422,
  'no-subject': 422,
  fetch: 422,
  'rate-limit': 429,
  processing: 500,
  internal: 500,
  busy: 503,
  deadline: 504,
};

export const ownAnswer = ({ kind, message, problems }: ApiFailure): FailureAnswer => ({
  status: ownStatuses[kind],
  body: { error: { code: kind, message, ...(problems.length === 0 ? {} : { problems }) } },
});
