import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { Refused, type Reply } from './answers.ts';
import {
  charge,
  openContractServer,
  type Call,
  type CommonOptions,
  type ContractServer,
  type Endpoint,
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

export type TengrOutcome = 'succeeded' | 'failed' | 'canceled' | 'succeeded-without-results';

export interface TengrOptions extends CommonOptions {
  /** How many polls find the artwork unfinished; 2 by default. */
  readonly polls?: number;
  readonly outcome?: TengrOutcome;
  /** 202 is documented; earlier and sibling pages speak of 201 and of 200. */
  readonly submitStatus?: 200 | 201 | 202;
  /** A text is documented; the framework in use is known to give a list. */
  readonly messages?: 'text' | 'list';
}

export interface TengrServer extends ContractServer {
  /** The visits to the addresses that were given as `imageUrl`. */
  readonly fetches: readonly SourceFetch[];
}

// No limits are documented; these keep the server from being the one that breaks.
const MAX_BYTES = 50_000_000;
const MAX_PIXELS = 100_000_000;

type Messages = 'text' | 'list';

const names: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  504: 'Gateway Timeout',
};

const refusal = (status: number, message: string, messages: Messages = 'text'): Reply => ({
  status,
  body: {
    message: messages === 'list' ? [message] : message,
    statusCode: status,
    error: names[status],
  },
});

// Which of a bad address, an address that does not answer, and one without a picture are refused at
// once is not documented; that all are, is the strictest for a client.
const badUrl = 'imageUrl must be the address of an image';
const notFetched = 'imageUrl could not be fetched';
const badFormat = 'outputFormat must be one of auto, png, webp';
const badWebhook = 'webhook must be an https address of a public host';
const unauthorized = refusal(401, 'The key is missing or not known');
const badScope = refusal(403, 'The key does not cover artworks');
// Not documented: there is no 402, and 403 is what is nearest.
const noCredits = refusal(403, 'There are no credits left');
const notFound = refusal(404, 'There is no such artwork');

const SUBMIT = 'remove';
const POLL = 'poll';
const DOWNLOAD = 'download';
const LIST = 'list';

type Entry = readonly [name: string, step: string, reply: Reply, cause?: 'real' | 'script'];
const entry = (
  [name, step, reply, cause = 'script']: Entry,
  meaning: AnswerClass,
  extra: Pick<DocumentedAnswer<TengrOptions>, 'note' | 'options' | 'or'> = {},
): DocumentedAnswer<TengrOptions> =>
  documentedReply(reply, { name, step, cause, class: meaning, ...extra });

const made = (
  name: string,
  meaning: AnswerClass,
  options: TengrOptions,
): DocumentedAnswer<TengrOptions> => ({
  name,
  step: POLL,
  status: 200,
  cause: 'real',
  class: meaning,
  options,
});

const onEveryStep = (step: string): readonly DocumentedAnswer<TengrOptions>[] => [
  entry([`${step}-400`, step, refusal(400, 'A value is bad')], 'bad_request'),
  entry([`${step}-400-list`, step, refusal(400, 'A value is bad', 'list')], 'bad_request'),
  entry([`${step}-401`, step, unauthorized, 'real'], 'auth'),
  entry([`${step}-403`, step, badScope], 'auth'),
  entry([`${step}-429`, step, refusal(429, 'Too many requests')], 'rate_limit'),
  entry([`${step}-500`, step, refusal(500, 'Something broke')], 'server'),
];

