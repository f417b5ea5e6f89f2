import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { includesScope, type ApiKey, type ApiScope } from '../../../shared/api-key.ts';
import { ApiFailure } from '../failure.ts';
import { failureOf } from '../failure-of.ts';
import type { ApiJob } from '../store/job-table.ts';
import type { ApiTools } from '../tools.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The key that the request came with; undefined where none is needed. */
    apiKey: ApiKey | undefined;
    /** What is left of the key's requests in this minute. */
    rate: RateState | undefined;
  }

  interface FastifyContextConfig {
    /** Answered without a key. */
    readonly open?: boolean;
    /** By default `cut`. */
    readonly scope?: ApiScope;
    /** What is taken, for the description alone: the dialect itself says what is wrong with it. */
    readonly takes?: TakenBody;
  }
}

/** A body, in the one or the other way. */
export interface TakenBody {
  readonly form?: { readonly files: readonly string[]; readonly fields?: z.ZodObject };
  readonly json?: z.ZodType;
}

export interface RateState {
  /** Requests in a minute. */
  readonly limit: number;
  readonly remaining: number;
  /** Whole seconds until it begins anew. */
  readonly reset: number;
}

/** A failure in the words of a dialect. */
export interface FailureAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One API that clients speak here, under a prefix of its own. */
export interface Dialect {
  /** Also its prefix. */
  readonly id: string;
  /** What the service is called. */
  readonly name: string;
  /** Where its clients put their key. */
  readonly keyIn: readonly KeyPlace[];
  readonly answerOf: (failure: ApiFailure, request: FastifyRequest) => FailureAnswer;
  /**
   * What a webhook is told of a job of this dialect that has ended, as JSON; without it there are
   * no webhooks.
   */
  readonly tellOf?: (job: ApiJob, tools: Pick<ApiTools, 'links' | 'limits'>) => unknown;
  /** Adds its routes; their paths are without the prefix. */
  readonly routes: (app: FastifyInstance, tools: ApiTools) => void | Promise<void>;
}

const headerOf = ({ headers }: FastifyRequest, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** `bearer`: `Authorization: Bearer KEY`, with exactly one space (RFC 6750, 2.1). */
export type KeyPlace = 'x-api-key' | 'bearer';

const keyAt: Readonly<Record<KeyPlace, (request: FastifyRequest) => string | undefined>> = {
  'x-api-key': (request) => headerOf(request, 'x-api-key'),
  bearer: (request) => /^Bearer (\S+)$/i.exec(headerOf(request, 'authorization') ?? '')?.[1],
};

/** The key that was given, wherever the dialect has it. */
const givenKey = (request: FastifyRequest, { keyIn }: Dialect): string | undefined =>
  keyIn.map((place) => keyAt[place](request)).find((key) => key !== undefined);

/** The key of a request that got past the door. */
export function keyOf(request: FastifyRequest): ApiKey {
  if (request.apiKey === undefined) throw new Error(`${request.url} is answered without a key`);
  return request.apiKey;
}

/** @throws ApiFailure `key-missing`, `key-unknown`, `rate-limit`, `key-scope` */
async function admit(request: FastifyRequest, dialect: Dialect, tools: ApiTools): Promise<void> {
  const { open = false, scope = 'cut' } = request.routeOptions.config;
  if (open) return;
  const given = givenKey(request, dialect);
  if (given === undefined) throw new ApiFailure('key-missing', 'No API key was given.');
  const key = tools.keys.find(given);
  if (key === undefined) throw new ApiFailure('key-unknown', 'The API key is not valid.');
  request.apiKey = key;
  const rate = await tools.rateOf(request);
  request.rate = rate.state;
  if (rate.isExceeded) {
    const words = `More than ${rate.state.limit} requests in a minute.`;
    throw new ApiFailure('rate-limit', words, { retryAfter: rate.state.reset });
  }
  if (!includesScope(key.scope, scope)) {
    throw new ApiFailure('key-scope', `The API key is for "${key.scope}", not for "${scope}".`);
  }
}

/** Answers a failure as the dialect does. */
async function answer(
  thrown: unknown,
  dialect: Dialect,
  request: FastifyRequest,
  reply: FastifyReply,
  onFailure: ApiTools['onFailure'],
): Promise<void> {
  const failure = failureOf(thrown);
  onFailure(failure, request);
  const { status, body, headers = {} } = dialect.answerOf(failure, request);
  if (failure.retryAfter !== undefined) reply.header('retry-after', failure.retryAfter);
  await reply.status(status).headers(headers).send(body);
}

/** Has all that fails in this scope, and all that is not there, answered as the dialect does. */
export function answerFailures(
  scope: FastifyInstance,
  dialect: Dialect,
  onFailure: ApiTools['onFailure'],
): void {
  scope.setErrorHandler((error, request, reply) =>
    answer(error, dialect, request, reply, onFailure),
  );
  scope.setNotFoundHandler((request, reply) => {
    const failure = new ApiFailure('not-found', 'There is nothing at this address.');
    return answer(failure, dialect, request, reply, onFailure);
  });
}

/** Puts a dialect under its prefix: who may come in, what is done, and how it fails. */
export async function mount(
  app: FastifyInstance,
  dialect: Dialect,
  tools: ApiTools,
): Promise<void> {
  await app.register(
    async (scoped) => {
      answerFailures(scoped, dialect, tools.onFailure);
      scoped.addHook('onRequest', (request) => admit(request, dialect, tools));
      await dialect.routes(scoped, tools);
    },
    { prefix: `/${dialect.id}` },
  );
}
