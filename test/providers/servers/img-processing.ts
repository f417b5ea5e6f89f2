import { randomBytes } from 'node:crypto';
import { Refused, type Reply } from './answers.ts';
import {
  charge,
  openContractServer,
  type Call,
  type CommonOptions,
  type ContractServer,
  type Endpoint,
} from './contract-server.ts';
import { ellipseCutout, encode, openPicture, sniff, type PictureFormat } from './cutout.ts';
import {
  documentedReply,
  proxyAnswers,
  type AnswerClass,
  type DocumentedAnswer,
} from './documented.ts';
import { checkFiles, checkParameters, jsonFields, type Parameter } from './parameters.ts';

export interface ImgProcessingOptions extends CommonOptions {
  /** Test keys are not billed, and their answers do not say what was used. */
  readonly testKey?: boolean;
}

/** A picture as the provider keeps it. */
export interface StoredImage {
  readonly id: string;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly format: PictureFormat;
  readonly createdAt: string;
  readonly bytes: Buffer;
  /** Whether it was uploaded, or made by removing a background. */
  readonly origin: 'upload' | 'result';
}

export interface ImgProcessingServer extends ContractServer {
  /** What is stored now, by id, in the order in which it came. */
  readonly images: ReadonlyMap<string, StoredImage>;
  /** The ids of what was deleted, in order. */
  readonly deleted: readonly string[];
}

/** 20 MB, by the smaller of the two readings of MB. */
const MAX_BYTES = 20_000_000;
// No limit is documented; this is what keeps the server from being the one that breaks.
const MAX_PIXELS = 100_000_000;

interface Problem {
  readonly status: number;
  readonly slug: string;
  readonly error: string;
  readonly message?: string;
  readonly errors?: readonly string[];
}

const refusal = ({ status, slug, ...texts }: Problem): Reply => ({
  status,
  body: { type: `https://docs.img-processing.com/errors/${slug}`, status, ...texts },
});

const notFound = refusal({
  status: 404,
  slug: 'not-found',
  error: 'Not Found',
  message: 'There is no such image',
});

// Of these only the shape is documented. The statuses are the usual ones.
const badRequest = (...errors: readonly string[]): Reply =>
  refusal({ status: 400, slug: 'bad-request', error: 'Bad Request', errors });
const unprocessable = (...errors: readonly string[]): Reply =>
  refusal({ status: 422, slug: 'validation', error: 'Unprocessable Entity', errors });
const unauthorized = refusal({ status: 401, slug: 'unauthorized', error: 'Unauthorized' });
const forbidden = refusal({ status: 403, slug: 'forbidden', error: 'Forbidden' });
const noCredits = refusal({ status: 402, slug: 'payment-required', error: 'Payment Required' });
const tooMany = refusal({ status: 429, slug: 'rate-limit', error: 'Too Many Requests' });
const serverFault = refusal({ status: 500, slug: 'internal', error: 'Internal Server Error' });

const badName = unprocessable('name must be 1 to 30 characters long');
const badFile = badRequest('image must be a JPEG, PNG or WebP file');
const tooLarge = badRequest('image must be at most 20 MB');
const emptyBody = badRequest('body must not be empty when the content type is application/json');

type Entry = readonly [name: string, step: string, reply: Reply, cause: 'real' | 'script'];
const entry = (
  [name, step, reply, cause]: Entry,
  meaning: AnswerClass,
  ...or: readonly AnswerClass[]
): DocumentedAnswer<ImgProcessingOptions> =>
  documentedReply(reply, { name, step, cause, class: meaning, ...(or.length > 0 && { or }) });

const success = (step: string, status: number): DocumentedAnswer<ImgProcessingOptions> => ({
  name: step,
  step,
  status,
  cause: 'real',
  class: 'success',
});

const onEveryStep = (step: string): readonly DocumentedAnswer<ImgProcessingOptions>[] => [
  entry([`${step}-401`, step, unauthorized, 'real'], 'auth'),
  entry([`${step}-403`, step, forbidden, 'script'], 'auth'),
  entry([`${step}-429`, step, tooMany, 'script'], 'rate_limit'),
  entry([`${step}-500`, step, serverFault, 'script'], 'server'),
];

