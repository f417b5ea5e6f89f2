import { usualStatuses, type ApiFailure } from '../failure.ts';
import type { FailureAnswer } from '../dialects/dialect.ts';

/** Of Offcut's own API; also what is answered outside of every dialect. */
const statuses = {
  ...usualStatuses,
  'picture-too-large': 413,
  'wrong-body': 415,
  'not-a-picture': 422,
  'no-subject': 422,
  fetch: 422,
};

export const ownAnswer = ({ kind, message, problems }: ApiFailure): FailureAnswer => ({
  status: statuses[kind],
  body: { error: { code: kind, message, ...(problems.length === 0 ? {} : { problems }) } },
});
