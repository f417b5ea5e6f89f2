import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { OffcutError, type ErrorCode, type ErrorReport } from '../../shared/errors.ts';
import { fill } from '../../shared/fill.ts';
import { ApiFailure, type FailureKind } from './failure.ts';

/**
 * What the errors of a picture mean to whoever sent it. The sentences are others than those for the
 * user of this machine, which name paths and options of the command line.
 */
const pictureFailures: Partial<Readonly<Record<ErrorCode, readonly [FailureKind, string]>>> = {
  'input-empty': ['not-a-picture', 'The picture is empty (0 bytes).'],
  'input-not-an-image': ['not-a-picture', 'This is not a picture of a known format.'],
  'input-format-unsupported': ['not-a-picture', '{format} pictures are not supported.'],
  'input-damaged': ['not-a-picture', 'The picture is damaged or cut short.'],
  'input-unfinished': ['not-a-picture', 'The picture is damaged or cut short.'],
  'input-too-complex': ['not-a-picture', 'The picture takes too long to open.'],
  'input-too-small': [
    'not-a-picture',
    'The picture is {width} x {height} pixels; at least 2 x 2 are needed.',
  ],
  'input-too-large': [
    'picture-too-large',
    'The picture has {megapixels} megapixels; the limit is {limit}.',
  ],
  'output-too-large': [
    'invalid',
    'The cutout would be {width} x {height} pixels, which {format} cannot hold.',
  ],
  'output-too-many-pixels': [
    'invalid',
    'The cutout would have {megapixels} megapixels; the limit is {limit}.',
  ],
  'no-subject': ['no-subject', 'No subject was found in the picture.'],
  'no-background': ['no-subject', 'The whole picture was taken for the subject.'],
  'edges-leave-nothing': ['no-subject', 'The edge options leave nothing of the subject.'],
  'edges-leave-everything': ['no-subject', 'The edge options leave nothing of the background.'],
  'matte-invalid': ['processing', 'The model gave no usable answer for the picture.'],
  'picture-quarantined': ['processing', 'The picture could not be worked on.'],
  'background-unreadable': ['invalid', 'The background picture cannot be used.'],

  'url-invalid': ['fetch', '{url} is not a web address that can be fetched.'],
  'url-with-credentials': ['fetch', 'The address carries a user name or password.'],
  'url-forbidden-address': ['fetch', 'The address leads to a private or local network.'],
  'url-failed': ['fetch', 'The address could not be fetched ({reason}).'],
  'url-too-large': ['fetch', 'What lies at the address is larger than {limit} MB.'],
  'network-off': ['fetch', 'The network is switched off, so no address is fetched.'],

  'recipe-invalid': ['invalid', 'The recipe is not valid: {reason}'],
  'recipe-not-yet': ['invalid', 'Not yet supported: {what}.'],
  'preset-unknown': ['invalid', 'There is no preset named {name}.'],
  'model-unknown': ['invalid', 'There is no model named {id}.'],

  // Whoever asked went away while an address was fetched.
  cancelled: ['busy', 'The request was cancelled.'],

  'output-disk-full': ['busy', 'The disk is full.'],
  'queue-disk-full': ['busy', 'The disk is full.'],
  'queue-owner-gone': ['busy', 'The queue is changing hands; try again.'],
  'queue-unreachable': ['busy', 'The queue cannot be reached.'],
  'engine-unavailable': ['busy', 'The engine could not be started.'],
};

/** What a job that failed says to whoever asked for it. */
export function failureOfReport(report: ErrorReport): ApiFailure {
  const known = pictureFailures[report.code];
  const cause = OffcutError.fromReport(report);
  if (known === undefined) {
    return new ApiFailure('internal', 'Something went wrong on this server.', { cause });
  }
  const [kind, sentence] = known;
  return new ApiFailure(kind, fill(sentence, report.params), { cause });
}

interface HttpError extends Error {
  readonly code?: unknown;
  readonly statusCode?: unknown;
}

/** What Fastify and its plugins throw, by their codes. */
const fastifyFailures: Readonly<Record<string, readonly [FailureKind, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['body-too-large', 'The body of the request is too large.'],
  FST_REQ_FILE_TOO_LARGE: ['body-too-large', 'The file is too large.'],
  FST_FIELDS_LIMIT: ['invalid', 'There are too many fields.'],
  FST_FILES_LIMIT: ['several-pictures', 'There are too many files.'],
  FST_PARTS_LIMIT: ['invalid', 'There are too many parts.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [
    'invalid',
    'The body is empty, though its content type is application/json.',
  ],
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid', 'The body is not valid JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid', 'The body is not as long as it was said to be.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['wrong-body', 'The content type is not supported here.'],
  FST_INVALID_MULTIPART_CONTENT_TYPE: ['wrong-body', 'The body has to be multipart/form-data.'],
  FST_PROTO_VIOLATION: ['invalid', 'The name of a field is not allowed.'],
  FST_INVALID_JSON_FIELD_ERROR: ['invalid', 'A field is not valid JSON.'],
};

/** What a schema found wrong with a request. */
export function fromIssues(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): ApiFailure {
  const problems = issues.map(({ path, message }) => ({
    field: path.map(String).join('.') || 'body',
    message,
  }));
  const words = problems.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new ApiFailure('invalid', words, { problems });
}

/** Whatever was thrown, as what is answered. */
export function failureOf(thrown: unknown): ApiFailure {
  if (thrown instanceof ApiFailure) return thrown;
  if (thrown instanceof OffcutError) return failureOfReport(thrown.toReport());
  if (hasZodFastifySchemaValidationErrors(thrown)) {
    return fromIssues(
      thrown.validation.map(({ instancePath, message }) => ({
        path: instancePath.split('/').filter(Boolean),
        message: message ?? 'is not valid',
      })),
    );
  }
  const { code, statusCode, message } = thrown as HttpError;
  const known = typeof code === 'string' ? fastifyFailures[code] : undefined;
  if (known !== undefined) return new ApiFailure(known[0], known[1], { cause: thrown });
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new ApiFailure('invalid', message, { cause: thrown });
  }
  return new ApiFailure('internal', 'Something went wrong on this server.', { cause: thrown });
}
