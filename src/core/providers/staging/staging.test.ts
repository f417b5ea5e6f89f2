import { mkdir, readdir, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../../../test/helpers/eventually.ts';
import {
  goodKeys,
  refuseWith,
  useS3Server,
  type S3Server,
} from '../../../../test/helpers/s3-server.ts';
import { useTempFolder } from '../../../../test/helpers/temp.ts';
import { stagingSettingsSchema } from '../../../shared/staging.ts';
import { Bucket } from './bucket.ts';
import type { StagingKeys } from './staging-keys.ts';
import { Staging, type StagingOptions } from './staging.ts';

const MINUTE = 60_000;
const picture = Buffer.from('a picture, as far as a bucket is concerned');
const OUR_KEY = /^offcut\/[0-9a-f]{32}\.png$/;
const png = { contentType: 'image/png' } as const;
const SECRET = 'this+secret/is=never+told';

const newServer = useS3Server();
const tempFolder = useTempFolder();
let s3: S3Server;
let file: string;
let stagings: Staging[];

const warnings: Error[] = [];
const onWarning = (warning: Error) => void warnings.push(warning);
beforeAll(() => process.on('warning', onWarning));
afterAll(() => process.off('warning', onWarning));

beforeEach(async () => {
  s3 = await newServer();
  file = path.join(await tempFolder(), 'Anna at the beach.png');
  await writeFile(file, picture);
  stagings = [];
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  for (const staging of stagings) await staging.close();
});

const settings = (changes: object = {}) =>
  stagingSettingsSchema.parse({
    endpoint: s3.endpoint,
    region: 'us-east-1',
    bucket: s3.bucket,
    pathStyle: true,
    ...changes,
  });

function staging(
  options: StagingOptions & { readonly keys?: StagingKeys; readonly settings?: object } = {},
): Staging {
  const one = new Staging(settings(options.settings), options.keys ?? goodKeys, options);
  stagings.push(one);
  return one;
}

const methods = () => s3.requests.map(({ method }) => method);
const only = (method: string) => s3.requests.filter((request) => request.method === method);

/** Everything that can be printed of a thrown value. */
async function thrownBy(operation: Promise<unknown>): Promise<string> {
  const thrown = await operation.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(Error);
  return inspect(thrown, { depth: Infinity, showHidden: true });
}

describe('a picture in the bucket', () => {
  it('is given to whoever has the link, with its type', async () => {
    const { url } = await staging().stage(file, png);
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(picture);
    expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe('900');
  });

  it('has a random name, and nothing that tells of the file or of the user', async () => {
    const one = staging();
    await one.stage(file, png);
    await one.stage(file, { contentType: 'image/jpeg' });
    const keys = await s3.keys();
    expect(keys.filter((key) => OUR_KEY.test(key))).toHaveLength(1);
    expect(keys.filter((key) => /^offcut\/[0-9a-f]{32}\.jpg$/.test(key))).toHaveLength(1);
    for (const { url = '', headers } of only('PUT')) {
      expect(url).not.toContain('Anna');
      expect(JSON.stringify(headers)).not.toMatch(/Anna|x-amz-meta|x-amz-checksum|x-amz-acl/);
    }
  });

  it('is put into the folder of the settings', async () => {
    await staging({ settings: { prefix: 'a/b/' } }).stage(file, png);
    expect((await s3.keys())[0]).toMatch(/^a\/b\/[0-9a-f]{32}\.png$/);
  });

  it('may be larger than what is read at once', async () => {
    const large = Buffer.alloc(1_000_000, 'abc');
    await writeFile(file, large);
    const { url } = await staging().stage(file, png);
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(large)).toBe(true);
  });

  it('is gone when it is released, which can be done twice', async () => {
    const staged = await staging().stage(file, png);
    await Promise.all([staged.release(), staged.release()]);
    await staged.release();
    expect((await fetch(staged.url)).status).toBe(404);
    expect(await s3.keys()).toEqual([]);
    expect(only('DELETE')).toHaveLength(1);
  });

  it('is not given by a link that was changed', async () => {
    const one = staging();
    const first = await one.stage(file, png);
    const second = await one.stage(file, png);
    const mixed = new URL(first.url);
    mixed.pathname = new URL(second.url).pathname;
    expect((await fetch(mixed)).status).toBe(403);
  });

  it('is not given any more when the link’s life is over', async () => {
    const minutesAgo = (minutes: number) => () => new Date(Date.now() - minutes * MINUTE);
    const late = await staging({ clock: minutesAgo(16) }).stage(file, png);
    expect((await fetch(late.url)).status).toBe(403);
    const inTime = await staging({ clock: minutesAgo(14) }).stage(file, png);
    expect((await fetch(inTime.url)).status).toBe(200);
    const shorter = await staging({ clock: minutesAgo(2), lifeSeconds: 60 }).stage(file, png);
    expect((await fetch(shorter.url)).status).toBe(403);
  });

  it('has a token sent with the keys that need it', async () => {
    const { url } = await staging({ keys: { ...goodKeys, sessionToken: 'lent' } }).stage(file, png);
    expect(only('PUT')[0]?.headers['x-amz-security-token']).toBe('lent');
    expect((await fetch(url)).status).toBe(200);
  });

  it('is deleted with its version where there is one', async () => {
    s3.intercept = ({ method }, response) => {
      if (method === 'PUT') response.setHeader('x-amz-version-id', 'first');
      return false;
    };
    const staged = await staging().stage(file, png);
    await staged.release();
    expect(only('DELETE')[0]?.url).toContain('versionId=first');
  });
});

