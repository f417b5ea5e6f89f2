import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { OffcutError, reasonOf } from '../../shared/errors.ts';
import { errnoOf } from '../../shared/write-error.ts';
import type { ApiServerLimits, ListenOptions } from './options.ts';

/** The largest head of a request, in bytes. */
const MAX_HEADER_BYTES = 16_384;
/** Bytes of a body where the route says nothing else. */
const MAX_BODY = 1_000_000;

/**
 * The certificate and its key; undefined: it is not asked for.
 * @throws OffcutError `api-tls-unusable`
 */
export async function readTls({ tls }: ListenOptions): Promise<https.ServerOptions | undefined> {
  if (tls === null) return undefined;
  try {
    const [cert, key] = await Promise.all([readFile(tls.cert), readFile(tls.key)]);
    // Throws when they are no pair.
    https.createServer({ cert, key }).close();
    return { cert, key };
  } catch (error) {
    throw new OffcutError(
      'api-tls-unusable',
      { ...tls, reason: reasonOf(error) },
      { cause: error },
    );
  }
}

/** An HTTP server without routes, with its limits on clients that are slow, or many. */
export function newApp(
  tls: https.ServerOptions | undefined,
  limits: ApiServerLimits,
): FastifyInstance {
  const options = {
    ...tls,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: 500,
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveTimeout: 65_000,
  };
  return Fastify({
    bodyLimit: MAX_BODY,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    serverFactory: (handler) => {
      const server =
        tls === undefined
          ? http.createServer(options, handler)
          : (https.createServer(options, handler) as unknown as http.Server);
      server.maxConnections = limits.maxConnections;
      // Whoever neither sends nor reads for longer than anything here may take.
      server.setTimeout(limits.deadlineMs + 60_000);
      return server;
    },
  });
}

/** @throws OffcutError `api-port-taken`, `api-address-refused`; then it is closed */
export async function listenAt(app: FastifyInstance, { host, port }: ListenOptions): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    const errno = errnoOf(error) ?? '';
    if (errno === 'EADDRINUSE') throw new OffcutError('api-port-taken', { port }, { cause: error });
    if (!['EADDRNOTAVAIL', 'EACCES', 'ENOTFOUND'].includes(errno)) throw error;
    throw new OffcutError('api-address-refused', { host, reason: errno }, { cause: error });
  }
}

/** What a server that listens is reached at. */
export function addressOf(app: FastifyInstance, { host, tls }: ListenOptions): string {
  const { port } = app.server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return `${tls === null ? 'http' : 'https'}://${name}:${port}`;
}
