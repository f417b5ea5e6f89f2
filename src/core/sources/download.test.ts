import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OffcutError } from '../../shared/errors.ts';
import { downloadPicture, type DownloadOptions } from './download.ts';
import { isPublicAddress } from './public-address.ts';

const picture = Buffer.from('a picture, as far as a download is concerned');

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let directory: string;
let target: string;
let server: Server;
let origin: string;
let requests: IncomingMessage[];
let handler: Handler;

/** The rule of the product, with the test's own server as the one exception. */
const local: DownloadOptions = {
  allowAddress: (address) => address === '127.0.0.1' || isPublicAddress(address),
};

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'offcut-download-'));
  target = path.join(directory, 'target');
  requests = [];
  handler = (_, response) => response.end(picture);
  server = createServer((request, response) => {
    requests.push(request);
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  origin = `http://127.0.0.1:${address.port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true, force: true });
});

const redirectTo =
  (location: string, status = 302): Handler =>
  (_, response) =>
    response.writeHead(status, { location }).end('moved');

async function expectFailure(
  url: string,
  code: string,
  options: DownloadOptions = local,
  message = '',
): Promise<void> {
  await expect(downloadPicture(url, target, options)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message) as unknown,
  });
  expect(await readdir(directory)).toEqual([]);
}

describe('a picture that can be fetched', () => {
  it('is saved, and its name is suggested', async () => {
    await expect(downloadPicture(`${origin}/caf%C3%A9.jpg?a=1`, target, local)).resolves.toEqual({
      stem: 'café',
      bytes: picture.length,
    });
    expect(await readFile(target)).toEqual(picture);
  });

  it('is asked for plainly', async () => {
    handler = (request, response) => {
      if (request.url === '/b') response.end(picture);
      else response.writeHead(302, { location: '/b', 'set-cookie': 'a=b' }).end();
    };
    await downloadPicture(`${origin}/a`, target, local);
    expect(requests.map(({ url }) => url)).toEqual(['/a', '/b']);
    for (const { headers } of requests) {
      expect(headers['user-agent']).toBe('offcut');
      expect(headers.cookie).toBeUndefined();
      expect(headers.authorization).toBeUndefined();
      expect(headers.referer).toBeUndefined();
    }
  });

  it('is found behind five redirects of any kind, but not behind six', async () => {
    const statuses = [301, 302, 303, 307, 308, 302];
    handler = (request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end(picture);
      else redirectTo(`/${left - 1}`, statuses[left - 1])(request, response);
    };
    await expect(downloadPicture(`${origin}/5`, target, local)).resolves.toBeDefined();
    await rm(target);
    await expectFailure(`${origin}/6`, 'url-failed', local, 'redirects');
  });

  it('never overwrites a file', async () => {
    await writeFile(target, 'mine');
    await expect(downloadPicture(origin, target, local)).rejects.toMatchObject({
      code: 'output-unwritable',
    });
    expect(await readFile(target, 'utf8')).toBe('mine');
  });
});

describe('addresses that are not public', () => {
  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://0x7f000001/',
    'http://2130706433/',
    'http://0/',
    'http://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'https://192.168.0.1/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[64:ff9b::10.0.0.1]/',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
    'http://localhost/',
  ])('are refused: %s', async (url) => {
    await expectFailure(url, 'url-forbidden-address', {});
  });

  it('are refused at the real server too, which hears nothing', async () => {
    await expectFailure(origin, 'url-forbidden-address', {});
    expect(requests).toEqual([]);
  });

  it('are refused behind a redirect', async () => {
    for (const location of [
      'http://10.0.0.1/',
      'http://[::1]/x',
      '//169.254.169.254/latest/meta-data/',
      'http://localhost:1/',
    ]) {
      handler = redirectTo(location);
      const lookup = () => Promise.resolve([{ address: '::1', family: 6 }]);
      await expectFailure(origin, 'url-forbidden-address', { ...local, lookup });
    }
  });

  it('are refused when a name has one beside public ones', async () => {
    const lookup = () =>
      Promise.resolve([
        { address: '93.184.215.14', family: 4 },
        { address: '10.1.2.3', family: 4 },
      ]);
    await expectFailure('http://mixed.test/', 'url-forbidden-address', { lookup }, '10.1.2.3');
  });

  it('cannot be slipped in between check and connection', async () => {
    let lookups = 0;
    const answers = ['127.0.0.1', '10.0.0.1'];
    const lookup = () => {
      const address = answers[lookups] ?? '';
      lookups += 1;
      return Promise.resolve([{ address, family: 4 }]);
    };
    const url = `http://rebinding.test:${new URL(origin).port}/cat.png`;
    await expect(downloadPicture(url, target, { ...local, lookup })).resolves.toMatchObject({
      stem: 'cat',
    });
    expect(lookups).toBe(1);
    expect(requests[0]?.headers.host).toBe(new URL(url).host);
  });
});

