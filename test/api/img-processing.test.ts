import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { OffcutError } from '../../src/shared/errors.ts';
import { blankJpeg } from '../helpers/blank-jpeg.ts';
import { eventually } from '../helpers/eventually.ts';
import { useTempFolder } from '../helpers/temp.ts';
import { otherHost, type OtherHost } from '../providers/servers/other-host.ts';
import { pictureHost } from '../providers/servers/picture-host.ts';
import {
  form,
  halfTransparentPhoto,
  look,
  photo,
  photoSize,
  post,
  postJson,
  take,
  useClosing,
} from '../providers/servers/requests-in-tests.ts';
import { crowd, forever, held } from './held-engine.ts';
import { hasCurl, runJavaScript, runShell } from './samples.ts';
import { useApi, type ApiWishes, type RunningApi } from './setting.ts';

const startApi = useApi();
const newFolder = useTempFolder();
const closing = useClosing();
let host: OtherHost;

beforeEach(async () => {
  host = await closing(pictureHost(await photo('webp')));
});

interface Image {
  readonly id: string;
  readonly name: string;
  readonly url: string | null;
  readonly width: number;
  readonly height: number;
  readonly format: string;
  readonly size: number;
  readonly created_at: string;
}

interface Page {
  readonly data: readonly Image[];
  readonly links: { readonly next: string | null; readonly previous: string | null };
}

const USAGE = 'x-image-processing-usage';
const images = ({ url }: RunningApi) => `${url}/img-processing/v1/images`;

async function started(wishes: ApiWishes = {}) {
  const api = await startApi(wishes);
  const headers = { 'x-api-key': api.key };
  const json = (rest: string, body: object) => postJson(`${images(api)}${rest}`, headers, body);
  const bare = (rest: string) => post(`${images(api)}${rest}`, headers);
  const get = (rest: string) => take(`${images(api)}${rest}`, { headers });
  const remove = (id: string) => take(`${images(api)}/${id}`, { method: 'DELETE', headers });
  const send = async (fields: Readonly<Record<string, string | Buffer>> = {}) =>
    post(
      `${images(api)}/upload`,
      headers,
      form({ name: 'photo', image: await photo(), ...fields }),
    );
  const uploaded = async (fields: Readonly<Record<string, string | Buffer>> = {}) => {
    const answer = await send(fields);
    expect(answer.status).toBe(201);
    return answer.json() as Image;
  };
  return { api, headers, json, bare, get, remove, send, uploaded };
}

const problem = (status: number, slug: string, error: string, more: object = {}): object => ({
  type: `https://docs.img-processing.com/errors/${slug}`,
  error,
  status,
  message: expect.any(String) as string,
  ...more,
});
const badRequest = problem(400, 'bad-request', 'Bad Request');
const invalid = (field: string) =>
  problem(422, 'unprocessable-entity', 'Unprocessable Entity', {
    errors: [expect.stringMatching(new RegExp(`^${field}: `)) as string],
  });
const notFound = problem(404, 'not-found', 'Not Found');

const filesIn = ({ dataFolder }: RunningApi, folder = 'images') =>
  readdir(path.join(dataFolder, 'api', folder));

