import { readdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import S3rver from '@20minutes/s3rver';

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
  close(): Promise<void>;
}

/** Starts an S3 server program with an empty bucket in a folder, on a free port of this computer. */
export async function startS3Server(directory: string): Promise<S3Server> {
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
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return server;
}
