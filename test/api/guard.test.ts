import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generate } from 'selfsigned';
import { afterEach, describe, expect, it } from 'vitest';
import { dialects } from '../../src/core/api/dialects/catalogue.ts';
import { checkListening, isLoopback } from '../../src/core/api/guard/addresses.ts';
import { ApiServer } from '../../src/core/api/server.ts';
import { defaultApiLimits } from '../../src/core/api/options.ts';
import { openApiStore } from '../../src/core/api/store/open-api-store.ts';
import { eventually } from '../helpers/eventually.ts';
import { form, photo, post, take } from '../providers/servers/requests-in-tests.ts';
import { useApi, type RunningApi } from './setting.ts';

const startApi = useApi();

const sockets: net.Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

const portOf = ({ url }: Pick<RunningApi, 'url'>): number => Number(new URL(url).port);

interface Raw {
  /** All that was answered. */
  readonly said: () => string;
  readonly write: (text: string | Buffer) => boolean;
  readonly closed: Promise<void>;
  readonly socket: net.Socket;
}

/** A connection on which anything can be said. */
async function connect(api: Pick<RunningApi, 'url'>): Promise<Raw> {
  const socket = net.connect(portOf(api), '127.0.0.1');
  sockets.push(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
  });
  let said = '';
  socket.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) =>
    socket.once('close', () => {
      resolve();
    }),
  );
  return { said: () => said, write: (text) => socket.write(text), closed, socket };
}

/** A request with these lines of a head, and what is answered to it. */
async function ask(api: Pick<RunningApi, 'url'>, lines: readonly string[], body = '') {
  const { said, write, closed } = await connect(api);
  write([...lines, '', body].join('\r\n'));
  await Promise.race([
    closed,
    eventually(() => {
      expect(said()).toMatch(/^HTTP\/1\.1 \d{3}/);
    }),
  ]);
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(said())?.[1]);
}

describe('what a page in a browser can send without its user', () => {
  it.each([
    ['another origin', { origin: 'https://evil.test' }],
    ['a page of no origin', { origin: 'null' }],
    ['this machine at another port', { origin: 'http://127.0.0.1:1' }],
    ['this machine by another protocol', { origin: 'https://127.0.0.1' }],
  ])('is refused from %s, in every dialect, before the key is looked at', async (_, headers) => {
    const api = await startApi();
    for (const { id } of dialects) {
      const { status } = await take(`${api.url}/${id}/x`, {
        method: 'POST',
        headers: { ...headers, 'x-api-key': api.key, authorization: `Bearer ${api.key}` },
      });
      expect([id, status]).toEqual([id, 403]);
    }
    expect((await take(`${api.url}/v1/health`, { headers })).status).toBe(403);
    expect((await take(`${api.url}/v1/docs/`, { headers })).status).toBe(403);
  });

  it("is answered from the server's own page", async () => {
    const api = await startApi();
    const headers = { origin: api.url, 'x-api-key': api.key };
    expect((await take(`${api.url}/v1/me`, { headers })).status).toBe(200);
  });

  it('has no leave given to it across origins', async () => {
    const api = await startApi();
    const preflight = await take(`${api.url}/v1/jobs`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.test', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(403);
    expect(preflight.headers.has('access-control-allow-origin')).toBe(false);
  });
});

describe('a name that is let lead here (DNS rebinding)', () => {
  it.each([
    ['another name', 'Host: evil.test'],
    ['another name with the right port', 'Host: evil.test:PORT'],
    ['a name that only begins like one', 'Host: localhost.evil.test'],
    ['a name with a user before it', 'Host: localhost@evil.test'],
    ['the address of another machine', 'Host: 192.168.0.1'],
    ['an empty name', 'Host: '],
    ['a name that is none', 'Host: a b/c'],
  ])('is refused: %s', async (_, line) => {
    const api = await startApi();
    const host = line.replace('PORT', `${portOf(api)}`);
    const head = ['GET /v1/me HTTP/1.1', host, `x-api-key: ${api.key}`];
    expect([400, 403]).toContain(await ask(api, head));
  });

  it.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST', 'offcut.internal'])(
    'is not taken for one: %s',
    async (name) => {
      const names = ['offcut.internal'];
      const listen = { host: '127.0.0.1', port: 0, allowRemote: false, tls: null, names };
      const api = await startApi({ options: { listen } });
      const head = ['GET /v1/me HTTP/1.1', `Host: ${name}:${portOf(api)}`, `x-api-key: ${api.key}`];
      expect(await ask(api, head)).toBe(200);
    },
  );

  it('needs a Host header', async () => {
    const api = await startApi();
    expect(await ask(api, ['GET /v1/me HTTP/1.1', `x-api-key: ${api.key}`])).toBe(400);
    expect(await ask(api, ['GET /v1/me HTTP/1.0', `x-api-key: ${api.key}`])).toBe(403);
  });
});