export const documented: readonly DocumentedAnswer<TengrOptions>[] = [
  { name: 'submit', step: SUBMIT, status: 202, cause: 'real', class: 'success' },
  ...([200, 201] as const).map((submitStatus) => ({
    name: `submit-with-${submitStatus}`,
    step: SUBMIT,
    status: submitStatus,
    cause: 'real' as const,
    class: 'success' as const,
    options: { submitStatus },
  })),
  made('succeeded', 'success', {}),
  // No reason is given, so that it may be the picture's fault or theirs.
  { ...made('failed', 'server', { outcome: 'failed' }), or: ['bad_response', 'unsupported_image'] },
  made('canceled', 'cancelled', { outcome: 'canceled' }),
  made('succeeded-without-results', 'bad_response', { outcome: 'succeeded-without-results' }),
  { name: 'list', step: LIST, status: 200, cause: 'real', class: 'success' },
  entry(['bad-url', SUBMIT, refusal(400, badUrl), 'real'], 'bad_request'),
  entry(['bad-url-list', SUBMIT, refusal(400, badUrl, 'list'), 'real'], 'bad_request', {
    options: { messages: 'list' },
  }),
  entry(['not-fetched', SUBMIT, refusal(400, notFetched), 'real'], 'bad_request'),
  entry(['bad-output-format', SUBMIT, refusal(400, badFormat), 'real'], 'bad_request'),
  entry(['no-credits', SUBMIT, noCredits, 'real'], 'auth', {
    or: ['credits'],
    note: 'how missing credits are told is not documented',
  }),
  entry(['not-found', POLL, notFound, 'real'], 'not_found', {
    note: 'also 8 days after the submission',
  }),
  entry(['unknown-status', POLL, { status: 200, body: { status: 'done' } }], 'success', {
    note: 'goes on being polled, and then succeeds',
  }),
  entry(['submit-504', SUBMIT, refusal(504, 'Too late')], 'server', {
    note: 'documented for the first version of the API',
  }),
  ...[SUBMIT, POLL, LIST].flatMap(onEveryStep),
  ...[SUBMIT, POLL].flatMap(proxyAnswers).map((answer) => ({
    ...answer,
    name: `${answer.step}-${answer.name}`,
  })),
];

