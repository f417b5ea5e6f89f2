import type { IncomingMessage, ServerResponse } from 'node:http';
import { isFault, Refused, send, type Answer, type Reply } from './answers.ts';
import { keyMisuse, keyState, type KeyRule } from './key-misuse.ts';
import { listen } from './loopback.ts';
import {
  bodyKind,
  decodeBody,
  readBody,
  type BodyKind,
  type DecodedBody,
  type SeenRequest,
} from './read-request.ts';

/** A provider on this machine, as its documentation describes it. */
export interface ContractServer {
  /** What a user would enter as the provider's address. */
  readonly baseUrl: string;
  /** The one key that is valid. */
  readonly key: string;
  /** Everything that arrived whole, in order. */
  readonly requests: readonly SeenRequest[];
  /** Whatever arrived that the documentation does not provide for. */
  readonly violations: readonly string[];
  /** The steps that can be scripted. */
  readonly steps: readonly string[];
  /** How many pictures are left; at 0 the provider says so as documented. */
  credits: number;
  /** Answers for the next calls that remove a background, one each, ahead of normal behaviour. */
  readonly answerNext: (...answers: readonly Answer[]) => void;
  /** The same for another step. */
  readonly answerOn: (step: string, ...answers: readonly Answer[]) => void;
  readonly close: () => Promise<void>;
}

/** What every provider's server can be started with. */
export interface CommonOptions {
  readonly key?: string;
  readonly credits?: number;
  /** Lets results have another size than they should. */
  readonly resultSize?: { readonly width: number; readonly height: number };
  /** Instead of the documented limits, so that a test needs no huge picture. */
  readonly maxBytes?: number;
  readonly maxPixels?: number;
}

/** A request at an endpoint. */
export interface Call {
  readonly seen: SeenRequest;
  /** The path's variable segments. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Where the server is, without a path. */
  readonly origin: string;
  readonly server: ContractServer;
  readonly violate: (what: string) => void;
}

export interface Endpoint {
  readonly step: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** From the root; `:id` stands for one segment. */
  readonly path: string;
  /** The kinds of body that are documented; without any there must be none. */
  readonly bodies?: readonly BodyKind[];
  readonly query?: readonly string[];
  /** For what is fetched without a key. */
  readonly keyless?: boolean;
  /** May throw Refused. */
  readonly answer: (call: Call) => Reply | Promise<Reply>;
}

export interface Dialect extends KeyRule {
  readonly provider: string;
  /** The path of the base address, such as `/v1`; may be empty. */
  readonly basePath: string;
  readonly credits: number;
  readonly endpoints: readonly Endpoint[];
  /** The step that `answerNext` is about. */
  readonly billable: string;
  readonly refuseKey: (state: 'wrong' | 'missing') => Reply;
  readonly notFound: Reply;
}

/** Takes one credit, or refuses. */
export function charge({ server }: Call, outOfCredits: Reply): void {
  if (server.credits <= 0) throw new Refused(outOfCredits);
  server.credits -= 1;
}

const proxyLimit: Reply = {
  status: 413,
  headers: { 'content-type': 'text/html', connection: 'close' },
  body: '<html><body><h1>413 Request Entity Too Large</h1></body></html>',
};

function paramsOf(pattern: string, pathname: string): Record<string, string> | undefined {
  const [wanted, given] = [pattern.split('/'), pathname.split('/')];
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, segment] of wanted.entries()) {
    const value = given[i] ?? '';
    if (segment.startsWith(':') && value !== '') params[segment.slice(1)] = value;
    else if (segment !== value) return undefined;
  }
  return params;
}

const joinedHeaders = (request: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values = []]) => [name, values.join(', ')]),
  );

interface Match {
  readonly endpoint: Endpoint;
  readonly params: Readonly<Record<string, string>>;
}

class LoopbackProvider implements ContractServer {
  readonly baseUrl: string;
  readonly key: string;
  readonly requests: SeenRequest[] = [];
  readonly violations: string[] = [];
  readonly steps: readonly string[];
  readonly close: () => Promise<void>;
  credits: number;
  readonly #dialect: Dialect;
  readonly #origin: string;
  readonly #scripts = new Map<string, Answer[]>();

  constructor(dialect: Dialect, origin: string, close: () => Promise<void>) {
    this.#dialect = dialect;
    this.#origin = origin;
    this.baseUrl = origin + dialect.basePath;
    this.key = dialect.key;
    this.credits = dialect.credits;
    this.steps = dialect.endpoints.map(({ step }) => step);
    this.close = close;
  }

