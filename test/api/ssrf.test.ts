import http from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { DownloadOptions } from '../../src/core/sources/download.ts';
import { isPublicAddress } from '../../src/core/sources/public-address.ts';
import { photo, postJson, useClosing } from '../providers/servers/requests-in-tests.ts';
import { listen } from '../providers/servers/loopback.ts';
import { useApi } from './setting.ts';

const startApi = useApi();
const closing = useClosing();

/** What an address was asked for, so that "not fetched" can be seen. */
const visits: string[] = [];
afterEach(() => {
  visits.length = 0;
});

async function secret() {
  const body = await photo();
  return closing(
    listen((request, response) => {
      visits.push(request.url ?? '');
      response.setHeader('content-type', 'image/jpeg');
      response.end(body);
    }),
  );
}

/** What each dialect is asked that takes addresses, and what it says to one that is refused. */
const askers = [
  ['/v1/cutouts', 422, (url: string) => ({ url })],
  ['/v1/jobs', 422, (url: string) => ({ url })],
  ['/v1/batches', 422, (url: string) => ({ urls: [url] })],
  ['/crop-photo/v1/crop/remove-background', 400, (image_url: string) => ({ image_url })],
  ['/img-processing/v1/images', 400, (url: string) => ({ url, name: 'x' })],
  ['/tengr/v2/artworks/remove-background', 400, (imageUrl: string) => ({ imageUrl })],
  ['/removebg/v1.0/removebg', 400, (image_url: string) => ({ image_url })],
  [
    '/removebg/v1.0/removebg',
    400,
    (bg_image_url: string) => ({ bg_image_url, image_file_b64: pixel }),
  ],
] as const;

/** A GIF of one pixel would be no picture of that dialect; the address is looked at first. */
const pixel = Buffer.from('ffd8ffe0', 'hex').toString('base64');

