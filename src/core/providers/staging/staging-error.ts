import { OffcutError } from '../../../shared/errors.ts';
import { errnoOf } from '../../../shared/write-error.ts';

/** What S3's client throws for a server's answer. */
interface Answer extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
  /** S3's own word for the failure, from the answer's body. */
  readonly Code?: unknown;
}

/** `NoSuchBucket` and the like; a server that is no S3 may answer anything. */
const isWord = (code: unknown): code is string =>
  typeof code === 'string' && /^[A-Z][A-Za-z0-9]{2,60}$/.test(code);

function networkReason(thrown: Error): string {
  const code = errnoOf(thrown);
  const late = thrown.name === 'TimeoutError' || code?.includes('TIMEOUT') === true;
  // A lost connection is a `TimeoutError` to the client too.
  if (late && code !== 'ECONNRESET' && code !== 'ECONNREFUSED' && code !== 'EPIPE') {
    return 'ETIMEDOUT';
  }
  return code ?? thrown.name;
}

/**
 * What a failure to work with `bucket` means to the user: `staging-failed`, with S3's own word as
 * `reason` (`NoSuchBucket`), or `HTTP 502`, or the errno of the network; and with the answer's
 * `status` where there was one. What is one of ours already is passed on.
 *
 * Neither the message of what was thrown nor itself as the cause goes along: it holds the request,
 * and with it what the keys were made into.
 */
export function stagingError(thrown: unknown, bucket: string): OffcutError {
  if (thrown instanceof OffcutError) return thrown;
  if (!(thrown instanceof Error)) return new OffcutError('staging-failed', { bucket, reason: '?' });
  const { $metadata, Code } = thrown as Answer;
  const status = $metadata?.httpStatusCode;
  if (status === undefined) {
    return new OffcutError('staging-failed', { bucket, reason: networkReason(thrown) });
  }
  const reason = isWord(Code) ? Code : `HTTP ${status}`;
  return new OffcutError('staging-failed', { bucket, reason, status });
}
