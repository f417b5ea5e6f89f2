import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newCaller } from '../../src/core/providers/call.ts';
import { ControlClient } from '../../src/core/queue/control/client.ts';
import { queueOwner } from '../../src/core/queue/store/owner.ts';
import { OffcutError } from '../../src/shared/errors.ts';
import { blankJpeg } from '../helpers/blank-jpeg.ts';
import { eventually } from '../helpers/eventually.ts';
import { useTempFolder } from '../helpers/temp.ts';
import { clientOf, sourceFor } from '../providers/every-provider.ts';
import {
  form,
  look,
  photo,
  photoSize,
  post,
  postJson,
  take,
} from '../providers/servers/requests-in-tests.ts';
import { crowd, forever, held } from './held-engine.ts';
import { hasCurl, runJavaScript, runShell } from './samples.ts';
import { useApi, type ApiWishes, type RunningApi } from './setting.ts';

const startApi = useApi();
const newFolder = useTempFolder();

const address = ({ url }: RunningApi) => `${url}/poof/v1/remove`;

type Fields = Readonly<Record<string, string | Buffer>>;

async function started(wishes: ApiWishes = {}) {
  const api = await startApi(wishes);
  const remove = async (fields: Fields = {}, headers: Readonly<Record<string, string>> = {}) => {
    const image = { image_file: await photo('png'), ...fields };
    return post(address(api), { 'x-api-key': api.key, ...headers }, form(image));
  };
  const me = (key = api.key) => take(`${api.url}/poof/v1/me`, { headers: { 'x-api-key': key } });
  return { api, remove, me };
}

/** Fails unless the answer is a cutout. */
async function cutout(answer: ReturnType<typeof post>) {
  const { status, bytes } = await answer;
  if (status !== 200) throw new Error(`${status}: ${bytes.toString('utf8')}`);
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return {
    ...{ width, height, channels },
    format: (await sharp(bytes).metadata()).format,
    at: (x: number, y: number) => [
      ...data.subarray((y * width + x) * channels).subarray(0, channels),
    ],
  };
}

/** What the disc leaves of a photo: its box has half of either side. */
const disc = { width: photoSize.width / 2, height: photoSize.height / 2 };

const problem = (code: string, more: object = {}): object => ({
  code,
  message: expect.any(String) as string,
  request_id: expect.stringMatching(/^req_/) as string,
  ...more,
});