describe('a body that is too large', () => {
  it('is refused at 1 GB by its length, before it is sent', async () => {
    const api = await startApi();
    const { said, write, closed } = await connect(api);
    const head = [
      'POST /clipdrop/remove-background/v1 HTTP/1.1',
      `Host: 127.0.0.1:${portOf(api)}`,
      `x-api-key: ${api.key}`,
      'Content-Type: multipart/form-data; boundary=x',
      'Content-Length: 1000000000',
    ];
    write([...head, '', '--x\r\n'].join('\r\n'));
    await closed;
    expect(said()).toMatch(/^HTTP\/1\.1 413 /);
  });

  it.each(['multipart/form-data; boundary=x', 'application/json'])(
    'is refused when it comes without a length, as %s, and nothing of it is kept',
    async (type) => {
      const api = await startApi({ limits: { maxBytes: 200_000 } });
      const { said, write, closed, socket } = await connect(api);
      const head = [
        'POST /v1/cutouts HTTP/1.1',
        `Host: 127.0.0.1:${portOf(api)}`,
        `x-api-key: ${api.key}`,
        `Content-Type: ${type}`,
        'Transfer-Encoding: chunked',
      ];
      write([...head, '', ''].join('\r\n'));
      const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
      const begin = '--x\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n';
      write(chunk(type === 'application/json' ? '{"url":"' : begin));
      const piece = chunk('a'.repeat(64_000));
      // As long as anybody listens.
      for (let sent = 0; sent < 64_000_000 && said() === '' && !socket.destroyed; sent += 64_000) {
        write(piece);
        await sleep(1);
      }
      await closed;
      expect(said()).toMatch(/^HTTP\/1\.1 413 /);
      expect(await readdir(path.join(api.dataFolder, 'api/uploads'))).toEqual([]);
    },
  );

  it('is answered so that a client which is refused can read why, whatever it still sends', async () => {
    const api = await startApi();
    const image = await photo('jpeg', { width: 1200, height: 900 });
    for (let round = 0; round < 30; round++) {
      const answer = await post(
        `${api.url}/v1/cutouts`,
        { 'x-api-key': 'offcut_wrong' },
        form({ image }),
      );
      expect(answer.status).toBe(401);
    }
  });

  it('is answered so that a client which sends on can read it', async () => {
    const api = await startApi();
    const image_file = Buffer.alloc(40_000_000);
    const answer = await post(
      `${api.url}/clipdrop/remove-background/v1`,
      { 'x-api-key': api.key },
      form({ image_file }),
    );
    expect(answer.status).toBe(413);
  });
});