describe('letting go', () => {
  it('does not mind that the picture is gone already', async () => {
    const staged = await staging().stage(file, png);
    s3.intercept = ({ method }, response) =>
      method === 'DELETE' && refuseWith(response, 404, 'NoSuchKey');
    await staged.release();
    expect(only('DELETE')).toHaveLength(1);
  });

  it('is tried again', async () => {
    const staged = await staging().stage(file, png);
    s3.intercept = ({ method }, response) =>
      method === 'DELETE' && only('DELETE').length < 3 && refuseWith(response, 503, 'SlowDown');
    await staged.release();
    expect(only('DELETE')).toHaveLength(3);
    expect(await s3.keys()).toEqual([]);
  });

  it('fails when nothing helps, and can be asked for once more', async () => {
    const staged = await staging().stage(file, png);
    s3.intercept = (_, response) => refuseWith(response, 503, 'SlowDown');
    await expect(staged.release()).rejects.toMatchObject({
      code: 'staging-failed',
      params: { bucket: s3.bucket, reason: 'SlowDown', status: 503 },
    });
    s3.intercept = () => false;
    await staged.release();
    expect(await s3.keys()).toEqual([]);
  });

  it('tells of a bucket that is gone', async () => {
    const staged = await staging().stage(file, png);
    s3.intercept = (_, response) => refuseWith(response, 404, 'NoSuchBucket');
    await expect(staged.release()).rejects.toMatchObject({ params: { reason: 'NoSuchBucket' } });
  });
});