describe('img-processing', () => {
  it('201: an upload, which is kept as it is', async () => {
    const { send, get, api } = await started();
    const before = Date.now();
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const image = await photo(format);
      const answer = await send({ image, name: `as ${format}` });
      expect([answer.status, answer.headers.get(USAGE)]).toEqual([201, '1']);
      const shown = answer.json() as Image;
      expect(shown).toMatchObject({
        ...photoSize,
        ...{ name: `as ${format}`, url: null, format, size: image.length },
      });
      expect(shown.id).toMatch(/^image_[a-z0-9]{24}$/);
      expect(Date.parse(shown.created_at)).toBeGreaterThanOrEqual(before);
      expect((await get(`/${shown.id}`)).json()).toEqual(shown);
      const download = await get(`/${shown.id}/download`);
      expect([download.status, download.headers.get('content-type')]).toEqual([
        200,
        `image/${format}`,
      ]);
      expect(download.bytes.equals(image)).toBe(true);
    }
    expect(await filesIn(api, 'uploads')).toEqual([]);
  });

  it('201: an image from an address', async () => {
    const { api, json } = await started();
    const answer = await json('', { name: 'n'.repeat(30), url: host.url });
    expect([answer.status, answer.headers.get(USAGE)]).toEqual([201, '1']);
    expect(answer.json()).toMatchObject({ ...photoSize, name: 'n'.repeat(30), format: 'webp' });
    expect([host.saw(api.key), await filesIn(api, 'uploads')]).toEqual([false, []]);
  });

  it('201: the subject alone, as a new image', async () => {
    const { api, json, bare, get, uploaded } = await started();
    const { id } = await uploaded();
    const answer = await json(`/${id}/remove-background`, { name: 'subject' });
    expect([answer.status, answer.headers.get(USAGE)]).toEqual([201, '2']);
    const subject = answer.json() as Image;
    expect(subject).toMatchObject({ ...photoSize, name: 'subject', format: 'png', url: null });
    const { headers, bytes } = await get(`/${subject.id}/download`);
    expect([headers.get('content-type'), subject.size]).toEqual(['image/png', bytes.length]);
    expect(await look(bytes)).toEqual({ ...photoSize, format: 'png', corner: 0, middle: 255 });
    expect((await get(`/${id}`)).status).toBe(200);
    for (const again of [
      await bare(`/${id}/remove-background`),
      await json(`/${id}/remove-background`, {}),
    ]) {
      expect(again.json()).toMatchObject({ name: 'photo' });
    }
    await eventually(async () => {
      expect(api.owner.queue.batches()).toEqual([]);
      expect([await filesIn(api, 'uploads'), await filesIn(api, 'results')]).toEqual([[], []]);
    });
  });

  it.each([
    ['jpeg', 'jpeg'],
    ['jpg', 'jpeg'],
    ['png', 'png'],
    ['webp', 'webp'],
  ])('201: converted, as a new image: %s', async (format, kind) => {
    const { json, get, uploaded } = await started();
    const { id } = await uploaded({ image: await halfTransparentPhoto() });
    const answer = await json(`/${id}/convert`, { format });
    expect([answer.status, answer.headers.get(USAGE)]).toEqual([201, '1']);
    const image = answer.json() as Image;
    expect(image).toMatchObject({ ...photoSize, format: kind, name: 'photo' });
    const { headers, bytes } = await get(`/${image.id}/download`);
    expect([headers.get('content-type'), image.size]).toEqual([`image/${kind}`, bytes.length]);
    const corner = kind === 'jpeg' ? 255 : 128;
    expect(await look(bytes)).toMatchObject({ ...photoSize, format: kind, corner });
    // [0, 0, 99], half of which is there, on white.
    const { data } = await sharp(bytes)
      .flatten({ background: '#fff' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(Math.abs((data[0] ?? 0) - 127)).toBeLessThan(6);
  });

  it('201: converted as well as is asked for, and named', async () => {
    const { json, uploaded } = await started();
    const { id } = await uploaded({ image: await photo('png', { width: 400, height: 300 }) });
    const sizeAt = async (format: string, quality: number) => {
      const answer = await json(`/${id}/convert`, { format, quality, name: `at ${quality}` });
      const { size, name } = answer.json() as Image;
      expect(name).toBe(`at ${quality}`);
      return size;
    };
    for (const format of ['jpeg', 'webp']) {
      expect(await sizeAt(format, 5)).toBeLessThan(await sizeAt(format, 95));
    }
    // Which loses nothing.
    expect(await sizeAt('png', 5)).toBe(await sizeAt('png', 95));
  });

  it('201: published, for everybody to see, until it is unpublished', async () => {
    const { bare, get, uploaded } = await started();
    const { id } = await uploaded();
    const answer = await bare(`/${id}/publish`);
    expect([answer.status, answer.headers.get(USAGE)]).toEqual([201, '1']);
    const { url } = answer.json() as Image;
    expect((await get(`/${id}`)).json()).toMatchObject({ url });
    const seen = await take(url ?? '');
    expect([seen.status, seen.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(seen.bytes.equals(await photo())).toBe(true);
    const hidden = await bare(`/${id}/unpublish`);
    expect([hidden.status, hidden.json()]).toMatchObject([201, { id, url: null }]);
    expect((await take(url ?? '')).json()).toEqual(notFound);
  });

  it('200: a list of the images of the key, newest first', async () => {
    const { api, get, uploaded } = await started();
    const ids: string[] = [];
    for (let at = 0; at < 12; at++) ids.unshift((await uploaded()).id);
    const page = async (rest: string) => {
      const { status, json } = await get(rest);
      expect(status).toBe(200);
      const { data, links } = json() as Page;
      return { ids: data.map(({ id }) => id), links };
    };
    const first = await page('');
    expect(first.ids).toEqual(ids.slice(0, 10));
    expect(first.links).toEqual({
      next: `${images(api)}?take=10&from=${ids[10] ?? ''}`,
      previous: null,
    });
    const second = await page((first.links.next ?? '').replace(images(api), ''));
    expect(second.ids).toEqual(ids.slice(10));
    expect(second.links.next).toBeNull();
    expect((await page((second.links.previous ?? '').replace(images(api), ''))).ids).toEqual(
      first.ids,
    );
    expect((await page('?take=100')).ids).toEqual(ids);
    const middle = await page(`?take=1&from=${ids[5] ?? ''}`);
    expect([middle.ids, middle.links.previous]).toEqual([
      [ids[5]],
      `${images(api)}?take=1&from=${ids[4] ?? ''}`,
    ]);
    const other = api.keys.add({ name: 'other', scope: 'read' }).secret;
    const theirs = await take(images(api), { headers: { 'x-api-key': other } });
    expect(theirs.json()).toEqual({ data: [], links: { next: null, previous: null } });
  });

  it('204: deleted, and its file with it', async () => {
    const { api, get, remove, uploaded, bare } = await started();
    const { id } = await uploaded();
    const { url } = (await bare(`/${id}/publish`)).json() as Image;
    const { status, bytes } = await remove(id);
    expect([status, bytes.length]).toEqual([204, 0]);
    expect(await filesIn(api)).toEqual([]);
    expect([(await get(`/${id}`)).status, (await take(url ?? '')).status]).toEqual([404, 404]);
    expect((await remove(id)).json()).toEqual(notFound);
  });

  it('400: an empty body that says it is JSON', async () => {
    const { api, headers, uploaded } = await started();
    const { id } = await uploaded();
    for (const [body, rest] of [
      ['', `/${id}/remove-background`],
      ['', `/${id}/convert`],
      ['', ''],
      ['{', `/${id}/remove-background`],
    ] as const) {
      const json = { ...headers, 'content-type': 'application/json' };
      const answer = await post(`${images(api)}${rest}`, json, body);
      expect([answer.status, answer.json()]).toEqual([400, badRequest]);
    }
    expect(api.runs).toEqual([]);
  });

  it('400: no image, more than one, or none that is taken', async () => {
    const { api, headers, send } = await started({ limits: { maxPixels: 1_000_000 } });
    const upload = (body: FormData) => post(`${images(api)}/upload`, headers, body);
    const two = form({ name: 'two', image: await photo() });
    two.append('image', new Blob(['x']), 'b.jpg');
    for (const answer of [
      await upload(form({ name: 'none' })),
      await upload(form({ name: 'text', image: 'text' })),
      await upload(two),
      await send({ image: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') }),
      await send({ image: Buffer.from('GIF89a-and-so-on') }),
      await send({ image: (await photo()).subarray(0, 20) }),
      await send({ image: blankJpeg(1001, 1000) }),
      await postJson(`${images(api)}/upload`, headers, { name: 'json' }),
    ]) {
      expect([answer.status, answer.json()]).toEqual([400, badRequest]);
    }
    expect([await filesIn(api), await filesIn(api, 'uploads')]).toEqual([[], []]);
    expect(api.keys.list().at(-1)?.used).toBe(0);
  });

  it('400: an address that cannot be fetched, or with no image', async () => {
    const { api, json } = await started();
    const gone = await closing(otherHost({ status: 404 }));
    const text = await closing(otherHost({ status: 200, body: 'text' }));
    for (const url of [gone.url, text.url, 'ftp://127.0.0.1/a.png', 'no address']) {
      const answer = await json('', { name: 'photo', url });
      expect([answer.status, answer.json()]).toEqual([400, badRequest]);
    }
    expect([await filesIn(api), await filesIn(api, 'uploads')]).toEqual([[], []]);
  });

  it('400: an address in a private network', async () => {
    const { json } = await started({ options: { download: {} } });
    const answer = await json('', { name: 'photo', url: host.url });
    const message = 'The address leads to a private or local network.';
    expect([answer.status, answer.json()]).toEqual([400, { ...badRequest, message }]);
    expect(host.requests).toEqual([]);
  });

  it('400: no subject in it, and a WebP that would be too large', async () => {
    const { api, bare, json, uploaded } = await started({ matte: () => 0 });
    const { id } = await uploaded({ image: await photo('png', { width: 16_400, height: 3 }) });
    const none = await bare(`/${id}/remove-background`);
    const message = 'No subject was found in the picture.';
    expect([none.status, none.json()]).toEqual([400, { ...badRequest, message }]);
    const large = await json(`/${id}/convert`, { format: 'webp' });
    expect([large.status, large.json()]).toEqual([400, badRequest]);
    expect((await json(`/${id}/convert`, { format: 'jpeg' })).json()).toMatchObject({
      width: 16_400,
    });
    // Of the upload and the conversion.
    expect([await filesIn(api), api.keys.list().at(-1)?.used]).toMatchObject([{ length: 2 }, 2]);
  });

  it('401: a key that is missing or not known', async () => {
    const { api } = await started();
    for (const headers of [{}, { 'x-api-key': 'live_other' }, { authorization: api.key }]) {
      const answer = await take(images(api), { headers });
      expect([answer.status, answer.json()]).toEqual([
        401,
        problem(401, 'unauthorized', 'Unauthorized'),
      ]);
    }
    for (const prefix of ['live_', 'test_']) {
      const headers = { 'x-api-key': `${prefix}${api.key}` };
      expect((await take(images(api), { headers })).status).toBe(200);
    }
  });

  it('402: no credits left', async () => {
    const { api, json, bare, send, uploaded, get } = await started({ key: { quota: 4 } });
    const { id } = await uploaded();
    expect((await bare(`/${id}/remove-background`)).status).toBe(201);
    // One is left, which is not enough for a removal.
    const spent = problem(402, 'payment-required', 'Payment Required');
    const refused = await bare(`/${id}/remove-background`);
    expect([refused.status, refused.json()]).toEqual([402, spent]);
    expect((await bare(`/${id}/publish`)).status).toBe(201);
    for (const answer of [
      await send(),
      await json('', { name: 'photo', url: host.url }),
      await json(`/${id}/convert`, { format: 'png' }),
      await bare(`/${id}/publish`),
      await bare(`/${id}/unpublish`),
    ]) {
      expect([answer.status, answer.json()]).toEqual([402, spent]);
    }
    expect((await get(`/${id}/download`)).status).toBe(200);
    expect([await filesIn(api), api.keys.list().at(-1)?.used]).toMatchObject([{ length: 2 }, 4]);
  });

  it('403: a key that may only read', async () => {
    const { api, send, uploaded, bare, remove } = await started();
    const { id } = await uploaded();
    const reading = await started({ key: { scope: 'read' } });
    const forbidden = problem(403, 'forbidden', 'Forbidden');
    for (const answer of [
      await reading.send(),
      await reading.bare(`/${id}/remove-background`),
      await reading.remove(id),
    ]) {
      expect([answer.status, answer.json()]).toEqual([403, forbidden]);
    }
    expect((await reading.get('')).status).toBe(200);
    expect([(await send()).status, (await bare(`/${id}/publish`)).status]).toEqual([201, 201]);
    expect((await remove(id)).status).toBe(204);
    expect(await filesIn(api)).toHaveLength(1);
  });

  it('404: an image that there is not, or of another key', async () => {
    const { api, bare, json, get, remove, uploaded } = await started();
    const { id } = await uploaded();
    const { secret } = api.keys.add({ name: 'other', scope: 'manage' });
    const other = { 'x-api-key': secret };
    const at = (rest: string) => `${images(api)}${rest}`;
    for (const answer of [
      await get('/image_etm0g3x5iap4cld1qcfsjvo2'),
      await get('/image_etm0g3x5iap4cld1qcfsjvo2/download'),
      await get('?from=image_etm0g3x5iap4cld1qcfsjvo2'),
      await remove('image_etm0g3x5iap4cld1qcfsjvo2'),
      await bare('/image_etm0g3x5iap4cld1qcfsjvo2/remove-background'),
      await json('/image_etm0g3x5iap4cld1qcfsjvo2/convert', { format: 'png' }),
      await bare('/image_etm0g3x5iap4cld1qcfsjvo2/publish'),
      await bare(`/${id}/enlarge`),
      await take(at(`/${id}`), { headers: other }),
      await take(at(`/${id}/download`), { headers: other }),
      await take(at(`?from=${id}`), { headers: other }),
      await take(at(`/${id}`), { headers: other, method: 'DELETE' }),
      await post(at(`/${id}/remove-background`), other),
      await post(at(`/${id}/publish`), other),
      await take(`${api.url}/img-processing/storage/${id}`),
    ]) {
      expect([answer.status, answer.json()]).toEqual([404, notFound]);
    }
    expect((await get(`/${id}`)).status).toBe(200);
  });

  it('404: an image that was kept long enough', async () => {
    const first = await started();
    const { id } = await first.uploaded();
    await first.api.stop();
    const { dataFolder } = first.api;
    const second = await startApi({ dataFolder });
    const asked = { headers: { 'x-api-key': first.api.key } };
    expect((await take(`${images(second)}/${id}`, asked)).status).toBe(200);
    // A file that a server which was killed did not come to record.
    await writeFile(path.join(dataFolder, 'api', 'images', 'image_stray.png'), 'x');
    await second.stop();
    const third = await startApi({ dataFolder });
    expect(await filesIn(third)).toEqual([`${id}.jpeg`]);
    await third.stop();
    const fourth = await startApi({ dataFolder, limits: { keepMs: 1 } });
    expect((await take(`${images(fourth)}/${id}`, asked)).json()).toEqual(notFound);
    expect(await filesIn(fourth)).toEqual([]);
  });

  it('413: more than 20 MB', async () => {
    const { api, send, json } = await started();
    const large = Buffer.concat([await photo(), Buffer.alloc(20_000_000)]);
    const tooLarge = problem(413, 'payload-too-large', 'Payload Too Large');
    const answer = await send({ image: large });
    expect([answer.status, answer.json()]).toEqual([413, tooLarge]);
    const there = await closing(pictureHost(large));
    const fetched = await json('', { name: 'large', url: there.url });
    expect([fetched.status, fetched.json()]).toEqual([
      400,
      problem(400, 'bad-request', 'Bad Request'),
    ]);
    expect([await filesIn(api), await filesIn(api, 'uploads')]).toEqual([[], []]);
  });

  it('422: a value that is not valid', async () => {
    const { json, get, send, uploaded } = await started();
    const { id } = await uploaded();
    for (const [field, answer] of [
      ['name', await send({ name: '' })],
      ['name', await send({ name: 'n'.repeat(31) })],
      ['name', await json('', { url: host.url })],
      ['url', await json('', { name: 'photo' })],
      ['name', await json(`/${id}/remove-background`, { name: '' })],
      ['name', await json(`/${id}/remove-background`, { name: 7 })],
      ['format', await json(`/${id}/convert`, {})],
      ['format', await json(`/${id}/convert`, { format: 'gif' })],
      ['quality', await json(`/${id}/convert`, { format: 'webp', quality: 0 })],
      ['quality', await json(`/${id}/convert`, { format: 'webp', quality: 101 })],
      ['quality', await json(`/${id}/convert`, { format: 'webp', quality: 1.5 })],
      ['take', await get('?take=0')],
      ['take', await get('?take=101')],
      ['take', await get('?take=some')],
    ] as const) {
      expect([answer.status, answer.json()]).toEqual([422, invalid(field)]);
    }
    expect(host.requests).toEqual([]);
  });

  it('429: more requests in a minute than the key has', async () => {
    const { get } = await started({ key: { perMinute: 1 } });
    expect((await get('')).status).toBe(200);
    const answer = await get('');
    expect([answer.status, answer.json()]).toEqual([
      429,
      problem(429, 'too-many-requests', 'Too Many Requests'),
    ]);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('500: the engine fails', async () => {
    const { api, bare, uploaded } = await started({
      before: () => {
        throw new OffcutError('internal', { reason: '/home/somebody/secret is broken' });
      },
    });
    const { id } = await uploaded();
    const answer = await bare(`/${id}/remove-background`);
    const message = 'Something went wrong on this server.';
    expect([answer.status, answer.json()]).toEqual([
      500,
      { ...problem(500, 'internal-server-error', 'Internal Server Error'), message },
    ]);
    // Of the upload.
    expect(api.keys.list().at(-1)?.used).toBe(1);
  });

  it('500: a picture cannot be written', async () => {
    const { api, send } = await started();
    const folder = path.join(api.dataFolder, 'api', 'images');
    await rm(folder, { recursive: true });
    expect((await send()).status).toBe(500);
    await mkdir(folder);
    expect((await send()).status).toBe(201);
    expect(api.keys.list().at(-1)?.used).toBe(1);
  });

  it('503: too much waits already', async () => {
    const { before, go } = held();
    const { bare, uploaded } = await started({ limits: { maxWaiting: 1 }, before });
    const { id } = await uploaded();
    const answers = await crowd(() => bare(`/${id}/remove-background`), go);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 503, 503]);
    expect(answers.find(({ status }) => status === 503)?.json()).toEqual(
      problem(503, 'service-unavailable', 'Service Unavailable'),
    );
  });

  it('504: not done in time', async () => {
    const { api, bare, uploaded } = await started({
      limits: { deadlineMs: 300 },
      before: forever,
    });
    const { id } = await uploaded();
    const answer = await bare(`/${id}/remove-background`);
    expect([answer.status, answer.json()]).toEqual([
      504,
      problem(504, 'gateway-timeout', 'Gateway Timeout'),
    ]);
    expect([await filesIn(api), api.keys.list().at(-1)?.used]).toMatchObject([{ length: 1 }, 1]);
  });
});

const sample = {
  shell: `curl --request POST \\
  --url https://api.img-processing.com/v1/images/{image_id}/remove-background \\
  --header 'Content-Type: application/json' \\
  --header 'x-api-key: <api-key>' \\
  --data '{
  "name": "background-removed-image"
}'`,
  javaScript: `const options = {
  method: 'POST',
  headers: {'x-api-key': '<api-key>', 'Content-Type': 'application/json'},
  body: '{"name":"background-removed-image"}'
};
return fetch('https://api.img-processing.com/v1/images/{image_id}/remove-background', options)
  .then(response => response.text())`,
};

describe('the samples of its documentation, with only the base URL, the key and the id changed', () => {
  const pointed = (text: string, { url, key }: RunningApi, id: string) =>
    text
      .replace('https://api.img-processing.com', `${url}/img-processing`)
      .replace('<api-key>', key)
      .replace('{image_id}', id);

  it.skipIf(!hasCurl)('in a shell', async () => {
    const { api, uploaded } = await started();
    const { id } = await uploaded();
    const text = await runShell(pointed(sample.shell, api, id), await newFolder());
    expect(JSON.parse(text)).toMatchObject({ name: 'background-removed-image', format: 'png' });
  });

  it('in JavaScript', async () => {
    const { api, uploaded } = await started();
    const { id } = await uploaded();
    const text = await runJavaScript(pointed(sample.javaScript, api, id), {});
    expect(JSON.parse(text as string)).toMatchObject({
      name: 'background-removed-image',
      format: 'png',
    });
  });
});
