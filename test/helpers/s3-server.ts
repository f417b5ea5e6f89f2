import type { ServerResponse } from 'node:http';
import { afterEach } from 'vitest';
import { startS3Server, type S3Server } from './s3-program.ts';
import { useTempFolder } from './temp.ts';

export { goodKeys, type S3Server } from './s3-program.ts';

/** An S3 server program with an empty bucket for each test, ended after it. */
export function useS3Server(): () => Promise<S3Server> {
  const tempFolder = useTempFolder();
  const started: S3Server[] = [];
  afterEach(async () => {
    for (const server of started.splice(0)) await server.close();
  });
  return async () => {
    const server = await startS3Server(await tempFolder());
    started.push(server);
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
