import { Refused, type Reply } from './answers.ts';
import {
  charge,
  openContractServer,
  type Call,
  type CommonOptions,
  type ContractServer,
} from './contract-server.ts';
import { ellipseCutout, encode, openPicture, subjectBox, type PictureFormat } from './cutout.ts';
import {
  documentedReply,
  proxyAnswers,
  type AnswerClass,
  type DocumentedAnswer,
} from './documented.ts';
import { fetchSource, type SourceFetch } from './fetch-source.ts';
import { checkFiles, checkParameters, matching, oneOf, type Parameter } from './parameters.ts';

export type RemoveBgOptions = CommonOptions;

export interface RemoveBgServer extends ContractServer {
  /** The visits to the addresses that were given as `image_url`. */
  readonly fetches: readonly SourceFetch[];
}

/** The newer of the two figures, 22 MB and 12 MB before it; start with `maxBytes` for the older. */
const MAX_BYTES = 22_000_000;
const MAX_PIXELS = 50_000_000;

interface Problem {
  readonly title: string;
  readonly code?: string;
  readonly detail?: string;
}

const refusal = (status: number, ...errors: readonly Problem[]): Reply => ({
  status,
  body: { errors },
});

// The codes are documented; the titles are not.
const missingSource = refusal(400, { title: 'There is no image', code: 'missing_source' });
const manySources = refusal(400, { title: 'More than one image', code: 'multiple_sources' });
const tooManyBytes = refusal(400, { title: 'The file is too large', code: 'file_too_large' });
const tooManyPixels = refusal(400, { title: 'Too many pixels', code: 'resolution_too_high' });
const badImage = refusal(400, { title: 'The file is no image', code: 'invalid_file_type' });
const notFetched = refusal(400, { title: 'No download', code: 'failed_image_download' });
const noForeground = refusal(400, { title: 'No foreground', code: 'unknown_foreground' });
const invalid = (...names: readonly string[]): Reply =>
  refusal(400, ...names.map((name) => ({ title: `Bad ${name}`, code: `invalid_${name}` })));
const noCredits = refusal(402, { title: 'Not enough credits', code: 'insufficient_credits' });
const wrongKey = refusal(403, { title: 'The key is not valid', code: 'auth_failed' });
const tooMany: Reply = {
  ...refusal(429, { title: 'Too many requests', code: 'rate_limit_exceeded' }),
  headers: {
    'retry-after': '1',
    'x-ratelimit-limit': '500',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': '1',
  },
};
const serverFault = refusal(500, { title: 'Something broke' });

const STEP = 'remove';
const ACCOUNT = 'account';
type Entry = readonly [name: string, reply: Reply, cause: 'real' | 'script', step?: string];
const entry = ([name, reply, cause, step = STEP]: Entry, meaning: AnswerClass) =>
  documentedReply(reply, { name, step, cause, class: meaning });
const success = (name: string, step = STEP): DocumentedAnswer<RemoveBgOptions> => ({
  name,
  step,
  status: 200,
  cause: 'real',
  class: 'success',
});

export const documented: readonly DocumentedAnswer<RemoveBgOptions>[] = [
  success('cutout'),
  success('cutout-as-json'),
  success('account', ACCOUNT),
  entry(['missing-source', missingSource, 'real'], 'bad_request'),
  entry(['multiple-sources', manySources, 'real'], 'bad_request'),
  entry(['file-too-large', tooManyBytes, 'real'], 'too_large'),
  entry(['resolution-too-high', tooManyPixels, 'real'], 'too_large'),
  {
    ...entry(['bad-image', badImage, 'real'], 'bad_request'),
    or: ['unsupported_image'],
  },
  entry(['failed-image-download', notFetched, 'real'], 'bad_request'),
  // Another provider, with another model, may well see a foreground.
  {
    ...entry(['unknown-foreground', noForeground, 'script'], 'unsupported_image'),
    or: ['bad_request'],
  },
  entry(['invalid-size', invalid('size'), 'real'], 'bad_request'),
  entry(['two-errors', invalid('size', 'format'), 'real'], 'bad_request'),
  entry(['title-only', refusal(400, { title: 'Bad request' }), 'script'], 'bad_request'),
  entry(['no-credits', noCredits, 'real'], 'credits'),
  entry(['wrong-key', wrongKey, 'real'], 'auth'),
  entry(['wrong-key-account', wrongKey, 'real', ACCOUNT], 'auth'),
  entry(['rate-limit', tooMany, 'script'], 'rate_limit'),
  entry(['server-fault', serverFault, 'script'], 'server'),
  ...proxyAnswers(STEP),
];

