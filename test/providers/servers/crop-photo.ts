import { randomUUID } from 'node:crypto';
import { Refused, type Reply } from './answers.ts';
import {
  charge,
  openContractServer,
  type Call,
  type CommonOptions,
  type ContractServer,
} from './contract-server.ts';
import { ellipseCutout, encode, openPicture } from './cutout.ts';
import {
  documentedReply,
  proxyAnswers,
  type AnswerClass,
  type DocumentedAnswer,
} from './documented.ts';
import { fetchSource, type SourceFetch } from './fetch-source.ts';
import { jsonFields } from './parameters.ts';
import { ResultLinks } from './result-links.ts';

/**
 * How a 200 is to be read, about which the documentation contradicts itself: the picture's bytes, or
 * JSON about jobs, whose results and error stand beside the jobs or in each of them.
 */
export type CropPhotoReading = 'bytes' | 'jobs' | 'jobs-with-results-inside';

export interface CropPhotoOptions extends CommonOptions {
  readonly reading?: CropPhotoReading;
}

export interface CropPhotoServer extends ContractServer {
  /** The visits to the addresses that were given as `image_url`. */
  readonly fetches: readonly SourceFetch[];
}

// No limits are documented; these keep the server from being the one that breaks.
const MAX_BYTES = 50_000_000;
const MAX_PIXELS = 100_000_000;

const PREFIX = '/exception/client_error/';

interface Problem {
  readonly status: number;
  readonly type: string;
  readonly title: string;
  readonly detail: string;
}

const refusal = ({ status, ...texts }: Problem): Reply => ({ status, body: { status, ...texts } });
/** As documented, where the title is what the type ends in. */
const named = (status: number, title: string, detail: string): Reply =>
  refusal({ status, type: PREFIX + title, title, detail });

const invalidKey = named(401, 'invalid_api_key', 'The API key is not known');
const invalidPayload = (detail: string): Reply => named(400, 'invalid_payload', detail);
const missingUrl = invalidPayload('image_url is required');
const noBalance = named(400, 'not_enough_balance', 'The balance does not cover this call');
const overage = named(400, 'overage_payment_failed', 'An overage has not been paid');
// That an address that cannot be fetched is a bad payload, is a guess; so is the rest of this kind.
const notFetched = invalidPayload('image_url could not be fetched');
const badImage = invalidPayload('image_url does not lead to a supported image');
const unknownPath = refusal({
  status: 404,
  type: `${PREFIX}not_found`,
  title: 'No method of a resource matches this request',
  detail: 'Look at the path and the method',
});

const STEP = 'remove';
type Status = 'pending' | 'processing' | 'completed' | 'failed';

interface JobOutcome {
  readonly status: Status;
  readonly results: readonly object[];
  readonly error: string;
}

function jobsBody(reading: CropPhotoReading, { status, results, error }: JobOutcome): object {
  const job = { job_id: randomUUID(), status, job_labels: [] };
  const outcome = { results, error_message: error };
  return reading === 'jobs' ? { jobs: [job], ...outcome } : { jobs: [{ ...job, ...outcome }] };
}

const unfinished = (reading: CropPhotoReading, status: Status): Reply => ({
  status: 200,
  body: jobsBody(reading, {
    status,
    results: [],
    error: status === 'failed' ? 'No subject was found' : '',
  }),
});

type Entry = readonly [name: string, reply: Reply, cause: 'real' | 'script'];
const entry = ([name, reply, cause]: Entry, meaning: AnswerClass, note?: string) =>
  documentedReply(reply, {
    name,
    step: STEP,
    cause,
    class: meaning,
    ...(note !== undefined && { note }),
  });

const success = (reading: CropPhotoReading): DocumentedAnswer<CropPhotoOptions> => ({
  name: `cutout-as-${reading}`,
  step: STEP,
  status: 200,
  cause: 'real',
  class: 'success',
  options: { reading },
});

const jobReadings = ['jobs', 'jobs-with-results-inside'] as const;
const onlyType = 'the type alone says what it is';
const onlyTitle = 'the title alone says what it is';

