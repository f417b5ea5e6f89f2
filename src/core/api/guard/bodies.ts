import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiFailure } from '../failure.ts';

/** ms that a client whose body is not wanted has to read the answer. */
const LINGER_MS = 2_000;

/** Refuses a body that says itself that it is too large, before any of it is read. */
export function refuseLargeBody(request: FastifyRequest): void {
  const limit = request.routeOptions.bodyLimit;
  const length = Number(request.headers['content-length']);
  if (!(length > limit)) return;
  throw new ApiFailure('body-too-large', `The body is larger than ${limit / 1_000_000} MB.`);
}

/**
 * Where an answer goes out before the body has come in: the rest is not waited for. The client may
 * still read the answer before the connection is cut.
 */
export function dropRest(request: FastifyRequest, reply: FastifyReply): void {
  const { raw, headers } = request;
  const hasBody = (headers['content-length'] ?? '0') !== '0' || 'transfer-encoding' in headers;
  if (!hasBody || raw.complete || raw.destroyed) return;
  reply.header('connection', 'close');
  reply.raw.once('finish', () => {
    raw.unpipe();
    raw.resume();
    const timer = setTimeout(() => raw.socket.destroy(), LINGER_MS);
    raw.socket.once('close', () => {
      clearTimeout(timer);
    });
  });
}

/** Aborted when the client goes away before it has its answer. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