  readonly answerNext = (...answers: readonly Answer[]): void => {
    this.answerOn(this.#dialect.billable, ...answers);
  };

  readonly answerOn = (step: string, ...answers: readonly Answer[]): void => {
    if (!this.steps.includes(step)) {
      const known = this.steps.join(', ');
      throw new Error(`${this.#dialect.provider} has no step "${step}"; it has ${known}.`);
    }
    this.#scripts.set(step, [...(this.#scripts.get(step) ?? []), ...answers]);
  };

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (body === 'gone') return;
    if (body === 'too-large') {
      this.violations.push('a body is larger than any provider takes');
      send(response, proxyLimit);
      return;
    }
    const url = new URL(request.url ?? '/', this.#origin);
    const match = this.#match(request.method ?? '', url.pathname);
    const contentType = request.headers['content-type'] ?? '';
    const decoded = decodeBody(contentType, body);
    const seen: SeenRequest = {
      step: match?.endpoint.step,
      method: request.method ?? '',
      path: url.pathname + url.search,
      headers: joinedHeaders(request),
      contentType,
      fields: decoded.fields,
      files: decoded.files,
      json: decoded.json,
      bodyLength: body.length,
      at: performance.now(),
    };
    this.requests.push(seen);
    this.#check(seen, url, { match, body, decoded });
    await this.#reply(seen, url, { match, request, response });
  }

  #match(method: string, pathname: string): Match | undefined {
    for (const endpoint of this.#dialect.endpoints) {
      const params = paramsOf(endpoint.path, pathname);
      if (params !== undefined && endpoint.method === method) return { endpoint, params };
    }
    return undefined;
  }

  #violate(seen: SeenRequest, what: string): void {
    this.violations.push(`${seen.method} ${seen.path}: ${what}`);
  }

  #check(
    seen: SeenRequest,
    url: URL,
    { match, body, decoded }: { match: Match | undefined; body: Buffer; decoded: DecodedBody },
  ): void {
    const keyless = match?.endpoint.keyless ?? false;
    const found = [...decoded.problems, ...keyMisuse(seen, this.#dialect, { body, keyless })];
    if (match === undefined) found.push('no such call is documented');
    else found.push(...endpointMisuse(seen, url, match.endpoint));
    for (const what of found) this.#violate(seen, what);
  }

  async #reply(
    seen: SeenRequest,
    url: URL,
    exchange: { match: Match | undefined; request: IncomingMessage; response: ServerResponse },
  ): Promise<void> {
    const { match, request, response } = exchange;
    if (match === undefined) {
      send(response, this.#dialect.notFound);
      return;
    }
    const answerNormally = async (): Promise<void> => {
      send(response, await this.#answer(seen, url, match));
    };
    const scripted = this.#scripts.get(match.endpoint.step)?.shift();
    if (scripted === undefined) await answerNormally();
    else if (isFault(scripted)) await scripted.play({ request, response, answerNormally });
    else send(response, scripted);
  }

  async #answer(seen: SeenRequest, url: URL, { endpoint, params }: Match): Promise<Reply> {
    const call: Call = {
      seen,
      params,
      query: url.searchParams,
      origin: this.#origin,
      server: this,
      violate: (what) => {
        this.#violate(seen, what);
      },
    };
    try {
      const state = keyState(seen, this.#dialect);
      if (!endpoint.keyless && state !== 'valid') return this.#dialect.refuseKey(state);
      return await endpoint.answer(call);
    } catch (error) {
      if (error instanceof Refused) return error.reply;
      // A bug of this server must not pass for an answer of the provider.
      call.violate(`this contract server failed: ${String(error)}`);
      return { status: 500, body: String(error) };
    }
  }
}

function endpointMisuse(seen: SeenRequest, url: URL, endpoint: Endpoint): readonly string[] {
  const found: string[] = [];
  for (const name of url.searchParams.keys()) {
    if (!endpoint.query?.includes(name)) found.push(`the query's ${name} is not documented`);
  }
  const { bodies } = endpoint;
  if (bodies === undefined) {
    if (seen.bodyLength > 0) found.push('no body is documented');
    return found;
  }
  const kind = bodyKind(seen.contentType);
  const claims = seen.bodyLength > 0 || seen.contentType !== '';
  if (claims && (kind === undefined || !bodies.includes(kind))) {
    found.push(`the content type "${seen.contentType}" is not documented`);
  }
  return found;
}

/** Starts a provider on a free port of this machine. */
export async function openContractServer(dialect: Dialect): Promise<ContractServer> {
  const { origin, close } = await listen((request, response) => {
    // Nobody knows the port before this function has returned it.
    provider.serve(request, response).catch((error: unknown) => {
      provider.violations.push(`this contract server failed: ${String(error)}`);
      response.destroy();
    });
  });
  const provider = new LoopbackProvider(dialect, origin, close);
  return provider;
}