describe('addresses that cannot be fetched', () => {
  it.each(['ftp://a.test/x.png', 'file:///x.png', 'data:image/png,x', 'nonsense', ''])(
    'are invalid: %s',
    async (url) => {
      await expectFailure(url, 'url-invalid');
    },
  );

  it('are invalid behind a redirect', async () => {
    for (const location of ['file:///etc/hosts', 'ftp://a.test/', 'http://[nonsense']) {
      handler = redirectTo(location);
      await expectFailure(origin, 'url-invalid');
    }
  });

  it('carry no credentials, also behind a redirect', async () => {
    await expectFailure(origin.replace('//', '//user:secret@'), 'url-with-credentials');
    expect(requests).toEqual([]);
    handler = redirectTo(origin.replace('//', '//user@'));
    await expectFailure(origin, 'url-with-credentials');
  });

  it('have a host that is there', async () => {
    const lookup = () => Promise.reject(Object.assign(new Error('?'), { code: 'ENOTFOUND' }));
    await expectFailure('http://gone.test/', 'url-failed', { lookup }, 'ENOTFOUND');
    const none = () => Promise.resolve([]);
    await expectFailure('http://gone.test/', 'url-failed', { lookup: none });
    await new Promise((resolve) => server.close(resolve));
    await expectFailure(origin, 'url-failed', local, 'ECONNREFUSED');
  });
});

describe('answers that are no use', () => {
  it.each([404, 403, 500, 304])('status %i', async (status) => {
    handler = (_, response) => response.writeHead(status).end();
    await expectFailure(origin, 'url-failed', local, `HTTP ${status}`);
  });

  it('are told apart from a network that fails, by their status', async () => {
    const statusOf = async (answer: Handler) => {
      handler = answer;
      const error: unknown = await downloadPicture(origin, target, local).catch(
        (thrown: unknown) => thrown,
      );
      return error instanceof OffcutError ? error.params['status'] : error;
    };
    const answering =
      (status: number, headers: Readonly<Record<string, string>> = {}): Handler =>
      (_, response) =>
        response.writeHead(status, headers).end('x');
    expect(await statusOf(answering(404))).toBe(404);
    expect(await statusOf(answering(302))).toBe(302);
    expect(await statusOf(redirectTo(origin))).toBe(302);
    expect(await statusOf(answering(200, { 'content-encoding': 'gzip' }))).toBe(200);
    expect(await statusOf((request) => request.socket.destroy())).toBeUndefined();
  });

  it('a redirect to nowhere', async () => {
    handler = (_, response) => response.writeHead(302).end();
    await expectFailure(origin, 'url-failed', local, 'HTTP 302');
  });

  it('nothing', async () => {
    handler = (_, response) => response.end();
    await expectFailure(origin, 'url-failed', local, 'empty');
  });

  it('a packed picture', async () => {
    handler = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
    await expectFailure(origin, 'url-failed', local, 'gzip');
  });

  it('a picture that is announced too large', async () => {
    handler = (_, response) => {
      response.writeHead(200, { 'content-length': 2_000_001 }).flushHeaders();
    };
    const limits = { ...local, maxBytes: 2_000_000 };
    await expectFailure(origin, 'url-too-large', limits, 'larger than 2 MB');
  });

  it('a picture that turns out too large', async () => {
    handler = (_, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(100_000)));
      };
      response.on('drain', more);
      more();
    };
    await expectFailure(origin, 'url-too-large', { ...local, maxBytes: 2_000_000 });
  });

  it('a picture of exactly the limit is fine', async () => {
    const limits = { ...local, maxBytes: picture.length };
    await expect(downloadPicture(origin, target, limits)).resolves.toBeDefined();
  });

  it('a picture cut short', async () => {
    handler = (_, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('some', () => response.socket?.destroy());
    };
    await expectFailure(origin, 'url-failed');
  });

  it('a chunked picture cut short', async () => {
    handler = (_, response) => {
      response.write('some', () => response.socket?.destroy());
    };
    await expectFailure(origin, 'url-failed');
  });
});

describe('time', () => {
  it('ends a server that never answers', async () => {
    handler = () => undefined;
    await expectFailure(origin, 'url-failed', { ...local, idleMs: 200 }, 'no data came for 0.2 s');
  });

  it('ends a body that stops', async () => {
    handler = (_, response) => response.write('some');
    await expectFailure(origin, 'url-failed', { ...local, idleMs: 200 }, 'no data came for 0.2 s');
  });

  it('ends a body that trickles', async () => {
    handler = (_, response) => {
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => {
        clearInterval(timer);
      });
    };
    await expectFailure(origin, 'url-failed', { ...local, timeoutMs: 300 }, 'longer than 0.3 s');
  });

  it('ends redirects that take turns to be slow', async () => {
    handler = (request, response) => {
      void wait(150).then(() => {
        redirectTo('/again')(request, response);
      });
    };
    await expectFailure(origin, 'url-failed', { ...local, timeoutMs: 300 }, 'longer than 0.3 s');
  });

  it('ends a name that is never resolved', async () => {
    const lookup = () => new Promise<never>(() => undefined);
    await expectFailure('http://slow.test/', 'url-failed', { lookup, timeoutMs: 200 });
  });

  it('ends a secure connection that is never made', async () => {
    const silent = createTcpServer((socket) => socket.resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const url = `https://127.0.0.1:${address.port}/`;
    const started = performance.now();
    await expectFailure(url, 'url-failed', { ...local, timeoutMs: 200 }, 'longer than 0.2 s');
    expect(performance.now() - started).toBeLessThan(5000);
    await new Promise((resolve) => silent.close(resolve));
  });

  it('ends when it is cancelled, before or while it runs', async () => {
    const stop = new AbortController();
    handler = (_, response) => {
      response.write('some');
      setTimeout(() => {
        stop.abort();
      }, 50);
    };
    await expectFailure(origin, 'cancelled', { ...local, signal: stop.signal });
    await expectFailure(origin, 'cancelled', { ...local, signal: AbortSignal.abort() });
    expect(requests).toHaveLength(1);
  });
});
