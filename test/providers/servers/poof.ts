import { randomUUID } from 'node:crypto';
import { parseColor } from '../../../src/shared/color.ts';
import { Refused, type Reply } from './answers.ts';
import {
  charge,
  openContractServer,
  type Call,
  type CommonOptions,
  type ContractServer,
} from './contract-server.ts';
import { openPicture } from './cutout.ts';
import {
  documentedReply,
  proxyAnswers,
  type AnswerClass,
  type DocumentedAnswer,
} from './documented.ts';
import { checkFiles, checkParameters, matching, oneOf, type Parameter } from './parameters.ts';
import { poofResult, type Generation } from './poof-result.ts';

export interface PoofOptions extends CommonOptions {
  /** Which state of the documentation to follow; the reference page's, the first, by default. */
  readonly generation?: Generation;
  /** X-Matte-Confidence and X-Matte-Ambiguous-Ratio, which only the second generation sends. */
  readonly matte?: { readonly confidence: number; readonly ambiguousRatio: number };
}

/** 20 MB, by the smaller of the two readings of MB. */
const MAX_BYTES = 20_000_000;
// No limit is documented; this is what keeps the server from being the one that breaks.
const MAX_PIXELS = 100_000_000;
const MAX_CREDITS = 1000;

type Details = string | Readonly<Record<string, readonly string[]>>;

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details?: Details;
}

/** The second generation adds an address to read on at, and may tell details by field. */
const refusal = (generation: Generation, { status, ...problem }: Problem): Reply => ({
  status,
  body: {
    ...problem,
    request_id: 'req_contract',
    ...(generation === 2 && { doc_url: `https://docs.poof.bg/errors/${problem.code}` }),
  },
});

const problems = {
  badValue: { status: 400, code: 'validation_error', message: 'A parameter has a bad value' },
  missingImage: { status: 400, code: 'missing_image', message: 'There is no image_file' },
  tooLarge: { status: 400, code: 'image_too_large', message: 'The image is above 20 MB' },
  key: { status: 401, code: 'authentication_error', message: 'The API key is missing or invalid' },
  credits: { status: 402, code: 'payment_required', message: 'There are no credits left' },
  forbidden: { status: 403, code: 'permission_denied', message: 'The plan does not include this' },
  notFound: { status: 404, code: 'not_found', message: 'There is nothing at this path' },
  badImage: { status: 422, code: 'invalid_image', message: 'The image cannot be decoded' },
  rate: { status: 429, code: 'rate_limit_exceeded', message: 'Too many requests in a minute' },
  internal: { status: 500, code: 'internal_server_error', message: 'Something broke' },
  failed: { status: 500, code: 'processing_failed', message: 'The image could not be processed' },
  upstream: { status: 502, code: 'upstream_error', message: 'A part behind the API is down' },
} as const satisfies Readonly<Record<string, Problem>>;

const sizes: Readonly<Record<Generation, readonly string[]>> = {
  1: ['full', 'preview', 'small', 'medium', 'large'],
  2: ['full', 'preview', 'medium', 'hd'],
};

const about = (fields: readonly string[], generation: Generation): Details =>
  generation === 1
    ? `Bad value: ${fields.join(', ')}`
    : Object.fromEntries(fields.map((field) => [field, ['This value is not allowed']]));

const badValues = (generation: Generation, fields: readonly string[]): Reply =>
  refusal(generation, { ...problems.badValue, details: about(fields, generation) });

// The first generation has no status of its own for what it cannot decode.
const badImage = (generation: Generation): Reply =>
  refusal(
    generation,
    generation === 2
      ? problems.badImage
      : { ...problems.badValue, details: 'image_file is no JPEG, PNG or WebP' },
  );

const tooLarge = (generation: Generation): Reply =>
  refusal(generation, { ...problems.tooLarge, status: generation === 1 ? 400 : 413 });

const STEP = 'remove';

