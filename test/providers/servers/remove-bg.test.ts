import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { asAnswer } from './documented.ts';
import { otherHost } from './other-host.ts';
import { pictureHost } from './picture-host.ts';
import { documented, startRemoveBg, type RemoveBgOptions } from './remove-bg.ts';
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
let jpeg: Buffer;

beforeAll(async () => {
  jpeg = await photo();
});

async function started(options: RemoveBgOptions = {}) {
  const server = await closing(startRemoveBg(options));
  const headers = { 'x-api-key': server.key };
  const url = `${server.baseUrl}/removebg`;
  const remove = (fields: Readonly<Record<string, string | Buffer>> = { image_file: jpeg }) =>
    post(url, headers, form(fields));
  const account = () => take(`${server.baseUrl}/account`, { headers });
  return { server, headers, url, remove, account };
}

const body = (name: string) => documented.find((answer) => answer.name === name)?.body;

describe('a removal', () => {
  it('is a PNG, with what is known of it in the headers', async () => {
    const { server, remove } = await started();
    const { status, headers, bytes } = await remove({ image_file: jpeg, size: 'auto' });
    expect(status).toBe(200);
    expect(await look(bytes)).toEqual({ ...photoSize, format: 'png', corner: 0, middle: 255 });
    const names = ['x-width', 'x-height', 'x-type', 'x-credits-charged', 'x-foreground-width'];
    expect(names.map((name) => headers.get(name))).toEqual(['60', '40', 'other', '1', '42']);
    expect([server.credits, server.violations]).toEqual([99, []]);
  });

  it('takes the picture as base64, in each kind of body', async () => {
    const { server, headers, url, remove } = await started();
    const image = { image_file_b64: jpeg.toString('base64'), format: 'png' };
    const urlencoded = new URLSearchParams(image);
    const json = { ...image, crop: false };
    for (const answer of [
      await remove(image),
      await post(url, headers, urlencoded),
      await postJson(url, headers, json),
    ]) {
      expect(await look(answer.bytes)).toMatchObject(photoSize);
    }
    expect(server.violations).toEqual([]);
  });

  it('fetches the picture from its address', async () => {
    const host = await closing(pictureHost(jpeg));
    const { server, headers, url } = await started();
    const answer = await postJson(url, headers, { image_url: host.url });
    expect(await look(answer.bytes)).toMatchObject(photoSize);
    expect(server.fetches).toEqual([{ url: host.url, status: 200 }]);
    expect(host.saw(server.key)).toBe(false);
  });

  it('is JSON for who accepts that', async () => {
    const { headers, url } = await started();
    const accept = { accept: 'application/json' };
    const answer = await post(url, { ...headers, ...accept }, form({ image_file: jpeg }));
    const { data } = answer.json() as { readonly data: { readonly result_b64: string } };
    expect(await look(Buffer.from(data.result_b64, 'base64'))).toMatchObject(photoSize);
  });

  it('is a preview unless a size is asked for, and no PNG above 10 megapixels', async () => {
    const { remove } = await started();
    const large = await photo('jpeg', { width: 1000, height: 500 });
    const areaOf = async (fields: Readonly<Record<string, string>>, image = large) => {
      const { width, height } = await look((await remove({ image_file: image, ...fields })).bytes);
      return width * height;
    };
    expect(await areaOf({})).toBeLessThanOrEqual(250_000);
    expect(await areaOf({ size: 'full' })).toBe(500_000);
    const create = { width: 4000, height: 3000, channels: 3, background: '#888' } as const;
    const huge = await sharp({ create }).jpeg().toBuffer();
    expect(await areaOf({ size: 'full' }, huge)).toBeLessThanOrEqual(10_000_000);
    expect(await areaOf({ size: 'full', format: 'jpg' }, huge)).toBe(12_000_000);
  });

  it('may be the matte', async () => {
    const { remove } = await started();
    const { bytes } = await remove({ image_file: jpeg, channels: 'alpha' });
    expect((await sharp(bytes).metadata()).channels).toBe(1);
  });
});

describe('a refusal', () => {
  it('is for the key, missing or unknown', async () => {
    const { server, url } = await started();
    for (const headers of [{}, { 'x-api-key': 'other' }] as Record<string, string>[]) {
      const removal = await post(url, headers, form({ image_file: jpeg }));
      expect([removal.status, removal.json()]).toEqual([403, body('wrong-key')]);
      const account = await take(`${server.baseUrl}/account`, { headers });
      expect([account.status, account.json()]).toEqual([403, body('wrong-key-account')]);
    }
    expect(server.violations).toEqual([]);
  });

  it('is for no source, and for two', async () => {
    const { server, remove } = await started();
    expect((await remove({ size: 'full' })).json()).toEqual(body('missing-source'));
    const two = { image_file: jpeg, image_file_b64: jpeg.toString('base64') };
    expect((await remove(two)).json()).toEqual(body('multiple-sources'));
    expect(server.violations).toHaveLength(2);
  });

  it.each([
    ['file-too-large', {}, { maxBytes: 100 }, 400],
    ['resolution-too-high', {}, { maxPixels: 100 }, 400],
    ['bad-image', { image_file: Buffer.from('text') }, {}, 400],
    ['no-credits', {}, { credits: 0 }, 402],
  ] as const)('is %s', async (name, fields, options, status) => {
    const { server, remove } = await started(options);
    const answer = await remove({ image_file: jpeg, ...fields });
    expect([answer.status, answer.json()]).toEqual([status, body(name)]);
    expect(server.violations).toEqual([]);
  });

  it('is for an address that does not answer', async () => {
    const refusing = await closing(otherHost({ status: 403 }));
    const { remove } = await started();
    const answer = await remove({ image_url: refusing.url });
    expect([answer.status, answer.json()]).toEqual([400, body('failed-image-download')]);
  });

  it('is for each bad value, and for what is not played', async () => {
    const { server, remove } = await started();
    const one = await remove({ image_file: jpeg, size: 'huge' });
    expect(one.json()).toEqual(body('invalid-size'));
    const two = await remove({ image_file: jpeg, size: 'huge', format: 'gif' });
    expect(two.json()).toEqual(body('two-errors'));
    expect((await remove({ image_file: jpeg, crop: 'true' })).status).toBe(501);
    expect((await remove({ image_file: jpeg, other: '1' })).status).toBe(200);
    expect(server.violations).toHaveLength(5);
  });
});

describe('the account', () => {
  it('tells what is left', async () => {
    const { server, remove, account } = await started({ credits: 5 });
    await remove();
    expect((await account()).json()).toMatchObject({
      data: { attributes: { credits: { total: 4 }, api: { free_calls: 0 } } },
    });
    expect(server.violations).toEqual([]);
  });
});

describe('what is documented', () => {
  it.each(documented)('can be played: $name', async (answer) => {
    const { server, remove, account } = await started(answer.options);
    server.answerOn(answer.step, asAnswer(answer));
    const given = answer.step === 'account' ? await account() : await remove();
    expect(given.status).toBe(answer.status);
  });
});
