import { beforeAll, describe, expect, it } from 'vitest';
import { asAnswer } from './documented.ts';
import { documented, startImgProcessing, type ImgProcessingOptions } from './img-processing.ts';
import {
  form,
  look,
  photo,
  photoSize,
  post,
  postJson,
  take,
  useClosing,
} from './requests-in-tests.ts';

const closing = useClosing();
const nobody = 'image_000000000000000000000000';
let jpeg: Buffer;

beforeAll(async () => {
  jpeg = await photo();
});

interface ImageObject {
  readonly id: string;
  readonly name: string;
}

async function started(options: ImgProcessingOptions = {}) {
  const server = await closing(startImgProcessing(options));
  const headers = { 'x-api-key': server.key };
  const images = `${server.baseUrl}/images`;
  const upload = (name = 'a photo', image = jpeg) =>
    post(`${images}/upload`, headers, form({ name, image }));
  const uploaded = async () => (await upload()).json() as ImageObject;
  const remove = (id: string, body: object = { name: 'background-removed-image' }) =>
    postJson(`${images}/${id}/remove-background`, headers, body);
  const download = (id: string) =>
    take(`${images}/${id}/download`, { headers: { ...headers, accept: 'image/*' } });
  const erase = (id: string) => take(`${images}/${id}`, { method: 'DELETE', headers });
  return { server, headers, images, upload, uploaded, remove, download, erase };
}

const body = (name: string) => documented.find((answer) => answer.name === name)?.body;

