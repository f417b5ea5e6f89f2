import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { refusal } from '../../../test/helpers/refusal.ts';
import { newCaller, type ManagedCaller } from './call.ts';

/** ms that an answer may take in these tests. */
const USUAL = 4_000;
/** More than all buffers between here and there hold. */
const LARGE = Buffer.alloc(48 * 1024 * 1024);

let ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  ends = [];
});

async function serverOf(answer: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return new URL(`http://127.0.0.1:${port}/`);
}

function send(url: URL) {
  const caller: ManagedCaller = newCaller(USUAL);
  ends.push(() => caller.close());
  return caller.call({
    ...{ provider: 'It', method: 'POST', url, headers: {}, isPaid: true },
    body: { bytes: LARGE, type: 'image/jpeg' },
    signal: new AbortController().signal,
  });
}

describe('a body on a slow line', () => {
  it('takes nothing from the time that the answer has', async () => {
    const url = await serverOf(async (request, response) => {
      let read = 0;
      for await (const chunk of request) {
        const before = Math.floor(read / (12 * 1024 * 1024));
        read += (chunk as Buffer).length;
        if (Math.floor(read / (12 * 1024 * 1024)) > before) await wait(USUAL / 3);
      }
      response.end('done');
    });
    const started = performance.now();
    const { status } = await send(url);
    expect([status, performance.now() - started > USUAL]).toEqual([200, true]);
  });

  it('is given up when nothing of it is taken any more, and may be sent again', async () => {
    const url = await serverOf((request) => request.pause());
    const error = await refusal(() => send(url));
    expect(error).toMatchObject({ code: 'provider-network', class: 'network', retry: 'often' });
    expect(error.params['reason']).toContain('could not be sent');
  });
});