export const documented: readonly DocumentedAnswer<ImgProcessingOptions>[] = [
  success('upload', 201),
  success('remove', 201),
  success('download', 200),
  success('delete', 204),
  success('read', 200),
  success('list', 200),
  entry(['upload-bad-name', 'upload', badName, 'real'], 'bad_request'),
  entry(['upload-bad-file', 'upload', badFile, 'real'], 'bad_request', 'unsupported_image'),
  entry(['upload-too-large', 'upload', tooLarge, 'real'], 'bad_request', 'too_large'),
  entry(['remove-empty-body', 'remove', emptyBody, 'real'], 'bad_request'),
  entry(['remove-no-credits', 'remove', noCredits, 'real'], 'credits'),
  entry(['upload-no-credits', 'upload', noCredits, 'script'], 'credits'),
  entry(['remove-not-found', 'remove', notFound, 'real'], 'not_found'),
  entry(['download-not-found', 'download', notFound, 'real'], 'not_found'),
  entry(['delete-not-found', 'delete', notFound, 'real'], 'not_found'),
  ...['upload', 'remove', 'download', 'delete'].flatMap(onEveryStep),
  ...['upload', 'remove', 'download'].flatMap(proxyAnswers).map((answer) => ({
    ...answer,
    name: `${answer.step}-${answer.name}`,
  })),
];

/** Counted in UTF-16 units, the strictest reading of a character. */
const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length >= 1 && value.length <= 30;

/** Never public here, so there is no address; `size` is an estimate, which this makes plain. */
const objectOf = (image: StoredImage) => ({
  id: image.id,
  name: image.name,
  url: null,
  width: image.width,
  height: image.height,
  format: image.format,
  size: Math.ceil(image.bytes.length / 1000) * 1000,
  created_at: image.createdAt,
});

const ALPHANUMERICS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const newId = (): string =>
  `image_${Array.from(randomBytes(24), (byte) => ALPHANUMERICS[byte % ALPHANUMERICS.length]).join('')}`;

const uploadFields: Readonly<Record<string, Parameter>> = { name: { documented: isName } };

class ImageStore {
  readonly images = new Map<string, StoredImage>();
  readonly deleted: string[] = [];
  readonly #options: ImgProcessingOptions;

  constructor(options: ImgProcessingOptions) {
    this.#options = options;
  }

  readonly upload = async (call: Call): Promise<Reply> => {
    const { maxBytes = MAX_BYTES, maxPixels = MAX_PIXELS } = this.#options;
    const { fields, files } = call.seen;
    checkFiles(call, 'image');
    checkParameters(call, fields, uploadFields);
    const [name, file] = [fields['name'], files['image']];
    if (name === undefined) call.violate('name is missing');
    if (file === undefined) call.violate('image is missing');
    if (!isName(name)) throw new Refused(badName);
    if (file === undefined) throw new Refused(badRequest('image is required'));
    const picture = await openPicture(file.bytes, { maxBytes, maxPixels });
    if (picture === 'not-a-picture') throw new Refused(badFile);
    if (typeof picture === 'string') throw new Refused(tooLarge);
    return this.#created(name, { ...picture, bytes: file.bytes, origin: 'upload' }, 1);
  };

  /** An upload may be made without credits, a removal not: which of them needs any is not said. */
  readonly remove = async (call: Call): Promise<Reply> => {
    const source = this.#known(call);
    const name = resultName(call) ?? source.name;
    const limits = { maxBytes: Infinity, maxPixels: Infinity };
    const picture = await openPicture(source.bytes, limits);
    if (typeof picture === 'string') throw new Error(`A stored picture is ${picture}.`);
    const { resultSize } = this.#options;
    const size = resultSize ?? { width: picture.width, height: picture.height };
    const bytes = await encode(ellipseCutout(picture), { format: 'png', size });
    charge(call, noCredits);
    // Removing a background counts as two operations.
    return this.#created(name, { ...size, bytes, format: 'png', origin: 'result' }, 2);
  };

  readonly download = (call: Call): Reply => {
    const image = this.#known(call);
    const accept = call.seen.headers['accept'];
    if (accept !== 'image/*') {
      call.violate(`a download is asked for by the accept header image/*, not ${accept ?? 'none'}`);
    }
    return {
      status: 200,
      headers: { 'content-type': `image/${image.format}` },
      body: image.bytes,
    };
  };

  /** That there is no body to read is known, and not which 2xx says so. */
  readonly delete = (call: Call): Reply => {
    const { id } = this.#known(call);
    this.images.delete(id);
    this.deleted.push(id);
    return { status: 204 };
  };

