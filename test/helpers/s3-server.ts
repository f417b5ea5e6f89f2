import { readdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import S3rver from '@20minutes/s3rver';
import { afterEach } from 'vitest';
import { useTempFolder } from './temp.ts';

/** The keys that the server knows. */
export const goodKeys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** Answers a request itself, or returns false and leaves it to the server. */
type Intercept = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * The server leaves the slash that ends a bucket's path out of what it expects to be signed, so that
 * signatures of listings never match for it. They are let pass; all others are checked.
 */
const isListing = ({ method, url = '' }: IncomingMessage): boolean =>
  method === 'GET' && /^\/[^/]+\/\?/.test(url);

const OBJECT_SUFFIX = '._S3rver_object';

export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  /** All requests so far, such as `PUT /pictures/offcut/1.png?x-id=PutObject`. */
  readonly requests: readonly IncomingMessage[];
  intercept: Intercept;
  /** The keys of all objects, whole or half-way, sorted. */
  keys(): Promise<readonly string[]>;
  /** Where the server keeps an object's bytes. */
  fileOf(key: string): string;
  connections(): Promise<number>;
}

/** An S3 server program with an empty bucket, on a free port of this computer, for each test. */
export function useS3Server(): () => Promise<S3Server> {
  const tempFolder = useTempFolder();
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  return async () => {
    const directory = await tempFolder();
    const bucket = 'pictures';
    const s3 = new S3rver({ directory, silent: true, configureBuckets: [{ name: bucket }] });
    await s3.configureBuckets();
    const serve = s3.callback();
    const list = new S3rver({
      directory,
      silent: true,
      allowMismatchedSignatures: true,
    }).callback();
    const requests: IncomingMessage[] = [];
    const http = createServer((request, response) => {
      requests.push(request);
      if (server.intercept(request, response)) return;
      const answer = isListing(request) ? list : serve;
      answer(request, response);
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    ends.push(async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    });
    const address = http.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const folder = path.join(directory, bucket);
    const server: S3Server = {
      endpoint: `http://127.0.0.1:${address.port}`,
      bucket,
      requests,
      intercept: () => false,
      keys: async () => {
        const files = await readdir(folder, { recursive: true });
        return files
          .filter((file) => file.endsWith(OBJECT_SUFFIX))
          .map((file) => file.slice(0, -OBJECT_SUFFIX.length).replaceAll(path.sep, '/'))
          .sort();
      },
      fileOf: (key) => path.join(folder, ...`${key}${OBJECT_SUFFIX}`.split('/')),
      connections: () =>
        new Promise((resolve, reject) => {
          http.getConnections((error, count) => {
            if (error === null) resolve(count);
            else reject(error);
          });
        }),
    };
    return server;
  };
}

/** An answer such as S3 gives when it refuses. */
export function refuseWith(
  response: ServerResponse,
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
): true {
  response
    .writeHead(status, { 'content-type': 'application/xml', ...headers })
    .end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>No.</Message></Error>`);
  return true;
}