function entry(
  generation: Generation,
  reply: Reply,
  [name, meaning, cause = 'script', step = STEP]: readonly [
    name: string,
    meaning: AnswerClass,
    cause?: 'script' | 'real',
    step?: string,
  ],
): DocumentedAnswer<PoofOptions> {
  return documentedReply(reply, {
    name: `gen${generation}-${name}`,
    step,
    cause,
    class: meaning,
    options: { generation },
  });
}

const ofGeneration = (generation: Generation): readonly DocumentedAnswer<PoofOptions>[] => {
  const of = (problem: Problem): Reply => refusal(generation, problem);
  return [
    {
      name: `gen${generation}-cutout`,
      step: STEP,
      status: 200,
      cause: 'real',
      class: 'success',
      options: { generation },
    },
    entry(generation, badValues(generation, ['size']), ['bad-value', 'bad_request', 'real']),
    entry(generation, of(problems.missingImage), ['missing-image', 'bad_request', 'real']),
    entry(generation, tooLarge(generation), ['too-large', 'too_large', 'real']),
    entry(generation, of(problems.key), ['key', 'auth', 'real']),
    entry(generation, of(problems.key), ['key-me', 'auth', 'real', 'me']),
    entry(generation, of(problems.credits), ['no-credits', 'credits', 'real']),
    entry(generation, of(problems.forbidden), ['forbidden', 'auth']),
    entry(generation, of(problems.rate), ['rate-limit', 'rate_limit']),
    entry(generation, of(problems.rate), ['rate-limit-me', 'rate_limit', 'script', 'me']),
    entry(generation, of(problems.internal), ['internal', 'server']),
    entry(generation, of(problems.upstream), ['upstream-502', 'server']),
  ];
};

export const documented: readonly DocumentedAnswer<PoofOptions>[] = [
  ...ofGeneration(1),
  {
    ...entry(1, badImage(1), ['bad-image', 'bad_request', 'real']),
    or: ['unsupported_image'],
    note: 'how the first generation refuses what it cannot decode is not documented',
  },
  ...ofGeneration(2),
  entry(2, refusal(2, problems.tooLarge), ['too-large-400', 'too_large']),
  entry(2, refusal(2, { ...problems.badValue, details: about(['size'], 1) }), [
    'bad-value-details-as-text',
    'bad_request',
  ]),
  entry(2, badImage(2), ['bad-image', 'unsupported_image', 'real']),
  entry(2, refusal(2, problems.notFound), ['not-found', 'bad_request']),
  {
    ...entry(2, refusal(2, problems.failed), ['processing-failed', 'server']),
    note: 'retry at most once',
  },
  entry(2, refusal(2, { ...problems.upstream, status: 503 }), ['upstream-503', 'server']),
  entry(2, refusal(2, { ...problems.upstream, status: 504 }), ['upstream-504', 'server']),
  ...proxyAnswers(STEP),
];