export const documented: readonly DocumentedAnswer<CropPhotoOptions>[] = [
  success('bytes'),
  ...jobReadings.map(success),
  // A failed job may be called a fault of theirs, or of the answer; it is no fault of the request.
  ...jobReadings.map((reading) => ({
    ...entry([`failed-in-${reading}`, unfinished(reading, 'failed'), 'script'], 'server'),
    or: ['bad_response'] as const,
  })),
  ...jobReadings.flatMap((reading) =>
    (['pending', 'processing'] as const).map((status) =>
      entry(
        [`${status}-in-${reading}`, unfinished(reading, status), 'script'],
        'bad_response',
        'no address to ask again at is documented',
      ),
    ),
  ),
  entry(['invalid-key', invalidKey, 'real'], 'auth'),
  entry(['missing-url', missingUrl, 'real'], 'bad_request'),
  entry(['not-fetched', notFetched, 'real'], 'bad_request'),
  entry(['bad-image', badImage, 'real'], 'bad_request'),
  entry(['not-enough-balance', noBalance, 'real'], 'credits', '400, not 402'),
  entry(['overage-payment-failed', overage, 'script'], 'credits'),
  entry(
    [
      'not-enough-balance-by-type',
      refusal({
        status: 400,
        type: `${PREFIX}not_enough_balance`,
        title: 'Top up first',
        detail: '',
      }),
      'script',
    ],
    'credits',
    onlyType,
  ),
  entry(
    [
      'overage-payment-failed-by-type',
      refusal({
        status: 400,
        type: `https://crop.photo${PREFIX}overage_payment_failed`,
        title: 'Pay first',
        detail: '',
      }),
      'script',
    ],
    'credits',
    onlyType,
  ),
  entry(
    [
      'not-enough-balance-by-title',
      { status: 400, body: { status: 400, title: 'not_enough_balance', detail: '' } },
      'script',
    ],
    'credits',
    onlyTitle,
  ),
  entry(
    [
      'invalid-payload-by-title',
      { status: 400, body: { status: 400, title: 'invalid_payload', detail: '' } },
      'script',
    ],
    'bad_request',
    onlyTitle,
  ),
  entry(
    ['unknown-400', { status: 400, body: { status: 400, title: 'other' } }, 'script'],
    'bad_request',
    'the status alone says what it is',
  ),
  entry(['not-found', unknownPath, 'script'], 'bad_request', 'a wrong base address'),
  entry(['bare-429', { status: 429 }, 'script'], 'rate_limit', 'undocumented'),
  entry(['bare-500', { status: 500 }, 'script'], 'server', 'undocumented'),
  ...proxyAnswers(STEP),
];

/** The address that the body gives. A request without a body is how a key can be tried. */
function imageUrl(call: Call): unknown {
  const { seen, violate } = call;
  const body = jsonFields(call, ['image_url', 'response_type']);
  const { image_url: url, response_type: responseType } = body ?? {};
  if (url === undefined) {
    if (seen.bodyLength > 0) violate('image_url is missing');
    throw new Refused(missingUrl);
  }
  // Listed as allowed, and said to come later; listed as required, and given a default.
  if (responseType !== 'stream') {
    violate('response_type is not "stream"');
    throw new Refused(invalidPayload('response_type must be stream'));
  }
  return url;
}

class CropPhoto {
  readonly fetches: SourceFetch[] = [];
  readonly links = new ResultLinks('download');
  readonly #options: CropPhotoOptions;

  constructor(options: CropPhotoOptions) {
    this.#options = options;
  }

  readonly remove = async (call: Call): Promise<Reply> => {
    const { maxBytes = MAX_BYTES, maxPixels = MAX_PIXELS, resultSize, reading } = this.#options;
    const bytes = await fetchSource(call, imageUrl(call), this.fetches);
    if (bytes === undefined) throw new Refused(notFetched);
    const picture = await openPicture(bytes, { maxBytes, maxPixels });
    if (typeof picture === 'string') throw new Refused(badImage);
    const size = resultSize && { size: resultSize };
    const png = await encode(ellipseCutout(picture), { format: 'png', ...size });
    charge(call, noBalance);
    return this.#reply(call, png, reading ?? 'bytes');
  };

  #reply(call: Call, png: Buffer, reading: CropPhotoReading): Reply {
    if (reading === 'bytes') {
      return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: png };
    }
    const url = this.links.add(call, 'image/png', png);
    // What is in the coordinates is not documented.
    const results = [{ output_image_url: url, crop_coordinates: {} }];
    return { status: 200, body: jobsBody(reading, { status: 'completed', results, error: '' }) };
  }
}

export async function startCropPhoto(options: CropPhotoOptions = {}): Promise<CropPhotoServer> {
  const provider = new CropPhoto(options);
  const server = await openContractServer({
    provider: 'Crop.photo',
    basePath: '/v1',
    key: options.key ?? 'api_contract_key',
    keyHeader: 'authorization',
    credits: options.credits ?? 100,
    billable: STEP,
    refuseKey: () => invalidKey,
    notFound: unknownPath,
    endpoints: [
      {
        step: STEP,
        method: 'POST',
        path: '/v1/crop/remove-background',
        bodies: ['json'],
        answer: provider.remove,
      },
      provider.links.endpoint(),
    ],
  });
  return Object.assign(server, { fetches: provider.fetches });
}
