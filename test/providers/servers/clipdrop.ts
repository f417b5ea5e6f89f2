import { Refused, type Reply } from './answers.ts';
import {
  charge,
  openContractServer,
  type Call,
  type CommonOptions,
  type ContractServer,
} from './contract-server.ts';
import { ellipseCutout, encode, openPicture, type Picture, type PictureFormat } from './cutout.ts';
import { documentedReply, proxyAnswers, type DocumentedAnswer } from './documented.ts';
import { checkFiles, checkParameters, oneOf } from './parameters.ts';

export type ClipdropOptions = CommonOptions;

// Whether a megabyte is 10^6 bytes or 2^20 is not said: whoever keeps to the smaller is right in
// both cases.
const MAX_BYTES = 30_000_000;
const MAX_PIXELS = 25_000_000;

/** Only that it is a text is documented, and one example; the others are made up. */
const refusal = (status: number, error: string): Reply => ({ status, body: { error } });

const replies = {
  missingImage: refusal(400, 'image_file is required'),
  badFormat: refusal(400, 'Unsupported image format'),
  tooManyPixels: refusal(400, 'Resolution is above 25 megapixels'),
  tooManyBytes: refusal(400, 'File size is above 30 MB'),
  badHandling: refusal(400, 'Unknown value of transparency_handling'),
  missingKey: refusal(401, 'No api key provided'),
  noCredits: refusal(402, 'No credits left'),
  wrongKey: refusal(403, 'Unknown api key'),
  notAcceptable: refusal(406, 'Cannot answer in an accepted format'),
  tooMany: refusal(429, 'Rate limit reached'),
  fault: refusal(500, 'Something broke'),
  notFound: refusal(404, 'Not found'),
} as const;

const problems = {
  'not-a-picture': replies.badFormat,
  'too-many-pixels': replies.tooManyPixels,
  'too-many-bytes': replies.tooManyBytes,
} as const;

const STEP = 'remove';
const refused = (name: string, cause: 'real' | 'script', status: DocumentedAnswer['class']) =>
  ({ name, step: STEP, cause, class: status }) as const;
const success = { step: STEP, status: 200, cause: 'real', class: 'success' } as const;

/** What is said to follow from an answer, as the documentation tells them apart. */
export const documented: readonly DocumentedAnswer<ClipdropOptions>[] = [
  { ...success, name: 'png', headers: { 'content-type': 'image/png' } },
  { ...success, name: 'webp', headers: { 'content-type': 'image/webp' } },
  { ...success, name: 'jpeg', headers: { 'content-type': 'image/jpeg' } },
  documentedReply(replies.missingImage, refused('missing-image', 'real', 'bad_request')),
  documentedReply(replies.badHandling, refused('bad-transparency-handling', 'real', 'bad_request')),
  documentedReply(replies.badFormat, {
    ...refused('bad-format', 'real', 'bad_request'),
    or: ['unsupported_image'],
  }),
  // One status for all: only the text, which is not documented, tells a picture that is too large.
  documentedReply(replies.tooManyPixels, {
    ...refused('too-many-pixels', 'real', 'too_large'),
    or: ['bad_request'],
  }),
  documentedReply(replies.tooManyBytes, {
    ...refused('too-many-bytes', 'real', 'too_large'),
    or: ['bad_request'],
  }),
  documentedReply(replies.missingKey, refused('missing-key', 'real', 'auth')),
  documentedReply(replies.noCredits, refused('no-credits', 'real', 'credits')),
  documentedReply(replies.wrongKey, refused('wrong-key', 'real', 'auth')),
  documentedReply(replies.notAcceptable, refused('not-acceptable', 'real', 'bad_request')),
  documentedReply(replies.tooMany, refused('rate-limit', 'script', 'rate_limit')),
  documentedReply(replies.fault, refused('server-fault', 'script', 'server')),
  ...proxyAnswers(STEP),
];

const formats: Readonly<Record<string, PictureFormat>> = {
  '*/*': 'png',
  'image/*': 'png',
  'image/png': 'png',
  'image/webp': 'webp',
  // Documented so for the request, and as image/jpeg for the answer.
  'image/jpg': 'jpeg',
};

/** Of a list, about which nothing is documented, the first that can be had. */
function negotiate({ seen, violate }: Call): PictureFormat {
  const accepted = (seen.headers['accept'] ?? '*/*')
    .split(',')
    .map((type) => (type.split(';')[0] ?? '').trim().toLowerCase());
  if (accepted.length > 1) violate('the header accept is a list');
  for (const type of accepted) {
    const format = formats[type];
    if (format !== undefined) return format;
  }
  throw new Refused(replies.notAcceptable);
}

const RETURN_INPUT = 'return_input_if_non_opaque';
const DISCARD_ALPHA = 'discard_alpha_layer';
const known = { transparency_handling: { documented: oneOf(RETURN_INPUT, DISCARD_ALPHA) } };

/** A request without any field is how a key can be tried, so that alone is no violation. */
function imageFile(call: Call): Buffer {
  const { seen, violate } = call;
  checkFiles(call, 'image_file');
  if (checkParameters(call, seen.fields, known).wrong.length > 0) {
    throw new Refused(replies.badHandling);
  }
  const file = seen.files['image_file'];
  if (file !== undefined) return file.bytes;
  if (Object.keys({ ...seen.fields, ...seen.files }).length > 0) violate('image_file is missing');
  throw new Refused(replies.missingImage);
}

async function resultOf(
  call: Call,
  picture: Picture,
  { format, resultSize }: { format: PictureFormat; resultSize: CommonOptions['resultSize'] },
): Promise<{ readonly bytes: Buffer; readonly format: PictureFormat }> {
  const handling = call.seen.fields['transparency_handling'] ?? RETURN_INPUT;
  const input = call.seen.files['image_file']?.bytes;
  if (input && !picture.opaque && handling === RETURN_INPUT) {
    return { bytes: input, format: picture.format };
  }
  const size = resultSize && { size: resultSize };
  return { bytes: await encode(ellipseCutout(picture), { format, ...size }), format };
}

/**
 * The key is looked at first, then the form, and the credits last, so that a request that is refused
 * costs nothing. A picture that comes back as it was costs as much as any; both are not documented.
 */
async function remove(call: Call, options: ClipdropOptions): Promise<Reply> {
  const { maxBytes = MAX_BYTES, maxPixels = MAX_PIXELS, resultSize } = options;
  const bytes = imageFile(call);
  const format = negotiate(call);
  const picture = await openPicture(bytes, { maxBytes, maxPixels });
  if (typeof picture === 'string') throw new Refused(problems[picture]);
  const result = await resultOf(call, picture, { format, resultSize });
  charge(call, replies.noCredits);
  return {
    status: 200,
    headers: {
      'content-type': `image/${result.format}`,
      'x-remaining-credits': String(call.server.credits),
      'x-credits-consumed': '1',
    },
    body: result.bytes,
  };
}

export const startClipdrop = (options: ClipdropOptions = {}): Promise<ContractServer> =>
  openContractServer({
    provider: 'Clipdrop',
    basePath: '',
    key: options.key ?? 'clipdrop-contract-key',
    keyHeader: 'x-api-key',
    credits: options.credits ?? 100,
    billable: STEP,
    refuseKey: (state) => (state === 'missing' ? replies.missingKey : replies.wrongKey),
    // No other path is documented, nor what there is at one.
    notFound: replies.notFound,
    endpoints: [
      {
        step: STEP,
        method: 'POST',
        path: '/remove-background/v1',
        bodies: ['multipart'],
        answer: (call) => remove(call, options),
      },
    ],
  });