interface Artwork {
  readonly id: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly createdAt: string;
  readonly results: readonly string[];
  polls: number;
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Names that lead to the machine itself or into a network, and any address in numbers. */
function isPublicHttps(address: unknown): boolean {
  if (typeof address !== 'string' || !URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  const numeric = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
  return protocol === 'https:' && !numeric && hostname.includes('.');
}

class Tengr {
  readonly fetches: SourceFetch[] = [];
  readonly #links = new ResultLinks(DOWNLOAD);
  readonly #artworks = new Map<string, Artwork>();
  readonly #options: TengrOptions;

  constructor(options: TengrOptions) {
    this.#options = options;
  }

  endpoints(): readonly Endpoint[] {
    return [
      {
        step: SUBMIT,
        method: 'POST',
        path: '/v2/artworks/remove-background',
        bodies: ['json'],
        answer: this.#submit,
      },
      { step: POLL, method: 'GET', path: '/v2/artworks/:id', answer: this.#poll },
      {
        step: LIST,
        method: 'GET',
        path: '/v2/artworks',
        query: ['offset', 'limit'],
        answer: this.#list,
      },
      this.#links.endpoint(),
    ];
  }

  #refuse(message: string): never {
    throw new Refused(refusal(400, message, this.#options.messages));
  }

  /** A webhook is documented, and nothing that an app on a desktop could receive. */
  #parameters(call: Call): Readonly<Record<string, unknown>> {
    const body = jsonFields(call, ['imageUrl', 'webhook', 'outputFormat']) ?? {};
    const { imageUrl, webhook, outputFormat = 'auto' } = body;
    if (webhook !== undefined) {
      call.violate('a webhook is asked for');
      if (!isPublicHttps(webhook)) this.#refuse(badWebhook);
    }
    if (outputFormat !== 'auto' && outputFormat !== 'png' && outputFormat !== 'webp') {
      call.violate(`outputFormat may not be ${JSON.stringify(outputFormat)}`);
      this.#refuse(badFormat);
    }
    if (typeof imageUrl !== 'string' || !URL.canParse(imageUrl)) {
      call.violate('imageUrl is missing, or no URL');
      this.#refuse(badUrl);
    }
    return { imageUrl, outputFormat, ...(webhook !== undefined && { webhook }) };
  }

  readonly #submit = async (call: Call): Promise<Reply> => {
    const { maxBytes = MAX_BYTES, maxPixels = MAX_PIXELS, resultSize } = this.#options;
    const parameters = this.#parameters(call);
    const bytes = await fetchSource(call, parameters['imageUrl'], this.fetches);
    if (bytes === undefined) return this.#refuse(notFetched);
    const picture = await openPicture(bytes, { maxBytes, maxPixels });
    if (typeof picture === 'string') return this.#refuse(badUrl);
    const format = parameters['outputFormat'] === 'png' ? 'png' : 'webp';
    const size = resultSize && { size: resultSize };
    const result = await encode(ellipseCutout(picture), { format, ...size });
    charge(call, noCredits);
    const artwork: Artwork = {
      id: randomUUID(),
      parameters,
      createdAt: new Date().toISOString(),
      results: [this.#links.add(call, `image/${format}`, result)],
      polls: 0,
    };
    this.#artworks.set(artwork.id, artwork);
    return { status: this.#options.submitStatus ?? 202, body: this.#objectOf(artwork) };
  };

  /** That an id that is no uuid is a bad request is a guess; 400 is documented here, the cause not. */
  readonly #poll = ({ params, violate }: Call): Reply => {
    const id = params['id'] ?? '';
    if (!UUID.test(id)) {
      violate('the id is no uuid');
      this.#refuse('id must be a uuid');
    }
    const artwork = this.#artworks.get(id);
    if (artwork === undefined) throw new Refused(notFound);
    artwork.polls += 1;
    return { status: 200, body: this.#objectOf(artwork) };
  };

  /** The newest first; the order is not documented. */
  readonly #list = ({ query, violate }: Call): Reply => {
    const [offset, limit] = [Number(query.get('offset') ?? 0), Number(query.get('limit') ?? 10)];
    const isGood = Number.isInteger(offset) && offset >= 0 && Number.isInteger(limit);
    if (!isGood || limit < 1 || limit > 500) {
      violate('offset or limit is out of range');
      this.#refuse('limit must be from 1 to 500, and offset at least 0');
    }
    const all = [...this.#artworks.values()].reverse();
    const page = all.slice(offset, offset + limit);
    return { status: 200, body: page.map((artwork) => this.#objectOf(artwork)) };
  };

  #status({ polls }: Artwork): string {
    const { polls: unfinished = 2, outcome = 'succeeded' } = this.#options;
    if (polls > unfinished) return outcome === 'succeeded-without-results' ? 'succeeded' : outcome;
    return polls < 2 ? 'starting' : 'processing';
  }

  #objectOf(artwork: Artwork): object {
    const { id, parameters, createdAt } = artwork;
    const { outcome = 'succeeded' } = this.#options;
    const status = this.#status(artwork);
    const done = status === 'succeeded' && outcome === 'succeeded';
    return {
      id,
      artworkType: 'remove_background',
      parameters,
      duration: status === 'succeeded' ? 1.5 : 0,
      results: done ? artwork.results : [],
      status,
      createdAt,
    };
  }
}

export async function startTengr(options: TengrOptions = {}): Promise<TengrServer> {
  const provider = new Tengr(options);
  const server = await openContractServer({
    provider: 'Tengr.ai',
    basePath: '',
    key: options.key ?? 'tengr-contract-key',
    keyHeader: 'authorization',
    credits: options.credits ?? 100,
    billable: SUBMIT,
    refuseKey: () => unauthorized,
    notFound: refusal(404, 'There is nothing at this path'),
    endpoints: provider.endpoints(),
  });
  return Object.assign(server, { fetches: provider.fetches });
}
