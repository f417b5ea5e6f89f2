import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { documented, startClipdrop, type ClipdropOptions } from './clipdrop.ts';
import { asAnswer } from './documented.ts';
import {
  form,
  halfTransparentPhoto,
  look,
  photo,
  photoSize,
  post,
  useClosing,
} from './requests-in-tests.ts';

const closing = useClosing();
let jpeg: Buffer;

beforeAll(async () => {
  jpeg = await photo();
});

async function started(options: ClipdropOptions = {}) {
  const server = await closing(startClipdrop(options));
  const remove = (body?: FormData, headers: Readonly<Record<string, string>> = {}) =>
    post(`${server.baseUrl}/remove-background/v1`, { 'x-api-key': server.key, ...headers }, body);
  return { server, remove };
}

const body = (name: string) => documented.find((answer) => answer.name === name)?.body;

describe('a removal', () => {
  it("is the reference page's sample", async () => {
    const { server, remove } = await started();
    const answer = await remove(form({ image_file: jpeg }));
    expect(answer.status).toBe(200);
    expect(await look(answer.bytes)).toEqual({
      ...photoSize,
      format: 'png',
      corner: 0,
      middle: 255,
    });
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(answer.headers.get('x-remaining-credits')).toBe('99');
    expect(answer.headers.get('x-credits-consumed')).toBe('1');
    expect(server.violations).toEqual([]);
  });

  it.each([
    ['image/png', 'png', 'image/png'],
    ['image/webp', 'webp', 'image/webp'],
    ['image/jpg', 'jpeg', 'image/jpeg'],
    ['*/*', 'png', 'image/png'],
  ])('answers to accept: %s', async (accept, format, type) => {
    const { server, remove } = await started();
    const answer = await remove(form({ image_file: jpeg }), { accept });
    expect(answer.headers.get('content-type')).toBe(type);
    expect(await look(answer.bytes)).toMatchObject({ ...photoSize, format });
    expect(server.violations).toEqual([]);
  });

  it('takes the first of a list, and notes it', async () => {
    const { server, remove } = await started();
    const answer = await remove(form({ image_file: jpeg }), { accept: 'image/avif, image/webp' });
    expect(answer.headers.get('content-type')).toBe('image/webp');
    expect(server.violations).toHaveLength(1);
  });

  it('hands a transparent picture back, unless its alpha is to be discarded', async () => {
    const { server, remove } = await started();
    const picture = await halfTransparentPhoto();
    const input = { image_file: picture };
    expect((await remove(form(input))).bytes.equals(picture)).toBe(true);
    const handling = { transparency_handling: 'discard_alpha_layer' };
    const cut = await remove(form({ ...input, ...handling }));
    expect(await look(cut.bytes)).toMatchObject({ ...photoSize, corner: 0, middle: 255 });
    expect(server.credits).toBe(98);
    expect(server.violations).toEqual([]);
  });

  it('may be told to have another size', async () => {
    const { remove } = await started({ resultSize: { width: 20, height: 10 } });
    const { bytes } = await remove(form({ image_file: jpeg }));
    expect(await look(bytes)).toMatchObject({ width: 20, height: 10 });
  });
});

describe('a refusal', () => {
  it('is for the key', async () => {
    const { server, remove } = await started();
    const missing = await post(`${server.baseUrl}/remove-background/v1`, {}, form({}));
    expect([missing.status, missing.json()]).toEqual([401, body('missing-key')]);
    const wrong = await remove(form({ image_file: jpeg }), { 'x-api-key': 'other' });
    expect([wrong.status, wrong.json()]).toEqual([403, body('wrong-key')]);
    expect(server.violations).toEqual([]);
  });

  it('is for a form without its image, with which a key can be tried', async () => {
    const { server, remove } = await started();
    for (const probe of [undefined, form({})]) {
      const answer = await remove(probe);
      expect([answer.status, answer.json()]).toEqual([400, body('missing-image')]);
    }
    expect(server.violations).toEqual([]);
    const asText = await remove(form({ image_file: 'text' }));
    expect(asText.status).toBe(400);
    expect(server.violations.join()).toContain('image_file');
  });

  it.each([
    ['bad-format', { image_file: Buffer.from('GIF89a') }, {}, 400],
    ['too-many-bytes', {}, { maxBytes: 100 }, 400],
    ['too-many-pixels', {}, { maxPixels: 100 }, 400],
    ['no-credits', {}, { credits: 0 }, 402],
  ] as const)('is %s', async (name, fields, options, status) => {
    const { server, remove } = await started(options);
    const answer = await remove(form({ image_file: jpeg, ...fields }));
    expect([answer.status, answer.json()]).toEqual([status, body(name)]);
    expect(server.violations).toEqual([]);
  });

  it('is at 25 megapixels and 30 MB, as documented', async () => {
    const { remove } = await started();
    const create = { width: 5001, height: 5000, channels: 3, background: '#888' } as const;
    const large = await sharp({ create, limitInputPixels: false }).png().toBuffer();
    expect((await remove(form({ image_file: large }))).json()).toEqual(body('too-many-pixels'));
    const heavy = Buffer.concat([jpeg, Buffer.alloc(30_000_001 - jpeg.length)]);
    expect((await remove(form({ image_file: heavy }))).json()).toEqual(body('too-many-bytes'));
  });

  it('is for image/jpeg, which is what the answer is called and not the request', async () => {
    const { remove } = await started();
    const answer = await remove(form({ image_file: jpeg }), { accept: 'image/jpeg' });
    expect([answer.status, answer.json()]).toEqual([406, body('not-acceptable')]);
  });

  it('is for an unknown handling, which is a violation, too; an unknown field is only that', async () => {
    const { server, remove } = await started();
    const bad = await remove(form({ image_file: jpeg, transparency_handling: 'other' }));
    expect([bad.status, bad.json()]).toEqual([400, body('bad-transparency-handling')]);
    expect((await remove(form({ image_file: jpeg, size: 'full' }))).status).toBe(200);
    expect(server.violations).toHaveLength(2);
  });
});

describe('what is documented', () => {
  it.each(documented)('can be played: $name', async (answer) => {
    const { server, remove } = await started(answer.options);
    server.answerOn(answer.step, asAnswer(answer));
    expect((await remove(form({ image_file: jpeg }))).status).toBe(answer.status);
  });
});