async function refusedEverywhere(url: string, download: DownloadOptions = {}) {
  const api = await startApi({ options: { download } });
  const headers = { 'x-api-key': api.key, authorization: `Bearer ${api.key}` };
  for (const [address, status, body] of askers) {
    const answer = await postJson(`${api.url}${address}`, headers, body(url));
    expect([address, answer.status, answer.bytes.toString()]).toEqual([
      address,
      status,
      expect.any(String) as string,
    ]);
    // Whoever asks is told nothing of what lies behind it.
    expect(answer.bytes.toString()).not.toMatch(/ECONN|127\.0\.0\.1 \(|refused to connect/);
  }
  expect(api.runs).toEqual([]);
}

describe('an address that is not public is refused in every dialect', () => {
  it.each([
    ['loopback', '127.0.0.1'],
    ['loopback, short', '127.1'],
    ['loopback in decimal', '2130706433'],
    ['loopback in octal', '0177.0.0.1'],
    ['loopback in hex', '0x7f.0x0.0x0.0x1'],
    ['loopback in one hex number', '0x7f000001'],
    ['loopback by name', 'localhost'],
    ['loopback with a dot', 'localhost.'],
    ['loopback in full-width digits', '１２７.０.０.１'],
    ['this network', '0.0.0.0'],
    ['IPv6 loopback', '[::1]'],
    ['IPv6 unspecified', '[::]'],
    ['IPv4-mapped IPv6', '[::ffff:127.0.0.1]'],
    ['IPv4-mapped IPv6 in hex', '[::ffff:7f00:1]'],
    ['IPv4-compatible IPv6', '[::127.0.0.1]'],
    ['NAT64 of loopback', '[64:ff9b::7f00:1]'],
    ['6to4 of loopback', '[2002:7f00:1::]'],
    ['private 10/8', '10.0.0.1'],
    ['private 172.16/12', '172.16.0.1'],
    ['private 192.168/16', '192.168.1.1'],
    ['private in decimal', '167772161'],
    ['unique local IPv6', '[fd00::1]'],
    ['link-local', '169.254.1.1'],
    ['link-local IPv6', '[fe80::1]'],
    ['metadata of clouds', '169.254.169.254'],
    ['metadata in octal', '0251.0376.0251.0376'],
    ['metadata in decimal', '2852039166'],
    ['metadata, mapped', '[::ffff:a9fe:a9fe]'],
    ['metadata of Amazon by IPv6', '[fd00:ec2::254]'],
    ["carriers' own", '100.64.0.1'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
  ])('%s', async (_, host) => {
    const { origin } = await secret();
    await refusedEverywhere(`http://${host}:${new URL(origin).port}/secret.jpg`);
    expect(visits).toEqual([]);
  });

  it.each([
    'file:///etc/passwd',
    'ftp://example.com/a.jpg',
    'data:image/png;base64,AA==',
    'gopher://x',
    '//x/y',
  ])('another protocol: %s', async (url) => {
    await refusedEverywhere(url);
  });

  it('with a password in it', async () => {
    await refusedEverywhere('http://me:secret@example.com/a.jpg');
  });
});

describe('a name', () => {
  const named = (answers: readonly (readonly string[])[]) => {
    let asked = 0;
    const lookup: NonNullable<DownloadOptions['lookup']> = () => {
      const addresses = answers[Math.min(asked++, answers.length - 1)] ?? [];
      return Promise.resolve(
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    };
    return lookup;
  };

  it.each([
    ['leads to this machine', [['127.0.0.1']]],
    ['leads to a mapped address', [['::ffff:127.0.0.1']]],
    ['leads to a public and to a private address', [['93.184.215.14', '10.0.0.1']]],
    ['leads to metadata', [['169.254.169.254']]],
  ])('that %s is refused', async (_, answers) => {
    const { origin } = await secret();
    const url = `http://rebound.test:${new URL(origin).port}/secret.jpg`;
    await refusedEverywhere(url, { lookup: named(answers) });
    expect(visits).toEqual([]);
  });

  it('is connected to at the very address that was checked, whatever it answers next', async () => {
    const body = await photo();
    const paths: string[] = [];
    const host = await closing(
      listen((request, response) => {
        paths.push(request.url ?? '');
        response.end(body);
      }),
    );
    const { port } = new URL(host.origin);
    // The one address that stands for a public one here; every other answer of it is refused.
    const allowAddress = (address: string) => address === '127.0.0.2' || isPublicAddress(address);
    const answers = [['127.0.0.2'], ['127.0.0.1'], ['10.0.0.1']];
    const server = http.createServer((request, response) => {
      visits.push(request.url ?? '');
      response.writeHead(302, { location: `http://rebound.test:${port}/second` }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve));
    const first = server.address();
    if (first === null || typeof first === 'string') throw new Error('no port');
    const api = await startApi({ options: { download: { lookup: named(answers), allowAddress } } });
    const url = `http://rebound.test:${first.port}/first`;
    const answer = await postJson(`${api.url}/v1/cutouts`, { 'x-api-key': api.key }, { url });
    // The first hop went where it was checked; the second leads to loopback now, and is refused.
    expect([answer.status, visits, paths]).toEqual([422, ['/first'], []]);
    server.close();
  });
});

describe('a redirect', () => {
  it.each([
    'http://127.0.0.1:PORT/secret.jpg',
    'http://2130706433:PORT/secret.jpg',
    'http://[::ffff:7f00:1]:PORT/secret.jpg',
    'http://localhost:PORT/secret.jpg',
    'http://169.254.169.254/latest/meta-data/',
    'file:///etc/passwd',
    'http://user:password@127.0.0.1:PORT/',
  ])('to %s is refused', async (location) => {
    const { origin } = await secret();
    const server = http.createServer((_, response) => {
      const to = location.replace('PORT', new URL(origin).port);
      response.writeHead(302, { location: to }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.3', resolve));
    const at = server.address();
    if (at === null || typeof at === 'string') throw new Error('no port');
    const allowAddress = (address: string) => address === '127.0.0.3' || isPublicAddress(address);
    await refusedEverywhere(`http://127.0.0.3:${at.port}/a.jpg`, { allowAddress });
    server.close();
    expect(visits).toEqual([]);
  });

  it('that never ends is given up', async () => {
    const server = await closing(
      listen((_, response) => response.writeHead(302, { location: '/again' }).end()),
    );
    await refusedEverywhere(`${server.origin}/a`, { allowAddress: () => true });
  });
});

it('fetches no more than it may, for no longer than it may', async () => {
  const endless = await closing(
    listen((_, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(64_000)));
      };
      response.on('drain', more);
      more();
    }),
  );
  const silent = await closing(listen(() => undefined));
  const api = await startApi({
    limits: { maxBytes: 300_000, deadlineMs: 1_000 },
  });
  const headers = { 'x-api-key': api.key };
  for (const [url, words] of [
    [endless.origin, 'larger than 0.3 MB'],
    [silent.origin, 'it took longer than 1 s'],
  ] as const) {
    const answer = await postJson(`${api.url}/v1/cutouts`, headers, { url });
    expect(answer.status).toBe(422);
    expect(answer.bytes.toString()).toContain(words);
  }
});