describe('a form that is malformed', () => {
  const boundary = 'x';
  const part = (name: string, rest: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${rest}`;
  const forms: readonly (readonly [string, string, string])[] = [
    ['no boundary', 'multipart/form-data', 'whatever'],
    ['an empty boundary', 'multipart/form-data; boundary=', '--\r\n'],
    ['another boundary', 'multipart/form-data; boundary=y', part('image', '\r\n\r\nx\r\n--x--')],
    ['nothing', 'multipart/form-data; boundary=x', ''],
    [
      'an end in the middle',
      'multipart/form-data; boundary=x',
      part('image', '; filename="a.jpg"\r\n\r\nhalf'),
    ],
    [
      'a head without an end',
      'multipart/form-data; boundary=x',
      part('image', '; filename="a.jpg"'),
    ],
    [
      'a head that is none',
      'multipart/form-data; boundary=x',
      '--x\r\n\0\0\0\r\n\r\nx\r\n--x--\r\n',
    ],
    [
      'a name from the prototype',
      'multipart/form-data; boundary=x',
      `${part('__proto__', '\r\n\r\nx')}\r\n--x--\r\n`,
    ],
    [
      'a text of a megabyte',
      'multipart/form-data; boundary=x',
      `${part('recipe', `\r\n\r\n${'a'.repeat(1_000_000)}`)}\r\n--x--\r\n`,
    ],
    [
      'a hundred fields',
      'multipart/form-data; boundary=x',
      `${Array.from({ length: 100 }, (_, i) => `${part(`f${i}`, '\r\n\r\nx')}\r\n`).join('')}--x--\r\n`,
    ],
    [
      'a hundred files',
      'multipart/form-data; boundary=x',
      `${Array.from({ length: 100 }, (_, i) => `${part(`f${i}`, '; filename="x"\r\n\r\nx')}\r\n`).join('')}--x--\r\n`,
    ],
  ];

  it.each(forms)('is refused and leaves nothing: %s', async (_, type, body) => {
    const api = await startApi();
    for (const address of [
      '/v1/cutouts',
      '/v1/jobs',
      '/v1/batches',
      '/clipdrop/remove-background/v1',
    ]) {
      const answer = await post(
        `${api.url}${address}`,
        { 'x-api-key': api.key, 'content-type': type },
        body,
      );
      expect([address, answer.status]).toSatisfy(
        ([, status]: [string, number]) => status >= 400 && status < 500,
      );
    }
    expect(await readdir(path.join(api.dataFolder, 'api/uploads'))).toEqual([]);
    expect(api.runs).toEqual([]);
    // And the next one is answered.
    const good = await post(
      `${api.url}/v1/cutouts`,
      { 'x-api-key': api.key },
      form({ image: await photo() }),
    );
    expect(good.status).toBe(200);
  });

  it.each([
    ['../../../etc/passwd', 'passwd'],
    ['C:\\\\Users\\\\me\\\\cat.JPG', 'cat.jpg'],
    ['..', 'picture'],
    ['a\0b.png', 'a_b.png'],
    ['a'.repeat(5_000), 'a'.repeat(100)],
    ['con.jpg', '_con.jpg'],
  ])('has names that lead nowhere: %s', async (given, kept) => {
    const api = await startApi();
    const body = `${part('image', `; filename="${given}"\r\n\r\nx`)}\r\n--x--\r\n`;
    const type = 'multipart/form-data; boundary=x';
    const headers = { 'x-api-key': api.key, 'content-type': type };
    const job = await post(`${api.url}/v1/jobs`, headers, body);
    expect([job.status, job.json()]).toMatchObject([202, { name: kept }]);
  });

  it('is given up when the client goes away in the middle of it', async () => {
    const api = await startApi();
    const { write, socket } = await connect(api);
    const body = part('image', '; filename="a.jpg"\r\n\r\nhalf of it');
    const head = [
      'POST /v1/cutouts HTTP/1.1',
      `Host: 127.0.0.1:${portOf(api)}`,
      `x-api-key: ${api.key}`,
      'Content-Type: multipart/form-data; boundary=x',
      'Content-Length: 5000',
    ];
    write([...head, '', body].join('\r\n'));
    const uploads = () => readdir(path.join(api.dataFolder, 'api/uploads'));
    await eventually(async () => {
      expect(await uploads()).toHaveLength(1);
    });
    socket.destroy();
    await eventually(async () => {
      expect(await uploads()).toEqual([]);
    });
  });
});

describe('clients that are slow, or many', () => {
  it('gives up on a head that does not come to an end', async () => {
    const api = await startApi({ limits: { headersMs: 500, requestMs: 1_000 } });
    const { said, write, closed } = await connect(api);
    write('GET /v1/me HTTP/1.1\r\nHost: 127.0.0.1\r\n');
    await closed;
    expect(said()).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('gives up on a body that comes too slowly', async () => {
    const api = await startApi({ limits: { headersMs: 500, requestMs: 1_000 } });
    const { write, closed } = await connect(api);
    const head = [
      'POST /v1/cutouts HTTP/1.1',
      'Host: 127.0.0.1',
      `x-api-key: ${api.key}`,
      'Content-Type: multipart/form-data; boundary=x',
      'Content-Length: 5000',
    ];
    write([...head, '', '--x\r\n'].join('\r\n'));
    const drip = setInterval(() => write('a'), 100);
    await closed;
    clearInterval(drip);
    await eventually(async () => {
      expect(await readdir(path.join(api.dataFolder, 'api/uploads'))).toEqual([]);
    });
  });

  it('takes no more connections than it may', async () => {
    const api = await startApi({ limits: { maxConnections: 3 } });
    const open = await Promise.all([connect(api), connect(api), connect(api)]);
    const one = await connect(api);
    await one.closed;
    open[0].socket.destroy();
    await eventually(async () => {
      expect(await ask(api, ['GET /v1/health HTTP/1.1', 'Host: 127.0.0.1'])).toBe(200);
    });
  });

  it('cuts nothing for a client that is gone', async () => {
    let begun = 0;
    let stopped = 0;
    const api = await startApi({
      before: async (_, { signal }) => {
        begun++;
        await sleep(60_000, undefined, signal && { signal }).catch((error: unknown) => {
          stopped++;
          throw error;
        });
      },
    });
    const stop = new AbortController();
    const answer = fetch(`${api.url}/v1/cutouts`, {
      method: 'POST',
      headers: { 'x-api-key': api.key },
      body: form({ image: await photo() }),
      signal: stop.signal,
    }).catch(() => undefined);
    await eventually(() => {
      expect(begun).toBe(1);
    });
    stop.abort();
    await answer;
    await eventually(() => {
      expect(stopped).toBe(1);
      expect(api.owner.queue.batches()).toEqual([]);
    });
    expect(api.keys.list().at(-1)?.used).toBe(0);
  });
});

describe('listening', () => {
  it.each(['127.0.0.1', '127.8.9.1', '::1', 'localhost'])('may be done at %s', (host) => {
    expect(isLoopback(host)).toBe(true);
    checkListening(host, { allowRemote: false, encrypted: false });
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', '::ffff:192.168.1.5', 'example.test'])(
    'needs leave and encryption at %s',
    (host) => {
      const check = (allowRemote: boolean, encrypted: boolean) => () => {
        checkListening(host, { allowRemote, encrypted });
      };
      for (const refused of [check(false, false), check(false, true), check(true, false)]) {
        expect(refused).toThrow(expect.objectContaining({ code: 'api-address-refused' }));
      }
      check(true, true)();
    },
  );

  it('says which port is taken, and leaves all as it was', async () => {
    const api = await startApi();
    const listen = {
      host: '127.0.0.1',
      port: portOf(api),
      allowRemote: false,
      tls: null,
      names: [],
    };
    await expect(startApi({ options: { listen } })).rejects.toMatchObject({
      code: 'api-port-taken',
      params: { port: portOf(api) },
    });
    expect((await take(`${api.url}/v1/health`)).status).toBe(200);
  });

  it('is done by one server for a data folder', async () => {
    const api = await startApi();
    const db = openApiStore(api.dataFolder);
    const { engine } = api;
    const again = ApiServer.start({
      ...{ dataFolder: api.dataFolder, db, engine, queue: api.owner, limits: defaultApiLimits },
      listen: { host: '127.0.0.1', port: 0, allowRemote: false, tls: null, names: [] },
      presets: () => ({}),
      networkOff: () => false,
    });
    await expect(again).rejects.toMatchObject({ code: 'api-already-served' });
    db.close();
  });

  it('speaks TLS at another address, and nothing else', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'offcut-tls-'));
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'offcut.test' }], {
      algorithm: 'sha256',
    });
    const tls = { cert: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') };
    await writeFile(tls.cert, cert);
    await writeFile(tls.key, key);
    const listen = { host: '0.0.0.0', port: 0, allowRemote: true, tls, names: ['offcut.test'] };
    const api = await startApi({ options: { listen } });
    const statusOf = (host: string, headers: Readonly<Record<string, string>> = {}) =>
      new Promise<number | undefined>((resolve, reject) => {
        const options = { port: portOf(api), ca: cert, checkServerIdentity: () => undefined };
        https
          .get({ ...options, path: '/v1/me', headers: { host, ...headers } }, (answer) => {
            answer.resume();
            resolve(answer.statusCode);
          })
          .on('error', reject);
      });
    expect(api.url).toMatch(/^https:/);
    expect(await statusOf('offcut.test', { 'x-api-key': api.key })).toBe(200);
    expect(await statusOf('offcut.test')).toBe(401);
    expect(await statusOf('other.test', { 'x-api-key': api.key })).toBe(403);
    const plain = new Promise((resolve, reject) => {
      http.get({ port: portOf(api), path: '/v1/health' }, resolve).on('error', reject);
    });
    await expect(plain).rejects.toThrow();
  });

  it('refuses a certificate that it cannot use', async () => {
    const tls = { cert: '/nowhere/cert.pem', key: '/nowhere/key.pem' };
    const listen = { host: '127.0.0.1', port: 0, allowRemote: false, tls, names: [] };
    await expect(startApi({ options: { listen } })).rejects.toMatchObject({
      code: 'api-tls-unusable',
    });
  });
});

it('answers with no list of a folder, and no path of this machine', async () => {
  const api = await startApi({
    before: ({ source, target }) => {
      throw new Error(`${source} and ${target} are in ${api.dataFolder}`);
    },
  });
  const headers = { 'x-api-key': api.key, authorization: `Bearer ${api.key}` };
  const answers = [
    await post(`${api.url}/v1/cutouts`, headers, form({ image: await photo() })),
    await post(`${api.url}/v1/jobs`, headers, form({ image: await photo() })),
  ];
  for (const address of [
    '/',
    '/v1',
    '/v1/',
    '/v1/jobs/',
    '/v1/docs/static/',
    '/v1/docs/static/../../../package.json',
    '/clipdrop/',
    '/..%2f..%2f',
    '/api.db',
    '/uploads/',
    '/v1/jobs/..%2f..%2fapi.db',
  ]) {
    const answer = await take(`${api.url}${address}`, { headers });
    expect([address, answer.status]).toEqual([address, expect.not.stringMatching(/^$/) as unknown]);
    answers.push(answer);
  }
  await eventually(async () => {
    const list = await take(`${api.url}/v1/jobs`, { headers });
    expect(list.bytes.toString()).toContain('"failed"');
    answers.push(list);
  });
  for (const { bytes, headers: sent } of answers) {
    const said = bytes.toString() + JSON.stringify([...sent]);
    expect(sent.get('x-content-type-options')).toBe('nosniff');
    expect(said).not.toContain(api.dataFolder);
    expect(said).not.toContain(process.cwd());
    expect(said).not.toMatch(/Index of|api\.db/);
  }
});
