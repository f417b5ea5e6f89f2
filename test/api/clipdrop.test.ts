import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { OffcutError } from '../../src/shared/errors.ts';
import { blankJpeg } from '../helpers/blank-jpeg.ts';
import { eventually } from '../helpers/eventually.ts';
import { useTempFolder } from '../helpers/temp.ts';
import {
  form,
  halfTransparentPhoto,
  look,
  photo,
  photoSize,
  post,
} from '../providers/servers/requests-in-tests.ts';
import { hasCurl, runJavaScript, runShell } from './samples.ts';
import { crowd, forever, held } from './held-engine.ts';
import { useApi, type ApiWishes, type RunningApi } from './setting.ts';

const startApi = useApi();
const newFolder = useTempFolder();

const address = ({ url }: RunningApi) => `${url}/clipdrop/remove-background/v1`;

async function started(wishes: ApiWishes = {}) {
  const api = await startApi(wishes);
  const remove = async (
    fields: Readonly<Record<string, string | Buffer>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) => {
    const image = { image_file: await photo(), ...fields };
    return post(address(api), { 'x-api-key': api.key, ...headers }, form(image));
  };
  return { api, remove };
}

describe('clipdrop', () => {
  it('200: a picture', async () => {
    const { api, remove } = await started({ key: { quota: 10 } });
    const { status, headers, bytes } = await remove();
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('image/png');
    expect(await look(bytes)).toEqual({ ...photoSize, format: 'png', corner: 0, middle: 255 });
    expect(headers.get('x-credits-consumed')).toBe('1');
    expect(headers.get('x-remaining-credits')).toBe('9');
    // Nothing is kept of it.
    await eventually(async () => {
      for (const folder of ['uploads', 'results']) {
        expect(await readdir(path.join(api.dataFolder, 'api', folder))).toEqual([]);
      }
      expect(api.owner.queue.batches()).toEqual([]);
    });
  });

  it.each([
    ['image/webp', 'webp', 'image/webp'],
    ['image/jpg', 'jpeg', 'image/jpeg'],
    ['image/jpeg', 'jpeg', 'image/jpeg'],
    ['*/*', 'png', 'image/png'],
    ['image/webp;q=0.5, image/png;q=0.9', 'png', 'image/png'],
  ])('200: in the format of Accept: %s', async (accept, format, type) => {
    const { remove } = await started();
    const { status, headers, bytes } = await remove({}, { accept });
    expect([status, headers.get('content-type')]).toEqual([200, type]);
    expect(await look(bytes)).toMatchObject({ ...photoSize, format });
  });

  it('200: transparency that is there already is kept, or discarded', async () => {
    const { remove } = await started();
    const image_file = await halfTransparentPhoto();
    const kept = await remove({ image_file });
    expect(await look(kept.bytes)).toMatchObject({ corner: 128, middle: 255 });
    const discarded = await remove({ image_file, transparency_handling: 'discard_alpha_layer' });
    expect(await look(discarded.bytes)).toMatchObject({ corner: 0, middle: 255 });
  });

  it('400: no image_file, or a text in its place', async () => {
    const { api } = await started();
    const headers = { 'x-api-key': api.key };
    for (const fields of [{}, { image_file: 'text' }, { other: await photo() }]) {
      const answer = await post(address(api), headers, form(fields));
      expect(answer.status).toBe(400);
      expect(answer.json()).toEqual({ error: 'Missing image_file in request' });
    }
    const json = await post(address(api), { ...headers, 'content-type': 'application/json' }, '{}');
    expect([json.status, Object.keys(json.json() as object)]).toEqual([400, ['error']]);
  });

  it.each([
    ['no picture', Buffer.from('no picture at all')],
    ['a GIF, which it does not take', Buffer.from('GIF89a-and-so-on')],
  ])('400: %s', async (_, image_file) => {
    const { remove } = await started();
    const answer = await remove({ image_file });
    expect(answer.json()).toEqual({ error: 'Input image format is not valid' });
    expect(answer.status).toBe(400);
  });

  it('400: a damaged picture', async () => {
    const { remove } = await started();
    const answer = await remove({ image_file: (await photo()).subarray(0, 300) });
    expect([answer.status, answer.json()]).toEqual([
      400,
      { error: 'The picture is damaged or cut short.' },
    ]);
  });

  it('400: more than 25 megapixels', async () => {
    const { remove } = await started();
    const answer = await remove({ image_file: blankJpeg(6000, 4200) });
    expect(answer.status).toBe(400);
    expect(answer.json()).toEqual({ error: 'The picture has 25.2 megapixels; the limit is 25.' });
  });

  it('400: a value that there is not', async () => {
    const { remove } = await started();
    const { status, json } = await remove({ transparency_handling: 'melt' });
    expect([status, json()]).toEqual([
      400,
      { error: expect.stringMatching(/^transparency_handling: .*discard_alpha_layer/) as string },
    ]);
  });

  it('400: no subject in it', async () => {
    const { remove } = await started({ matte: () => 0 });
    const answer = await remove();
    expect([answer.status, answer.json()]).toEqual([
      400,
      { error: 'No subject was found in the picture.' },
    ]);
  });

  it('401: no key', async () => {
    const { api } = await started();
    const answer = await post(address(api), {}, form({ image_file: await photo() }));
    expect([answer.status, answer.json()]).toEqual([401, { error: 'No api key provided' }]);
  });

  it('402: no credits left', async () => {
    const { api, remove } = await started({ key: { quota: 1 } });
    expect((await remove()).headers.get('x-remaining-credits')).toBe('0');
    const answer = await remove();
    expect([answer.status, Object.keys(answer.json() as object)]).toEqual([402, ['error']]);
    // A failure costs nothing.
    expect(api.keys.list().at(-1)?.used).toBe(1);
  });

  it('403: a key that is not valid, or was revoked', async () => {
    const { api, remove } = await started();
    const other = await remove({}, { 'x-api-key': 'offcut_other' });
    expect([other.status, other.json()]).toEqual([403, { error: 'The API key is not valid.' }]);
    for (const { id } of api.keys.list()) api.keys.revoke(id);
    expect((await remove()).status).toBe(403);
  });

  it('403: a key that may only read', async () => {
    const { remove } = await started({ key: { scope: 'read' } });
    expect((await remove()).status).toBe(403);
  });

  it('404: another address', async () => {
    const { api } = await started();
    const answer = await post(`${api.url}/clipdrop/other/v1`, { 'x-api-key': api.key });
    expect([answer.status, Object.keys(answer.json() as object)]).toEqual([404, ['error']]);
  });

  it('406: no format that it has', async () => {
    const { remove } = await started();
    const answer = await remove({}, { accept: 'image/avif' });
    expect([answer.status, answer.json()]).toEqual([
      406,
      { error: 'Accept header not acceptable' },
    ]);
  });

  it('413: more than 30 MB', async () => {
    const { api, remove } = await started();
    const answer = await remove({ image_file: Buffer.alloc(30_000_001) });
    expect([answer.status, answer.json()]).toEqual([
      413,
      { error: 'The file is larger than 30 MB.' },
    ]);
    expect(api.runs).toEqual([]);
  });

  it('429: more requests in a minute than the key has', async () => {
    const { remove } = await started({ key: { perMinute: 2 } });
    expect([(await remove()).status, (await remove()).status]).toEqual([200, 200]);
    const { status, headers, json } = await remove();
    expect([status, Object.keys(json() as object)]).toEqual([429, ['error']]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('500: the engine fails', async () => {
    const { api, remove } = await started({
      before: () => {
        throw new OffcutError('internal', { reason: '/home/somebody/secret is broken' });
      },
    });
    const answer = await remove();
    expect([answer.status, answer.json()]).toEqual([
      500,
      { error: 'Something went wrong on this server.' },
    ]);
    expect(api.failures).toHaveLength(1);
  });

  it('503: too much waits already', async () => {
    const { before, go } = held();
    const { remove } = await started({ limits: { maxWaiting: 1 }, before });
    const statuses = await crowd(remove, go);
    expect(statuses.map(({ status }) => status).sort()).toEqual([200, 503, 503]);
  });

  it('504: not done in time, and taken back', async () => {
    const { api, remove } = await started({
      limits: { deadlineMs: 300 },
      before: forever,
    });
    expect((await remove()).status).toBe(504);
    await eventually(() => {
      expect(api.owner.queue.batches()).toEqual([]);
    });
  });
});

const sample = {
  shell: `curl -X POST https://clipdrop-api.co/remove-background/v1 \\
-H 'x-api-key: YOUR_API_KEY' \\
-F 'image_file=@car.jpg' \\
-o result.png`,
  javaScript: `const form = new FormData()
form.append('image_file', photo)
return fetch('https://clipdrop-api.co/remove-background/v1', {
method: 'POST',
headers: {
'x-api-key': YOUR_API_KEY,
},
body: form,
})
.then(response => response.arrayBuffer())`,
};

const pointed = (text: string, { url, key }: RunningApi) =>
  text
    .replace('https://clipdrop-api.co', `${url}/clipdrop`)
    .replace(`: YOUR_API_KEY'`, `: ${key}'`);

describe('the samples of its documentation, with only the base URL changed', () => {
  it.skipIf(!hasCurl)('in a shell', async () => {
    const api = await startApi();
    const folder = await newFolder();
    await writeFile(path.join(folder, 'car.jpg'), await photo());
    await runShell(pointed(sample.shell, api), folder);
    const result = await readFile(path.join(folder, 'result.png'));
    expect(await look(result)).toMatchObject({ ...photoSize, format: 'png', corner: 0 });
  });

  it('in JavaScript', async () => {
    const api = await startApi();
    const picture = new Blob([new Uint8Array(await photo())], { type: 'image/jpeg' });
    const scope = { photo: picture, YOUR_API_KEY: api.key };
    const result = await runJavaScript(pointed(sample.javaScript, api), scope);
    expect(await look(Buffer.from(result as ArrayBuffer))).toMatchObject({
      format: 'png',
      corner: 0,
    });
  });
});