const SOURCES = ['image_file', 'image_url', 'image_file_b64'] as const;

const any = (): boolean => true;
const never = (): boolean => false;
const flag = oneOf('true', 'false');
const off = oneOf('false');
/** What adapters leave alone or do locally: known, and played at its default only. */
const parameters: Readonly<Record<string, Parameter>> = {
  image_url: { documented: any },
  image_file_b64: { documented: any },
  size: {
    documented: matching(/^(preview|small|regular|medium|hd|full|4k|50MP|auto)$/),
  },
  format: { documented: oneOf('auto', 'png', 'jpg', 'webp', 'zip'), played: (v) => v !== 'zip' },
  channels: { documented: oneOf('rgba', 'alpha') },
  type: { documented: oneOf('auto', 'person', 'product', 'car') },
  type_level: { documented: oneOf('none', '1', '2', 'latest') },
  semitransparency: { documented: flag, played: oneOf('true') },
  add_shadow: { documented: flag, played: off },
  shadow_type: { documented: any, played: oneOf('none') },
  shadow_opacity: { documented: matching(/^\d+$/), played: never },
  crop: { documented: flag, played: off },
  crop_margin: { documented: matching(/^\d+(px|%)?( \d+(px|%)?){0,3}$/), played: oneOf('0') },
  scale: { documented: matching(/^(original|\d+%)$/), played: oneOf('original') },
  position: {
    documented: matching(/^(original|center|\d+%( \d+%)?)$/),
    played: oneOf('original'),
  },
  roi: {
    documented: matching(/^\d+(px|%)( \d+(px|%)){3}$/),
    played: oneOf('0% 0% 100% 100%'),
  },
  bg_color: {
    documented: matching(/^(([\da-f]{3}){1,2}|[\da-f]{4}|[\da-f]{8}|[a-z]*)$/i),
    played: oneOf(''),
  },
  bg_image_url: { documented: any, played: oneOf('') },
};

/** Fields of a form, or the values of a JSON object as a form would have them. */
function parametersOf({ seen }: Call): Readonly<Record<string, string>> {
  const { json, fields } = seen;
  if (typeof json !== 'object' || json === null) return fields;
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, String(value)]));
}

function sourceOf(call: Call, given: Readonly<Record<string, string>>): (typeof SOURCES)[number] {
  const sources = SOURCES.filter((name) => name in given || name in call.seen.files);
  const [source] = sources;
  if (source === undefined) {
    call.violate('no source is given');
    throw new Refused(missingSource);
  }
  if (sources.length > 1) {
    call.violate(`several sources are given: ${sources.join(', ')}`);
    throw new Refused(manySources);
  }
  return source;
}

async function sourceBytes(
  call: Call,
  given: Readonly<Record<string, string>>,
  fetches: SourceFetch[],
): Promise<Buffer> {
  switch (sourceOf(call, given)) {
    case 'image_file':
      return call.seen.files['image_file']?.bytes ?? Buffer.alloc(0);
    case 'image_file_b64':
      return Buffer.from(given['image_file_b64'] ?? '', 'base64');
    case 'image_url': {
      const bytes = await fetchSource(call, given['image_url'], fetches);
      if (bytes === undefined) throw new Refused(notFetched);
      return bytes;
    }
  }
}

const SMALL = 250_000;
const areas: Readonly<Record<string, number>> = {
  preview: SMALL,
  small: SMALL,
  regular: SMALL,
  medium: 1_500_000,
  hd: 4_000_000,
};
// The newer limit of the two for what is no PNG.
const areaOfFormat: Readonly<Record<PictureFormat, number>> = {
  png: 10_000_000,
  jpeg: 50_000_000,
  webp: 50_000_000,
};