describe('a removal', () => {
  it('is an upload, the sample of the reference page, a download and two deletions', async () => {
    const { server, upload, remove, download, erase } = await started();
    const source = await upload();
    expect([source.status, source.headers.get('x-image-processing-usage')]).toEqual([201, '1']);
    expect(source.json()).toEqual({
      id: expect.stringMatching(/^image_[a-z0-9]{24}$/) as unknown,
      name: 'a photo',
      url: null,
      ...photoSize,
      format: 'jpeg',
      size: expect.any(Number) as unknown,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as unknown,
    });
    const { id } = source.json() as ImageObject;
    const result = await remove(id);
    expect([result.status, result.headers.get('x-image-processing-usage')]).toEqual([201, '2']);
    const made = result.json() as ImageObject;
    expect(made).toMatchObject({ name: 'background-removed-image', url: null, format: 'png' });
    const { status, headers, bytes } = await download(made.id);
    expect([status, headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(await look(bytes)).toEqual({ ...photoSize, format: 'png', corner: 0, middle: 255 });
    expect([...server.images.values()].map(({ origin }) => origin)).toEqual(['upload', 'result']);
    for (const each of [made.id, id]) expect((await erase(each)).status).toBe(204);
    expect([server.images.size, server.deleted]).toEqual([0, [made.id, id]]);
    expect([server.credits, server.violations]).toEqual([99, []]);
  });

  it('keeps the name of its source when no body gives another', async () => {
    const { server, headers, images, uploaded } = await started();
    const { id } = await uploaded();
    const result = await post(`${images}/${id}/remove-background`, headers);
    expect(result.json()).toMatchObject({ name: 'a photo' });
    expect(server.violations).toEqual([]);
  });

  it('takes an empty object, and notes that nobody knows about that', async () => {
    const { server, uploaded, remove } = await started();
    expect((await remove((await uploaded()).id, {})).status).toBe(201);
    expect(server.violations.join()).toContain('empty object');
  });

  it('says nothing of what was used for a test key, and may have another size', async () => {
    const { server, uploaded, remove } = await started({
      testKey: true,
      resultSize: { width: 30, height: 20 },
    });
    expect(server.key).toMatch(/^test_/);
    const result = await remove((await uploaded()).id);
    expect(result.headers.has('x-image-processing-usage')).toBe(false);
    expect(result.json()).toMatchObject({ width: 30, height: 20 });
  });
});

describe('what is stored', () => {
  it('can be read and listed', async () => {
    const { server, headers, images, uploaded } = await started();
    const first = await uploaded();
    const second = await uploaded();
    expect((await take(`${images}/${first.id}`, { headers })).json()).toEqual(first);
    const list = await take(`${images}?take=1`, { headers });
    expect(list.json()).toMatchObject({ data: [first], links: { previous: null } });
    const next = (list.json() as { links: { next: string } }).links.next;
    expect((await take(next, { headers })).json()).toMatchObject({
      data: [second],
      links: { next: null },
    });
    expect(server.violations).toEqual([]);
    expect((await take(`${images}?take=101`, { headers })).status).toBe(422);
  });

  it('is never published', async () => {
    const { server, headers, images, uploaded } = await started();
    const { id } = await uploaded();
    expect((await post(`${images}/${id}/publish`, headers)).status).toBe(404);
    expect(server.violations).toHaveLength(1);
  });
});

describe('a refusal', () => {
  it('is for the key, on every call', async () => {
    const { server, images, uploaded } = await started();
    const { id } = await uploaded();
    const headers = { 'x-api-key': 'other' };
    const calls = [
      post(`${images}/upload`, headers, form({ name: 'a', image: jpeg })),
      postJson(`${images}/${id}/remove-background`, headers, { name: 'a' }),
      take(`${images}/${id}/download`, { headers: { ...headers, accept: 'image/*' } }),
      take(`${images}/${id}`, { method: 'DELETE', headers }),
      take(images),
    ];
    for (const answer of await Promise.all(calls)) {
      expect([answer.status, answer.json()]).toEqual([401, body('upload-401')]);
    }
    expect(server.images.has(id)).toBe(true);
    expect(server.violations).toEqual([]);
  });

  it.each(['', 'x'.repeat(31)])('is for the name "%s"', async (name) => {
    const { server, upload } = await started();
    const answer = await upload(name);
    expect([answer.status, answer.json()]).toEqual([422, body('upload-bad-name')]);
    expect(server.violations).toHaveLength(1);
  });

  it('is for a form without its fields', async () => {
    const { server, headers, images } = await started();
    expect((await post(`${images}/upload`, headers, form({ image: jpeg }))).status).toBe(422);
    expect((await post(`${images}/upload`, headers, form({ name: 'a' }))).status).toBe(400);
    expect(server.violations).toHaveLength(2);
  });

  it('is for what is no picture, or a heavy one', async () => {
    const { upload } = await started({ maxBytes: 100 });
    expect((await upload()).json()).toEqual(body('upload-too-large'));
    const svg = await upload('a drawing', Buffer.from('<svg/>'));
    expect([svg.status, svg.json()]).toEqual([400, body('upload-bad-file')]);
  });

  it('is for a JSON content type without a body, and for a bad name of a result', async () => {
    const { server, headers, images, uploaded, remove } = await started();
    const { id } = await uploaded();
    const json = { ...headers, 'content-type': 'application/json' };
    const empty = await post(`${images}/${id}/remove-background`, json);
    expect([empty.status, empty.json()]).toEqual([400, body('remove-empty-body')]);
    expect((await remove(id, { name: '' })).status).toBe(422);
    expect(server.violations).toHaveLength(2);
  });

  it('is for an image that is not there', async () => {
    const { server, remove, download, erase } = await started();
    for (const answer of [await remove(nobody), await download(nobody), await erase(nobody)]) {
      expect([answer.status, answer.json()]).toEqual([404, body('remove-not-found')]);
    }
    expect(server.violations).toEqual([]);
  });

  it('is for credits, with the upload left to be deleted', async () => {
    const { server, uploaded, remove } = await started({ credits: 0 });
    const answer = await remove((await uploaded()).id);
    expect([answer.status, answer.json()]).toEqual([402, body('remove-no-credits')]);
    expect(server.images.size).toBe(1);
  });

  it('is not for another accept header, or a part that lies of its type; both are noted', async () => {
    const { server, headers, images, upload } = await started();
    const { id } = (await upload('a', await photo('png'))).json() as ImageObject;
    const answer = await take(`${images}/${id}/download`, { headers });
    expect(answer.status).toBe(200);
    expect(server.violations).toHaveLength(2);
  });
});

describe('what is documented', () => {
  it.each(documented)('can be played: $name', async (answer) => {
    const { server, headers, images, upload, uploaded, remove, download, erase } = await started();
    const { id } = await uploaded();
    server.answerOn(answer.step, asAnswer(answer));
    const calls: Readonly<Record<string, () => ReturnType<typeof upload>>> = {
      upload: () => upload(),
      remove: () => remove(id),
      download: () => download(id),
      delete: () => erase(id),
      read: () => take(`${images}/${id}`, { headers }),
      list: () => take(images, { headers }),
    };
    expect((await calls[answer.step]?.())?.status).toBe(answer.status);
    expect(server.violations).toEqual([]);
  });
});