  readonly read = (call: Call): Reply => ({ status: 200, body: objectOf(this.#known(call)) });

  readonly list = (call: Call): Reply => {
    const take = Number(call.query.get('take') ?? 10);
    if (!Number.isInteger(take) || take < 1 || take > 100) {
      call.violate('take is not a number from 1 to 100');
      throw new Refused(unprocessable('take must be a number from 1 to 100'));
    }
    const from = call.query.get('from');
    const all = [...this.images.values()];
    const start = from === null ? 0 : all.findIndex(({ id }) => id === from);
    if (start < 0) throw new Refused(notFound);
    const data = all.slice(start, start + take).map(objectOf);
    const following = all[start + take];
    const next = following && `${call.server.baseUrl}/images?take=${take}&from=${following.id}`;
    return { status: 200, body: { data, links: { next: next ?? null, previous: null } } };
  };

  #known({ params }: Call): StoredImage {
    const image = this.images.get(params['id'] ?? '');
    if (image === undefined) throw new Refused(notFound);
    return image;
  }

  #created(
    name: string,
    made: Pick<StoredImage, 'width' | 'height' | 'format' | 'bytes' | 'origin'>,
    operations: number,
  ): Reply {
    const { width, height, format, bytes, origin } = made;
    const createdAt = new Date().toISOString();
    const image = { id: newId(), name, width, height, format, createdAt, bytes, origin };
    this.images.set(image.id, image);
    const usage = { 'x-image-processing-usage': String(operations) };
    return {
      status: 201,
      body: objectOf(image),
      ...(!this.#options.testKey && { headers: usage }),
    };
  }
}

/** The name that the body gives, which may be left out, body and all. */
function resultName(call: Call): string | undefined {
  const { contentType, bodyLength } = call.seen;
  if (contentType === '' && bodyLength === 0) return undefined;
  if (bodyLength === 0) {
    call.violate('a JSON content type came with an empty body');
    throw new Refused(emptyBody);
  }
  const body = jsonFields(call, ['name']);
  if (body === undefined) throw new Refused(badRequest('body must be a JSON object'));
  if (Object.keys(body).length === 0) call.violate('whether an empty object is taken is unknown');
  const name = body['name'];
  if (name === undefined) return undefined;
  if (isName(name)) return name;
  call.violate('name is not 1 to 30 characters long');
  throw new Refused(badName);
}

/** `sniff` is what the vendor's own client types its upload by, so a part that lies is noted. */
function checkType(call: Call): void {
  const file = call.seen.files['image'];
  const format = file && sniff(file.bytes);
  if (file && format && file.type !== `image/${format}`) {
    call.violate(`the part image is typed ${file.type} and holds ${format}`);
  }
}

const endpoints = (store: ImageStore): readonly Endpoint[] => [
  {
    step: 'upload',
    method: 'POST',
    path: '/v1/images/upload',
    bodies: ['multipart'],
    answer: (call) => {
      checkType(call);
      return store.upload(call);
    },
  },
  {
    step: 'remove',
    method: 'POST',
    path: '/v1/images/:id/remove-background',
    bodies: ['json'],
    answer: store.remove,
  },
  { step: 'download', method: 'GET', path: '/v1/images/:id/download', answer: store.download },
  { step: 'delete', method: 'DELETE', path: '/v1/images/:id', answer: store.delete },
  { step: 'read', method: 'GET', path: '/v1/images/:id', answer: store.read },
  {
    step: 'list',
    method: 'GET',
    path: '/v1/images',
    query: ['take', 'from'],
    answer: store.list,
  },
];

/**
 * The calls that a removal needs. Publishing is documented, too, and is left out so that it is a
 * violation: nothing that Offcut uploads may become readable for everybody.
 */
export async function startImgProcessing(
  options: ImgProcessingOptions = {},
): Promise<ImgProcessingServer> {
  const store = new ImageStore(options);
  const server = await openContractServer({
    provider: 'IMG Processing',
    basePath: '/v1',
    key: options.key ?? (options.testKey ? 'test_contract_key' : 'live_contract_key'),
    keyHeader: 'x-api-key',
    credits: options.credits ?? 100,
    billable: 'remove',
    refuseKey: () => unauthorized,
    notFound,
    endpoints: endpoints(store),
  });
  return Object.assign(server, { images: store.images, deleted: store.deleted });
}