describe('an upload that fails', () => {
  it('is tried again from the beginning', async () => {
    s3.intercept = (_, response) =>
      only('PUT').length < 3 && refuseWith(response, 500, 'InternalError');
    const { url } = await staging().stage(file, png);
    expect(methods()).toEqual(['PUT', 'PUT', 'PUT']);
    expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(picture);
  });

  it('leaves nothing when it is aborted half-way', async () => {
    // It has no bytes on the disk, and would take seconds.
    await truncate(file, 4 * 2 ** 30);
    const abort = new AbortController();
    const staged = staging().stage(file, { ...png, signal: abort.signal });
    const outcome = expect(staged).rejects.toMatchObject({ code: 'cancelled' });
    await eventually(async () => {
      const [key] = await s3.keys();
      if (key === undefined) throw new Error('nothing has arrived');
      expect((await stat(s3.fileOf(key))).size).toBeGreaterThan(0);
    });
    abort.abort();
    await outcome;
    expect(await s3.keys()).toEqual([]);
  });

  it('leaves nothing when it is aborted as its last byte arrives', async () => {
    const abort = new AbortController();
    s3.intercept = ({ method }, response) => {
      if (method === 'PUT') {
        response.on('finish', () => {
          abort.abort();
        });
      }
      return false;
    };
    await expect(staging().stage(file, { ...png, signal: abort.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await s3.keys()).toEqual([]);
  });

  it('does not begin when it is aborted already', async () => {
    const staged = staging().stage(file, { ...png, signal: AbortSignal.abort() });
    await expect(staged).rejects.toMatchObject({ code: 'cancelled' });
    expect(s3.requests).toEqual([]);
  });

  it('leaves nothing of a file that becomes shorter meanwhile', async () => {
    await truncate(file, 64_000_000);
    s3.intercept = ({ method }) => {
      if (method === 'PUT') truncateSync(file, 1_000);
      return false;
    };
    await expect(staging().stage(file, png)).rejects.toMatchObject({ code: 'input-changed' });
    expect(only('PUT')).toHaveLength(1);
    expect(await s3.keys()).toEqual([]);
  });

  it('says what is wrong with the file, and asks nothing of the server', async () => {
    const folder = path.dirname(file);
    const none = staging().stage(path.join(folder, 'none.png'), png);
    await expect(none).rejects.toMatchObject({ code: 'input-not-found' });
    await expect(staging().stage(folder, png)).rejects.toMatchObject({ code: 'input-unreadable' });
    await truncate(file, 0);
    await expect(staging().stage(file, png)).rejects.toMatchObject({ code: 'input-empty' });
    expect(s3.requests).toEqual([]);
  });

  it('says so where there is no such bucket, and asks once', async () => {
    const staged = staging({ settings: { bucket: 'elsewhere' } }).stage(file, png);
    await expect(staged).rejects.toMatchObject({
      code: 'staging-failed',
      params: { bucket: 'elsewhere', reason: 'NoSuchBucket', status: 404 },
    });
    expect(methods()).toEqual(['PUT']);
  });

  it('says so where the keys may not', async () => {
    s3.intercept = (_, response) => refuseWith(response, 403, 'AccessDenied');
    await expect(staging().stage(file, png)).rejects.toMatchObject({
      params: { reason: 'AccessDenied', status: 403 },
    });
  });

  it('gives the number of an answer that is not S3’s', async () => {
    s3.intercept = (_, response) => {
      response.writeHead(405, { 'content-type': 'text/html' }).end('<h1>Not here</h1>');
      return true;
    };
    await expect(staging().stage(file, png)).rejects.toMatchObject({
      params: { reason: 'HTTP 405', status: 405 },
    });
  });

  it('says so where nobody answers in time', async () => {
    s3.intercept = () => true;
    await expect(staging({ idleMs: 100 }).stage(file, png)).rejects.toMatchObject({
      code: 'staging-failed',
      params: { bucket: s3.bucket, reason: 'ETIMEDOUT' },
    });
  });

  it('goes by the server’s clock when that of this computer is wrong', async () => {
    const ahead = 60 * MINUTE;
    const date = () => new Date(Date.now() + ahead).toUTCString();
    s3.intercept = ({ method }, response) => {
      if (only('PUT').length === 1) {
        return refuseWith(response, 403, 'RequestTimeTooSkewed', { date: date() });
      }
      response.writeHead(method === 'PUT' ? 200 : 204, { date: date() }).end();
      return true;
    };
    const { url } = await staging().stage(file, png);
    const minutes = ([, year, month, day, hour, minute]: readonly string[]) =>
      Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)) / MINUTE;
    const parts = /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/;
    const signed = [
      only('PUT')[1]?.headers['x-amz-date'],
      new URL(url).searchParams.get('X-Amz-Date'),
    ];
    for (const stamp of signed) {
      expect(minutes(parts.exec(String(stamp)) ?? [])).toBeGreaterThan(Date.now() / MINUTE + 50);
    }
  });
});

describe('the secret key', () => {
  const written: string[] = [];

  beforeEach(() => {
    written.length = 0;
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, 'write').mockImplementation((text) => {
        written.push(String(text));
        return true;
      });
    }
    for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, name).mockImplementation((...parts) => {
        written.push(inspect(parts, { depth: Infinity }));
      });
    }
  });

  const keys = { ...goodKeys, secretAccessKey: SECRET, sessionToken: 'nor+is/this' };

  it('that is wrong is not told, but that it is wrong', async () => {
    const one = staging({ keys });
    const told = await thrownBy(one.stage(file, png));
    expect(told).toContain('SignatureDoesNotMatch');
    expect(told).toContain('403');
    for (const text of [told, inspect(one, { depth: Infinity, showHidden: true }), ...written]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(keys.sessionToken);
    }
    expect(written).toEqual([]);
    expect(await s3.keys()).toEqual([]);
  });

  it('is not told when the server cannot be reached', async () => {
    const blocked = createServer();
    await new Promise<void>((resolve) => blocked.listen(0, '127.0.0.1', resolve));
    const address = blocked.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    await new Promise((resolve) => blocked.close(resolve));
    const endpoint = `http://127.0.0.1:${address.port}`;
    const told = await thrownBy(staging({ keys, settings: { endpoint } }).stage(file, png));
    expect(told).toContain('ECONNREFUSED');
    expect(told).toContain('staging-failed');
    for (const text of [told, ...written]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(keys.sessionToken);
    }
  });

  it('leaves nothing on the screen when all goes well, either', async () => {
    const staged = await staging().stage(file, png);
    await staged.release();
    expect(written).toEqual([]);
  });
});