const COLOUR_FORM = /^(#[\da-f]{3}|#[\da-f]{6}|rgb\([\d, ]+\)|[a-z]+)$/i;
const isColour = (text: string): boolean =>
  COLOUR_FORM.test(text) && parseColor(text) !== undefined;
const isPadding = matching(/^\d+(\.\d+)?%?(,\d+(\.\d+)?%?)?$/);
const isSide = (text: string): boolean =>
  /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 6000;
const never = (): boolean => false;

const parameters: Readonly<Record<Generation, Readonly<Record<string, Parameter>>>> = {
  1: {
    format: { documented: oneOf('png', 'jpg', 'webp') },
    channels: { documented: oneOf('rgba', 'rgb') },
    bg_color: { documented: isColour },
    size: { documented: oneOf(...sizes[1]) },
    crop: { documented: oneOf('true', 'false') },
    // Not of this generation, but what asks for its tight crop in both; ignored here.
    padding: { documented: oneOf('0') },
  },
  2: {
    format: { documented: oneOf('png', 'jpg', 'webp') },
    channels: { documented: oneOf('rgba', 'rgb', 'alpha') },
    bg_color: { documented: isColour },
    size: { documented: oneOf(...sizes[2]) },
    crop: {
      documented: matching(/^(true|false|\d+:\d+)$/),
      played: oneOf('true', 'false'),
    },
    padding: { documented: isPadding },
    width: { documented: isSide, played: never },
    height: { documented: isSide, played: never },
    fit: { documented: oneOf('contain', 'cover', 'scale-down'), played: never },
  },
};

function checkFields(call: Call, generation: Generation): void {
  checkFiles(call, 'image_file');
  const { fields } = call.seen;
  const { wrong, unplayed } = checkParameters(call, fields, parameters[generation]);
  if (generation === 1 && fields['padding'] !== undefined && fields['crop'] !== 'true') {
    call.violate('the parameter padding is not documented');
  }
  // Wrong values of a field that does not exist are ignored with it.
  const refused = generation === 1 ? wrong.filter((name) => name !== 'padding') : wrong;
  if (refused.length > 0) throw new Refused(badValues(generation, refused));
  if (unplayed.length > 0) throw new Refused({ status: 501, body: 'not played here' });
}

function imageFile(call: Call, generation: Generation): Buffer {
  const file = call.seen.files['image_file'];
  if (file !== undefined) return file.bytes;
  call.violate('image_file is missing');
  const { contentType } = call.seen;
  // Documented is that a JSON body is refused, and not with which code.
  if (contentType.startsWith('application/json')) {
    throw new Refused(badValues(generation, ['body']));
  }
  throw new Refused(refusal(generation, problems.missingImage));
}

/** The credits are looked at last: what fails is free. */
async function remove(call: Call, options: PoofOptions): Promise<Reply> {
  const { generation = 1, maxBytes = MAX_BYTES, maxPixels = MAX_PIXELS, resultSize } = options;
  const startedAt = performance.now();
  const bytes = imageFile(call, generation);
  checkFields(call, generation);
  const picture = await openPicture(bytes, { maxBytes, maxPixels });
  if (picture === 'not-a-picture') throw new Refused(badImage(generation));
  if (typeof picture === 'string') throw new Refused(tooLarge(generation));
  const result = await poofResult(picture, call.seen.fields, { generation, resultSize });
  charge(call, refusal(generation, problems.credits));
  return {
    status: 200,
    headers: {
      'content-type': `image/${result.format}`,
      'x-request-id': `req_${randomUUID()}`,
      'x-processing-time-ms': String(Math.round(performance.now() - startedAt)),
      'x-image-width': String(result.width),
      'x-image-height': String(result.height),
      ...(generation === 2 && matteHeaders(options)),
    },
    body: result.bytes,
  };
}

const matteHeaders = ({ matte }: PoofOptions): Readonly<Record<string, string>> =>
  matte === undefined
    ? {}
    : {
        'x-matte-confidence': String(matte.confidence),
        'x-matte-ambiguous-ratio': String(matte.ambiguousRatio),
      };

const account = ({ server }: Call): Reply => ({
  status: 200,
  body: {
    organizationId: 'org_contract',
    plan: 'pro',
    maxCredits: MAX_CREDITS,
    usedCredits: MAX_CREDITS - server.credits,
    autoRechargeThreshold: null,
  },
});

export function startPoof(options: PoofOptions = {}): Promise<ContractServer> {
  const generation = options.generation ?? 1;
  return openContractServer({
    provider: 'Poof',
    basePath: '/v1',
    // The documents disagree about how a key begins.
    key: options.key ?? 'contract-key-of-poof',
    keyHeader: 'x-api-key',
    credits: options.credits ?? 100,
    billable: STEP,
    refuseKey: () => refusal(generation, problems.key),
    notFound: refusal(generation, problems.notFound),
    endpoints: [
      {
        step: STEP,
        method: 'POST',
        path: '/v1/remove',
        bodies: ['multipart'],
        answer: (call) => remove(call, options),
      },
      { step: 'me', method: 'GET', path: '/v1/me', answer: account },
    ],
  });
}
