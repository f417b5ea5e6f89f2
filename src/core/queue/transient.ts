import { assertNever } from '../../shared/assert.ts';
import type { ErrorCode, ErrorReport } from '../../shared/errors.ts';

/**
 * - `final`: it would fail again, or only the user can change that.
 * - `passing`: it passes by itself.
 * - `by-reason`: the system's own word for it, the param `reason`, decides.
 * - `by-answer`: a server's answer, the param `status`, decides.
 */
export type Duration = 'final' | 'passing' | 'by-reason' | 'by-answer';

/** What each failure of a job is; a new code does not compile until it has its line. */
export const durations: Readonly<Record<ErrorCode, Duration>> = {
  'input-not-found': 'final',
  'input-offline': 'passing',
  'input-changed': 'passing',
  'input-unreadable': 'by-reason',
  'input-empty': 'final',
  'input-not-an-image': 'final',
  'input-format-unsupported': 'final',
  'input-damaged': 'final',
  'input-too-large': 'final',
  'input-too-complex': 'final',
  'input-too-small': 'final',
  'input-cannot-wait': 'final',
  'input-no-pictures': 'final',

  'url-invalid': 'final',
  'url-with-credentials': 'final',
  'url-forbidden-address': 'final',
  'url-failed': 'by-answer',
  'url-too-large': 'final',

  'output-unwritable': 'by-reason',
  'output-disk-full': 'final',
  'output-exists': 'final',
  'output-is-input': 'final',
  'output-one-file-many-sources': 'final',
  'replace-without-original': 'final',
  'output-name-too-long': 'final',
  'output-path-too-long': 'final',
  'output-name-invalid': 'final',
  'output-collision': 'final',
  'output-no-space': 'final',
  'output-space-low': 'final',
  'output-folder-left-out': 'final',
  'output-among-sources': 'final',
  'name-template-invalid': 'final',
  'name-size-unknown': 'final',
  'output-not-verified': 'final',
  'output-too-large': 'final',
  'output-too-many-pixels': 'final',
  'trash-failed': 'by-reason',

  'recipe-invalid': 'final',
  'recipe-not-yet': 'final',
  'background-unreadable': 'final',
  'preset-unknown': 'final',
  'recipe-unreadable': 'final',

  'model-unknown': 'final',
  'model-missing': 'final',
  'model-damaged': 'final',
  'model-source-damaged': 'final',
  'model-unusable': 'final',

  'engine-unavailable': 'passing',
  'picture-quarantined': 'final',
  cancelled: 'final',

  'queue-owned': 'final',
  'queue-too-new': 'final',
  // A job whose output could not be recorded: its owner goes on when it can record again.
  'queue-disk-full': 'passing',
  'queue-unwritable': 'passing',
  'queue-damaged': 'passing',

  // Between processes; no job ever fails of these.
  'queue-unreachable': 'final',
  'queue-owner-gone': 'final',
  'control-unusable': 'final',
  'control-invalid': 'final',
  'control-version': 'final',
  'batch-unknown': 'final',
  'job-unknown': 'final',

  'hot-folder-unusable': 'final',
  'hot-folder-overlap': 'final',
  'hot-folder-loop': 'final',
  'hot-folder-shared': 'final',
  'hot-folder-done-unusable': 'final',
  'hot-folder-glob-invalid': 'final',
  'hot-folder-unknown': 'final',
  'hot-folder-polling': 'final',
  'input-unfinished': 'final',

  'staging-invalid': 'final',
  'staging-failed': 'by-answer',

  'no-subject': 'final',
  'no-background': 'final',
  'edges-leave-nothing': 'final',
  'edges-leave-everything': 'final',
  'matte-not-kept': 'final',
  'matte-invalid': 'final',

  'provider-unknown': 'final',
  'provider-none': 'final',
  'provider-off': 'final',
  'provider-no-key': 'final',
  'provider-auth': 'final',
  'provider-credits': 'final',
  'provider-rate-limit': 'passing',
  'provider-too-large': 'final',
  'provider-unsupported-image': 'final',
  'provider-bad-request': 'final',
  'provider-not-applicable': 'final',
  'provider-not-found': 'final',
  'provider-server': 'passing',
  'provider-network': 'passing',
  // It may have been paid for: only the user may have it paid for twice.
  'provider-interrupted': 'final',
  'provider-timeout': 'final',
  'provider-bad-response': 'final',
  'provider-no-address': 'final',
  'provider-resting': 'passing',
  'keys-exposed': 'final',
  'keys-unreadable': 'final',
  'budget-spent': 'final',
  // The picture may have been paid for by then: only the user may have it paid for twice.
  'spend-unwritable': 'final',
  'consent-missing': 'final',
  'cloud-network-off': 'final',
  'cloud-failed': 'final',

  'request-refused': 'final',
  'choice-gone': 'final',
  'network-off': 'final',
  'output-gone': 'final',
  'hot-folders-elsewhere': 'final',

  'api-unusable': 'final',
  'api-port-taken': 'final',
  'api-address-refused': 'final',
  'api-tls-unusable': 'final',
  'api-already-served': 'final',
  'api-key-unknown': 'final',

  internal: 'final',
};

/** Errors of the system that pass: something is in use, used up for now, or out of reach. */
const passingReasons: ReadonlySet<string> = new Set([
  'EAGAIN',
  'EBUSY',
  'ECONNABORTED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EINTR',
  'EMFILE',
  'ENETDOWN',
  'ENETRESET',
  'ENETUNREACH',
  'ENFILE',
  // An output folder that was there when its job began: it is made again for the next attempt.
  'ENOENT',
  'ENOTCONN',
  'ESTALE',
  'ETIMEDOUT',
  'ETXTBSY',
]);

/** Asked too early or too often; what the server itself failed at is 5xx. */
const passingAnswers: ReadonlySet<number> = new Set([408, 425, 429]);

/** Whether a job that failed so may succeed when it is simply tried again later. */
export function isTransient({ code, params }: Pick<ErrorReport, 'code' | 'params'>): boolean {
  const duration = durations[code];
  switch (duration) {
    case 'final':
      return false;
    case 'passing':
      return true;
    case 'by-reason':
      return passingReasons.has(String(params['reason']));
    case 'by-answer': {
      // Without an answer it was the network.
      const status = params['status'];
      return typeof status !== 'number' || status >= 500 || passingAnswers.has(status);
    }
    default:
      return assertNever(duration);
  }
}