describe('keys and addresses of the environment', () => {
  beforeEach(async () => {
    const home = await tempFolder();
    await mkdir(path.join(home, '.aws'));
    const config = path.join(home, '.aws', 'config');
    const credentials = path.join(home, '.aws', 'credentials');
    await writeFile(
      config,
      '[default]\nregion = mars-north-1\nendpoint_url = http://127.0.0.1:1\nuse_fips_endpoint = true\n',
    );
    await writeFile(
      credentials,
      '[default]\naws_access_key_id = S3RVER\naws_secret_access_key = S3RVER\n',
    );
    const variables = {
      HOME: home,
      USERPROFILE: home,
      AWS_CONFIG_FILE: config,
      AWS_SHARED_CREDENTIALS_FILE: credentials,
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
      AWS_SESSION_TOKEN: 'environment',
      AWS_REGION: 'mars-north-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1',
      AWS_USE_FIPS_ENDPOINT: 'true',
      AWS_USE_DUALSTACK_ENDPOINT: 'true',
      AWS_REQUEST_CHECKSUM_CALCULATION: 'WHEN_SUPPORTED',
      AWS_MAX_ATTEMPTS: '9',
    };
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  });

  it('do not help keys that are wrong', async () => {
    const keys = { accessKeyId: 'NOBODY', secretAccessKey: SECRET };
    await expect(staging({ keys }).stage(file, png)).rejects.toMatchObject({
      params: { reason: 'InvalidAccessKeyId' },
    });
    for (const { headers } of s3.requests) {
      expect(headers.authorization).toContain('Credential=NOBODY/');
      expect(headers['x-amz-security-token']).toBeUndefined();
    }
  });

  it('do not take the place of what the settings say', async () => {
    const { url } = await staging().stage(file, png);
    expect((await fetch(url)).status).toBe(200);
    const [put] = only('PUT');
    expect(put?.headers.authorization).toContain('/us-east-1/s3/aws4_request');
    expect(JSON.stringify(put?.headers)).not.toContain('x-amz-checksum');
  });

  it.each([
    [{}, 'https://my-pictures.s3.eu-central-1.amazonaws.com/offcut/1.png'],
    [{ pathStyle: true }, 'https://s3.eu-central-1.amazonaws.com/my-pictures/offcut/1.png'],
    [{ region: 'cn-north-1' }, 'https://my-pictures.s3.cn-north-1.amazonaws.com.cn/offcut/1.png'],
    [{ endpoint: 'https://s3.test' }, 'https://my-pictures.s3.test/offcut/1.png'],
    [
      { endpoint: 'https://s3.test/a', pathStyle: true },
      'https://s3.test/a/my-pictures/offcut/1.png',
    ],
  ])('do not change where the bucket of %o is', async (changes, address) => {
    const where = {
      endpoint: null,
      bucket: 'my-pictures',
      region: 'eu-central-1',
      pathStyle: false,
    };
    const bucket = await Bucket.open(settings({ ...where, ...changes }), goodKeys, 1_000);
    const link = await bucket.link('offcut/1.png', 60, new Date());
    bucket.close();
    expect(link.split('?')[0]).toBe(address);
    expect(new URL(link).searchParams.get('X-Amz-Security-Token')).toBeNull();
  });
});

