import { finished } from 'node:stream';
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
 * Where an answer goes out before the body has come in: the rest is read for a moment and thrown
 * away. A connection that is closed at once, or said to be, would take the answer with it: a client
 * that still sends hears of a broken connection before it reads.
 */
export function dropRest({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (raw.complete || raw.destroyed) return;
  reply.raw.once('finish', () => {
    if (raw.complete) return;
    raw.unpipe();
    raw.resume();
    const timer = setTimeout(() => raw.socket.destroy(), LINGER_MS);
    finished(raw, () => {
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