describe('poof', () => {
  it('200: a picture, and what is known of it', async () => {
    const { api, remove } = await started();
    const { status, headers, bytes } = await remove();
    expect([status, headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(await look(bytes)).toEqual({ ...photoSize, format: 'png', corner: 0, middle: 255 });
    expect(headers.get('x-request-id')).toMatch(/^req_/);
    expect(Number(headers.get('x-processing-time-ms'))).toBeGreaterThan(0);
    expect(headers.get('x-image-width')).toBe('60');
    expect(headers.get('x-image-height')).toBe('40');
    for (const name of ['x-matte-confidence', 'x-matte-ambiguous-ratio']) {
      expect(headers.get(name)).toMatch(/^(0(\.\d{1,4})?|1)$/);
    }
    await eventually(async () => {
      for (const folder of ['uploads', 'results']) {
        expect(await readdir(path.join(api.dataFolder, 'api', folder))).toEqual([]);
      }
    });
  });

  it('200: a matte that is less sure has other figures', async () => {
    const { remove } = await started({ matte: (u) => (u < 0.2 ? 0 : u) });
    const { headers } = await remove();
    expect(Number(headers.get('x-matte-confidence'))).toBeLessThan(0.9);
    expect(Number(headers.get('x-matte-ambiguous-ratio'))).toBeGreaterThan(0.1);
  });

  it.each([
    ['png', 'png', 'image/png', 4],
    ['webp', 'webp', 'image/webp', 4],
    // Without transparency.
    ['jpg', 'jpeg', 'image/jpeg', 3],
  ])('200: format %s', async (format, found, type, channels) => {
    const { remove } = await started();
    expect((await remove({ format })).headers.get('content-type')).toBe(type);
    expect(await cutout(remove({ format }))).toMatchObject({
      ...photoSize,
      format: found,
      channels,
    });
  });

  it.each<[string, Fields, readonly number[]]>([
    ['transparent', {}, [0, 0, 0, 0]],
    ['white under rgb', { channels: 'rgb' }, [255, 255, 255]],
    ['the matte alone', { channels: 'alpha', bg_color: 'red' }, [0, 0, 0]],
    ['short hex', { channels: 'rgb', bg_color: '#f80' }, [255, 136, 0]],
    ['hex', { channels: 'rgb', bg_color: '#102030' }, [16, 32, 48]],
    ['rgb()', { channels: 'rgb', bg_color: 'rgb(1, 2, 3)' }, [1, 2, 3]],
    ['a name', { channels: 'rgb', bg_color: 'red' }, [255, 0, 0]],
    ['a colour under rgba, too', { bg_color: 'red' }, [255, 0, 0]],
    ['half a colour', { bg_color: '#ff000080' }, [255, 0, 0, 128]],
  ])('200: what is behind the subject: %s', async (_, fields, corner) => {
    const { remove } = await started();
    const { at } = await cutout(remove(fields));
    expect(at(0, 0)).toEqual(corner);
  });

  it('200: a JPEG on a colour', async () => {
    const { remove } = await started();
    const { at } = await cutout(remove({ format: 'jpg', channels: 'rgba', bg_color: 'red' }));
    const [red, green, blue] = at(0, 0);
    expect(red).toBeGreaterThan(240);
    expect(green).toBeLessThan(15);
    expect(blue).toBeLessThan(15);
  });

  it.each([
    ['full', 3000, 2000],
    ['preview', 256, 171],
    ['small', 512, 341],
    ['medium', 1024, 683],
    ['large', 2048, 1365],
    ['hd', 2449, 1632],
  ])('200: size %s', async (size, width, height) => {
    const { remove } = await started();
    const image_file = await photo('jpeg', { width: 3000, height: 2000 });
    expect(await cutout(remove({ image_file, size, format: 'jpg' }))).toMatchObject({
      width,
      height,
    });
  });

  it.each<[Fields, number, number]>([
    [{ crop: 'false' }, 60, 40],
    [{ crop: 'true' }, disc.width, disc.height],
    [{ crop: 'true', padding: '0' }, disc.width, disc.height],
    // On each side, of the subject's own side.
    [{ crop: 'true', padding: '10%' }, 36, 24],
    [{ crop: 'true', padding: '0.1' }, 36, 24],
    [{ crop: 'true', padding: '20%,5%' }, 42, 22],
    [{ crop: 'true', padding: '10%,0' }, 36, 20],
    // A ratio has room around it by default.
    [{ crop: '1:1' }, 36, 36],
    [{ crop: '1:1', padding: '0' }, 30, 30],
    [{ crop: '3:1' }, 72, 24],
    // Only with a crop.
    [{ padding: '10%' }, 60, 40],
  ])('200: cropped: %j', async (fields, width, height) => {
    const { remove } = await started();
    expect(await cutout(remove(fields))).toMatchObject({ width, height });
  });

  it.each<[Fields, number, number]>([
    [{ width: '30' }, 30, 20],
    [{ height: '10' }, 15, 10],
    [{ width: '120' }, 120, 80],
    [{ width: '50', height: '50' }, 50, 50],
    [{ width: '120', fit: 'scale-down' }, 60, 40],
    [{ width: '30', fit: 'scale-down' }, 30, 20],
    [{ width: '100', height: '100', fit: 'scale-down' }, 100, 100],
    [{ crop: 'true', width: '90', height: '60' }, 90, 60],
    // A size is overridden.
    [{ width: '300', size: 'preview' }, 300, 200],
  ])('200: a width or a height: %j', async (fields, width, height) => {
    const { remove } = await started();
    expect(await cutout(remove(fields))).toMatchObject({ width, height });
  });

  it('200: how the picture meets a canvas', async () => {
    // Opaque from left to right in the middle of the picture.
    const { remove } = await started({ matte: (_, v) => (v > 0.25 && v < 0.75 ? 1 : 0) });
    const canvas = { width: '120', height: '120', channels: 'alpha' };
    const columns = async (fields: Fields) => {
      const { at } = await cutout(remove({ ...canvas, ...fields }));
      const opaque = (x: number) =>
        Array.from({ length: 120 }, (_, y) => at(x, y)[0] ?? 0).filter((alpha) => alpha > 127);
      // Within a px of the edge, which is scaled.
      return [60, 2].map((x) => Math.round(opaque(x).length / 10) * 10);
    };
    // 120 x 80, 180 x 120, and 60 x 40 in the middle.
    expect(await columns({})).toEqual([40, 40]);
    expect(await columns({ fit: 'contain' })).toEqual([40, 40]);
    expect(await columns({ fit: 'cover' })).toEqual([60, 60]);
    expect(await columns({ fit: 'scale-down' })).toEqual([20, 0]);
  });

  it('200: what covers a canvas is cut around the subject', async () => {
    const { remove } = await started({ matte: (u) => (u > 0.75 ? 1 : 0) });
    const { at } = await cutout(
      remove({ width: '40', height: '40', fit: 'cover', channels: 'alpha' }),
    );
    // The right 40 px of 60: the subject is the last 15.
    expect([at(20, 20)[0], at(30, 20)[0]]).toEqual([0, 255]);
  });

  it('200: fields that it does not know, or that are empty', async () => {
    const { remove } = await started();
    const fields = { crop_margin: '10%', roi: '1', size: '', bg_color: '', crop: '', width: '' };
    expect(await cutout(remove(fields))).toMatchObject(photoSize);
  });

  it('200: the account', async () => {
    const { me, remove } = await started({ key: { quota: 10, scope: 'cut' } });
    await remove();
    const { status, json } = await me();
    expect([status, json()]).toEqual([
      200,
      {
        organizationId: expect.stringMatching(/^org_/) as string,
        plan: 'Offcut',
        maxCredits: 10,
        usedCredits: 1,
        autoRechargeThreshold: null,
      },
    ]);
  });

  it('200: the account of a key that may only read, without a quota', async () => {
    const { me } = await started({ key: { scope: 'read' } });
    const { status, json } = await me();
    expect([status, json()]).toMatchObject([200, { maxCredits: 1_000_000_000, usedCredits: 0 }]);
  });

  it('400: no image_file, or a text in its place', async () => {
    const { api } = await started();
    for (const fields of [{}, { image_file: 'text' }, { other: await photo() }]) {
      const answer = await post(address(api), { 'x-api-key': api.key }, form(fields));
      expect([answer.status, answer.json()]).toEqual([400, problem('missing_image')]);
    }
  });

  it('400: a body that is no form', async () => {
    const { api } = await started();
    const answer = await postJson(address(api), { 'x-api-key': api.key }, { image_file: 'x' });
    expect([answer.status, answer.json()]).toEqual([400, problem('validation_error')]);
  });

  it.each<[Fields, string]>([
    [{ format: 'gif' }, 'format'],
    [{ format: 'jpeg' }, 'format'],
    [{ channels: 'cmyk' }, 'channels'],
    [{ bg_color: 'no-colour' }, 'bg_color'],
    [{ size: 'auto' }, 'size'],
    [{ size: '4k' }, 'size'],
    [{ crop: 'yes' }, 'crop'],
    [{ crop: '0:1' }, 'crop'],
    [{ padding: '10px', crop: 'true' }, 'padding'],
    [{ padding: '1%,2%,3%', crop: 'true' }, 'padding'],
    [{ padding: '101%', crop: 'true' }, 'padding'],
    [{ padding: '-1%', crop: 'true' }, 'padding'],
    [{ width: '0' }, 'width'],
    [{ width: '6001' }, 'width'],
    [{ height: '1.5' }, 'height'],
    [{ fit: 'fill' }, 'fit'],
  ])('400: a value that there is not: %j', async (fields, field) => {
    const { api, remove } = await started();
    const { status, json } = await remove(fields);
    expect([status, json()]).toEqual([
      400,
      problem('validation_error', { details: { [field]: [expect.any(String)] } }),
    ]);
    expect(api.runs).toEqual([]);
  });

  it('400: every value that is wrong is named', async () => {
    const { remove } = await started();
    const { json } = await remove({ size: 'huge', format: 'gif' });
    expect(Object.keys((json() as { details: object }).details).sort()).toEqual(['format', 'size']);
  });

  it('400: more than 20 MB', async () => {
    const { api, remove } = await started();
    const answer = await remove({ image_file: Buffer.alloc(20_000_001) });
    expect([answer.status, answer.json()]).toEqual([400, problem('image_too_large')]);
    expect(api.runs).toEqual([]);
  });

  it('400: more pixels than this machine is let', async () => {
    const { remove } = await started({ limits: { maxPixels: 2000 } });
    const answer = await remove();
    expect([answer.status, answer.json()]).toEqual([400, problem('image_too_large')]);
  });

  it('401: no key, or one that is not valid', async () => {
    const { api, remove, me } = await started();
    const none = await post(address(api), {}, form({ image_file: await photo() }));
    const wrong = await remove({}, { 'x-api-key': 'poof_other' });
    for (const answer of [none, wrong, await me('pk_other')]) {
      expect([answer.status, answer.json()]).toEqual([401, problem('authentication_error')]);
      const { request_id: id } = answer.json() as { request_id: string };
      expect(answer.headers.get('x-request-id')).toBe(id);
    }
  });

  it('402: no credits left', async () => {
    const { remove } = await started({ key: { quota: 1 } });
    expect((await remove()).status).toBe(200);
    const answer = await remove();
    expect([answer.status, answer.json()]).toEqual([402, problem('payment_required')]);
  });

  it('403: a key that may only read', async () => {
    const { remove } = await started({ key: { scope: 'read' } });
    const answer = await remove();
    expect([answer.status, answer.json()]).toEqual([403, problem('permission_denied')]);
  });

  it('404: another address', async () => {
    const { api } = await started();
    const answer = await post(`${api.url}/poof/v1/other`, { 'x-api-key': api.key });
    expect([answer.status, answer.json()]).toEqual([404, problem('not_found')]);
  });

  it('413: a body far above the limit', async () => {
    const { api, remove } = await started();
    const answer = await remove({ image_file: Buffer.alloc(40_000_001) });
    expect([answer.status, answer.json()]).toEqual([413, problem('image_too_large')]);
    expect(api.runs).toEqual([]);
  });

  it.each<[string, () => Promise<Buffer>]>([
    ['no picture', () => Promise.resolve(Buffer.from('no picture at all'))],
    ['nothing', () => Promise.resolve(Buffer.alloc(0))],
    ['a GIF, which it does not take', () => sharp(blankJpeg(8, 8)).gif().toBuffer()],
    ['a damaged picture', async () => (await photo()).subarray(0, 300)],
  ])('422: %s', async (_, bytes) => {
    const { remove } = await started();
    const answer = await remove({ image_file: await bytes() });
    expect([answer.status, answer.json()]).toEqual([422, problem('invalid_image')]);
  });

  it('422: no subject in it', async () => {
    const { remove } = await started({ matte: () => 0 });
    const answer = await remove();
    expect([answer.status, answer.json()]).toEqual([422, problem('invalid_image')]);
  });

  it('429: more requests in a minute than the key has', async () => {
    const { remove } = await started({ key: { perMinute: 1 } });
    expect((await remove()).status).toBe(200);
    const answer = await remove();
    expect([answer.status, answer.json()]).toEqual([429, problem('rate_limit_exceeded')]);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it.each([
    ['something fails', 'internal', 'internal_server_error'],
    ['the model gives nonsense', 'matte-invalid', 'processing_failed'],
  ] as const)('500: %s', async (_, code, said) => {
    const reason = '/home/somebody/secret is broken';
    const { remove } = await started({
      before: () => {
        throw new OffcutError(code, { reason });
      },
    });
    const answer = await remove();
    expect([answer.status, answer.json()]).toEqual([500, problem(said)]);
    expect(answer.bytes.toString('utf8')).not.toContain('secret');
  });

  it('502: the process whose queue it is is gone', async () => {
    const other = await startApi();
    const queue = await ControlClient.connect(queueOwner(other.dataFolder)?.socket ?? '');
    const { remove } = await started({ options: { queue } });
    await other.stop();
    const answer = await remove();
    expect([answer.status, answer.json()]).toEqual([502, problem('upstream_error')]);
  });

  it('503: too much waits already', async () => {
    const { before, go } = held();
    const { remove } = await started({ limits: { maxWaiting: 1 }, before });
    const all = await crowd(remove, go);
    expect(all.map(({ status }) => status).sort()).toEqual([200, 503, 503]);
    const busy = all.find(({ status }) => status === 503);
    expect(busy?.json()).toEqual(problem('upstream_error'));
  });

  it('504: not done in time', async () => {
    const { remove } = await started({ limits: { deadlineMs: 300 }, before: forever });
    const answer = await remove();
    expect([answer.status, answer.json()]).toEqual([504, problem('upstream_error')]);
  });
});

const head = `curl -X POST https://api.poof.bg/v1/remove \\
  -H "x-api-key: YOUR_API_KEY" \\
  -F "image_file=@photo.jpg" \\
`;
const samples = [
  ['basic', `${head}  -o result.png`, 'result.png', { ...photoSize, format: 'png' }],
  [
    'white background',
    `${head}  -F "format=jpg" \\
  -F "channels=rgb" \\
  -F "bg_color=#ffffff" \\
  -o product-white-bg.jpg`,
    'product-white-bg.jpg',
    { ...photoSize, format: 'jpeg' },
  ],
  [
    'thumbnail',
    `${head}  -F "size=preview" \\
  -F "crop=true" \\
  -o thumbnail.png`,
    'thumbnail.png',
    { ...disc, format: 'png' },
  ],
  ['WebP', `${head}  -F "format=webp" \\\n  -o result.webp`, 'result.webp', { format: 'webp' }],
  [
    'fixed size',
    `${head}  -F "crop=true" \\
  -F "width=500" \\
  -F "height=500" \\
  -o product-500.png`,
    'product-500.png',
    { width: 500, height: 500 },
  ],
  [
    'covered square',
    `${head}  -F "width=1080" \\
  -F "height=1080" \\
  -F "fit=cover" \\
  -F "format=jpg" \\
  -F "bg_color=#ffffff" \\
  -o square-1080.jpg`,
    'square-1080.jpg',
    { width: 1080, height: 1080, format: 'jpeg' },
  ],
] as const;

const javaScript = `const form = new FormData();
form.append('image_file', new Blob([await fs.readFile('image.jpg')]), 'image.jpg');
const res = await fetch('https://api.poof.bg/v1/remove', {
  method: 'POST',
  headers: { 'X-Api-Key': 'YOUR_API_KEY' },
  body: form,
});
if (!res.ok) throw new Error(await res.text());
await fs.writeFile('no-bg.png', Buffer.from(await res.arrayBuffer()));`;

const pointed = (text: string, { url, key }: RunningApi) =>
  text.replace('https://api.poof.bg/v1', `${url}/poof/v1`).replace('YOUR_API_KEY', key);

describe('the samples of its documentation, with only the base URL and the key changed', () => {
  it.skipIf(!hasCurl).each(samples)('in a shell: %s', async (_, sample, file, wanted) => {
    const api = await startApi();
    const folder = await newFolder();
    await writeFile(path.join(folder, 'photo.jpg'), await photo());
    await runShell(pointed(sample, api), folder);
    expect(await look(await readFile(path.join(folder, file)))).toMatchObject(wanted);
  });

  it.skipIf(!hasCurl)('in a shell: the account', async () => {
    const api = await startApi({ key: { quota: 5 } });
    const sample = `curl https://api.poof.bg/v1/me \\
  -H "x-api-key: YOUR_API_KEY"`;
    const printed = await runShell(pointed(sample, api), await newFolder());
    expect(JSON.parse(printed)).toMatchObject({ maxCredits: 5, usedCredits: 0 });
  });

  it('in JavaScript', async () => {
    const api = await startApi();
    const written: Buffer[] = [];
    const fs = {
      readFile: () => photo(),
      writeFile: (_: string, bytes: Buffer) => {
        written.push(bytes);
      },
    };
    await runJavaScript(pointed(javaScript, api), { fs });
    expect(await look(written[0] ?? Buffer.alloc(0))).toMatchObject({ ...photoSize, corner: 0 });
  });
});

describe('our own client of it', () => {
  const never = new AbortController().signal;
  let caller: ReturnType<typeof newCaller>;
  beforeEach(() => {
    caller = newCaller();
  });
  afterEach(() => caller.close());

  const clientFor = ({ url }: RunningApi, key: string) =>
    clientOf('poof', { baseUrl: `${url}/poof/v1`, key }, { call: caller.call });

  it('gets a cutout, and knows what is left', async () => {
    const api = await startApi({ key: { quota: 7 } });
    const client = clientFor(api, api.key);
    const { source } = await sourceFor('poof', await newFolder());
    const { picture, credits, request } = await client.matte(source, never);
    expect(await look(picture)).toMatchObject({ ...photoSize, corner: 0, middle: 255 });
    expect(credits).toBe(1);
    expect(request).toMatch(/^req_/);
    expect(await client.check(never)).toEqual({ remaining: 6 });
  });

  it('knows a bad key, and that there are no credits', async () => {
    const api = await startApi({ key: { quota: 0 } });
    const { source } = await sourceFor('poof', await newFolder());
    const bad = clientFor(api, 'poof_other');
    await expect(bad.matte(source, never)).rejects.toMatchObject({ class: 'auth' });
    await expect(bad.check(never)).rejects.toMatchObject({ class: 'auth' });
    const poor = clientFor(api, api.key);
    await expect(poor.matte(source, never)).rejects.toMatchObject({ class: 'credits' });
  });
});