interface Size {
  readonly width: number;
  readonly height: number;
}

/** `preview` unless another size is asked for, and never more than the format may have. */
function resultSize(picture: Size, size: string, format: PictureFormat): Size {
  const area = Math.min(areas[size] ?? Infinity, areaOfFormat[format]);
  const scale = Math.min(1, Math.sqrt(area / (picture.width * picture.height)));
  const scaled = (length: number) => Math.max(1, Math.floor(length * scale));
  return { width: scaled(picture.width), height: scaled(picture.height) };
}

function headersOf({ width, height }: Size, format: PictureFormat) {
  const box = subjectBox({ width, height });
  return {
    'content-type': `image/${format}`,
    'x-width': String(width),
    'x-height': String(height),
    'x-type': 'other',
    'x-credits-charged': '1',
    'x-foreground-top': String(box.top),
    'x-foreground-left': String(box.left),
    'x-foreground-width': String(box.width),
    'x-foreground-height': String(box.height),
  };
}

const formats: Readonly<Record<string, PictureFormat>> = { jpg: 'jpeg', webp: 'webp' };

function checked(call: Call): Readonly<Record<string, string>> {
  const given = parametersOf(call);
  checkFiles(call, 'image_file');
  const { wrong, unplayed } = checkParameters(call, given, parameters);
  if (wrong.length > 0) throw new Refused(invalid(...wrong));
  if (unplayed.length > 0) throw new Refused({ status: 501, body: 'not played here' });
  return given;
}

/** A preview costs less in truth, in parts of a credit that are not documented; here all cost one. */
async function remove(
  call: Call,
  options: RemoveBgOptions,
  fetches: SourceFetch[],
): Promise<Reply> {
  const { maxBytes = MAX_BYTES, maxPixels = MAX_PIXELS } = options;
  const given = checked(call);
  const bytes = await sourceBytes(call, given, fetches);
  const picture = await openPicture(bytes, { maxBytes, maxPixels });
  if (picture === 'too-many-bytes') throw new Refused(tooManyBytes);
  if (picture === 'too-many-pixels') throw new Refused(tooManyPixels);
  if (picture === 'not-a-picture') throw new Refused(badImage);
  // `auto` is PNG where there is transparency, as there is in every cutout here.
  const format = formats[given['format'] ?? 'auto'] ?? 'png';
  const size = options.resultSize ?? resultSize(picture, given['size'] ?? 'preview', format);
  const channels = given['channels'] === 'alpha' ? 'alpha' : 'rgba';
  const body = await encode(ellipseCutout(picture), { format, size, channels });
  charge(call, noCredits);
  const headers = headersOf(size, format);
  if (call.seen.headers['accept'] !== 'application/json') return { status: 200, headers, body };
  return {
    status: 200,
    headers: { ...headers, 'content-type': 'application/json' },
    body: { data: { result_b64: body.toString('base64') } },
  };
}

const account = ({ server }: Call): Reply => ({
  status: 200,
  body: {
    data: {
      attributes: {
        credits: { total: server.credits, subscription: 0, payg: server.credits, enterprise: 0 },
        api: { free_calls: 0, sizes: 'all' },
      },
    },
  },
});

export async function startRemoveBg(options: RemoveBgOptions = {}): Promise<RemoveBgServer> {
  const fetches: SourceFetch[] = [];
  const server = await openContractServer({
    provider: 'remove.bg',
    basePath: '/v1.0',
    key: options.key ?? 'remove-bg-contract-key',
    keyHeader: 'x-api-key',
    credits: options.credits ?? 100,
    billable: STEP,
    // That a missing key is told like a bad one is not documented.
    refuseKey: () => wrongKey,
    notFound: refusal(404, { title: 'There is nothing at this path' }),
    endpoints: [
      {
        step: STEP,
        method: 'POST',
        path: '/v1.0/removebg',
        bodies: ['multipart', 'urlencoded', 'json'],
        answer: (call) => remove(call, options, fetches),
      },
      { step: ACCOUNT, method: 'GET', path: '/v1.0/account', answer: account },
    ],
  });
  return Object.assign(server, { fetches });
}