describe('sweeping', () => {
  const ours = (digit: string) => `offcut/${digit.repeat(32)}.png`;

  async function put(key: string, minutesOld: number): Promise<void> {
    const target = s3.fileOf(key);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, picture);
    const then = new Date(Date.now() - minutesOld * MINUTE);
    await utimes(target, then, then);
  }

  it('deletes what is ours and old, and nothing else', async () => {
    const kept = [
      ours('1'),
      'offcut/Anna at the beach.png',
      `offcut/${'2'.repeat(31)}.png`,
      `offcut/${'2'.repeat(32)}.exe`,
      `offcut/a/${'2'.repeat(32)}.png`,
      `offcut2/${'2'.repeat(32)}.png`,
      `${'2'.repeat(32)}.png`,
    ].sort();
    for (const key of kept) await put(key, key === ours('1') ? 55 : 600);
    await put(ours('2'), 65);
    await put(`offcut/${'3'.repeat(32)}.txt`, 600);
    expect(await staging().sweep(60 * MINUTE)).toBe(2);
    expect(await s3.keys()).toEqual(kept);
    expect(await staging().sweep(60 * MINUTE)).toBe(0);
  });

  it('goes by the given clock', async () => {
    await put(ours('1'), 0);
    const clock = () => new Date(Date.now() + 61 * MINUTE);
    expect(await staging({ clock }).sweep(60 * MINUTE)).toBe(1);
  });

  it('looks through all pages of a listing', async () => {
    await put(ours('2'), 600);
    // The server program's own way to go on after a page needs a cipher that Node has no more.
    s3.intercept = (request, response) => {
      const { method, url = '' } = request;
      if (method !== 'GET') return false;
      if (url.includes('continuation-token=further')) {
        request.url = url.replace('continuation-token=further&', '');
        return false;
      }
      response.writeHead(200, { 'content-type': 'application/xml' }).end(
        `<ListBucketResult><IsTruncated>true</IsTruncated>
        <NextContinuationToken>further</NextContinuationToken><Contents><Key>${ours('1')}</Key>
        <LastModified>2020-01-01T00:00:00.000Z</LastModified></Contents></ListBucketResult>`,
      );
      return true;
    };
    expect(await staging().sweep(60 * MINUTE)).toBe(2);
    expect(only('GET')).toHaveLength(2);
    expect(only('DELETE')).toHaveLength(2);
    expect(await s3.keys()).toEqual([]);
  });

  it('ends when it is aborted, and fails as clearly as all else', async () => {
    const aborted = staging().sweep(0, AbortSignal.abort());
    await expect(aborted).rejects.toMatchObject({ code: 'cancelled' });
    const failed = staging({ settings: { bucket: 'elsewhere' } }).sweep(0);
    await expect(failed).rejects.toMatchObject({ params: { reason: 'NoSuchBucket' } });
  });
});

describe('trying the settings', () => {
  it('puts something there, fetches it without keys, and deletes it', async () => {
    await staging().check();
    expect(methods()).toEqual(['PUT', 'GET', 'DELETE']);
    expect(only('GET')[0]?.headers.authorization).toBeUndefined();
    expect(await s3.keys()).toEqual([]);
  });

  it('fails where the bucket cannot be used', async () => {
    const missing = staging({ settings: { bucket: 'elsewhere' } }).check();
    await expect(missing).rejects.toMatchObject({ params: { reason: 'NoSuchBucket' } });
    const wrong = staging({ keys: { ...goodKeys, secretAccessKey: SECRET } }).check();
    await expect(wrong).rejects.toMatchObject({ params: { reason: 'SignatureDoesNotMatch' } });
  });

  it('fails where links do not work, and leaves nothing', async () => {
    s3.intercept = ({ method }, response) =>
      method === 'GET' && refuseWith(response, 403, 'AccessDenied');
    await expect(staging().check()).rejects.toMatchObject({
      code: 'staging-failed',
      params: { reason: 'HTTP 403 for its link', status: 403 },
    });
    expect(await s3.keys()).toEqual([]);
  });

  it('fails where links give something else', async () => {
    s3.intercept = ({ method }, response) => {
      if (method === 'GET') response.end('a page for everybody'.repeat(1_000));
      return method === 'GET';
    };
    await expect(staging().check()).rejects.toMatchObject({
      params: { reason: 'its link gives something else than was put there' },
    });
    expect(await s3.keys()).toEqual([]);
  });

  it('fails where nothing may be deleted', async () => {
    s3.intercept = ({ method }, response) =>
      method === 'DELETE' && refuseWith(response, 403, 'AccessDenied');
    await expect(staging().check()).rejects.toMatchObject({ params: { reason: 'AccessDenied' } });
  });

  it('can be cancelled while the link is fetched', async () => {
    const abort = new AbortController();
    s3.intercept = ({ method }) => {
      if (method === 'GET') abort.abort();
      return method === 'GET';
    };
    await expect(staging().check(abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await s3.keys()).toEqual([]);
  });
});

describe('Staging', () => {
  it('refuses keys that cannot be sent', () => {
    expect(() => staging({ keys: { ...goodKeys, secretAccessKey: '' } })).toThrow(
      expect.objectContaining({ code: 'staging-invalid' }),
    );
  });

  it('ends its connections', async () => {
    const one = staging();
    await one.stage(file, png);
    expect(await s3.connections()).toBeGreaterThan(0);
    await one.close();
    await eventually(async () => {
      expect(await s3.connections()).toBe(0);
    });
  });

  it('does not warn of the Node that it runs in', () => {
    expect(warnings).toEqual([]);
  });

  it('loads nothing before it is used, and can be closed then', async () => {
    await staging().close();
    expect(await readdir(path.dirname(file))).toHaveLength(1);
  });
});
