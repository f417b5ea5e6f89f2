import { readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newCaller } from '../../src/core/providers/call.ts';
import { OffcutError } from '../../src/shared/errors.ts';
import { blankJpeg } from '../helpers/blank-jpeg.ts';
import { eventually } from '../helpers/eventually.ts';
import { useTempFolder } from '../helpers/temp.ts';
import { clientOf, sourceFor } from '../providers/every-provider.ts';
import { otherHost, type OtherHost } from '../providers/servers/other-host.ts';
import { pictureHost } from '../providers/servers/picture-host.ts';
import {
  form,
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
  host = await closing(pictureHost(await photo()));
});

const address = ({ url }: RunningApi) => `${url}/removebg/v1.0/removebg`;

type Fields = Readonly<Record<string, string | Buffer>>;
type Headers = Readonly<Record<string, string>>;

async function started(wishes: ApiWishes = {}) {
  const api = await startApi(wishes);
  const withKey = (headers: Headers) => ({ 'x-api-key': api.key, ...headers });
  /** As a form, with a photo of which PNG keeps every pixel. */
  const remove = async (fields: Fields = {}, headers: Headers = {}) => {
    const image = { image_file: await photo('png'), ...fields };
    return post(address(api), withKey(headers), form(image));
  };
  /** As a form, with these fields alone. */
  const send = (fields: Fields) => post(address(api), withKey({}), form(fields));
  const sendJson = (body: object, headers: Headers = {}) =>
    postJson(address(api), withKey(headers), body);
  const sendUrlencoded = (fields: Readonly<Record<string, string>>) =>
    post(address(api), withKey({}), new URLSearchParams(fields));
  const account = () => take(`${api.url}/removebg/v1.0/account`, { headers: withKey({}) });
  return { api, remove, send, sendJson, sendUrlencoded, account };
}

/** Fails unless the answer is a cutout. */
async function cutout(answer: ReturnType<typeof post>) {
  const { status, bytes, headers } = await answer;
  if (status !== 200) throw new Error(`${status}: ${bytes.toString('utf8')}`);
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const at = (x: number, y: number) => {
    const begin = (y * width + x) * channels;
    return [...data.subarray(begin, begin + channels)];
  };
  const { format } = await sharp(bytes).metadata();
  return { width, height, channels, format, headers, at };
}

const foreground = (headers: Taken['headers']) =>
  ['left', 'top', 'width', 'height'].map((name) => Number(headers.get(`x-foreground-${name}`)));
type Taken = Awaited<ReturnType<typeof post>>;

const text: unknown = expect.any(String);
const errors = (...codes: readonly string[]): object => ({
  errors: codes.map((code) => expect.objectContaining({ title: text, code }) as unknown),
});

/** What the disc leaves of a photo: its box has half of either side. */
const disc = { left: 15, top: 10, width: 30, height: 20 };

describe('removebg', () => {
  it('200: a picture, and what is known of it', async () => {
    const { api, remove } = await started({ key: { perMinute: 50 } });
    const before = Math.floor(Date.now() / 1000);
    const { status, headers, bytes } = await remove();
    expect([status, headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(await look(bytes)).toEqual({ ...photoSize, format: 'png', corner: 0, middle: 255 });
    expect(headers.get('x-width')).toBe('60');
    expect(headers.get('x-height')).toBe('40');
    expect(headers.get('x-type')).toBe('other');
    expect(headers.get('x-credits-charged')).toBe('1');
    expect(foreground(headers)).toEqual(Object.values(disc));
    expect(headers.get('x-ratelimit-limit')).toBe('50');
    expect(headers.get('x-ratelimit-remaining')).toBe('49');
    const reset = Number(headers.get('x-ratelimit-reset')) - before;
    expect(reset).toBeGreaterThan(0);
    expect(reset).toBeLessThanOrEqual(61);
    await eventually(async () => {
      for (const folder of ['uploads', 'results']) {
        expect(await readdir(path.join(api.dataFolder, 'api', folder))).toEqual([]);
      }
    });
  });

  it('200: from a file, an address, and as base64, in every kind of body', async () => {
    const { send, sendJson, sendUrlencoded } = await started();
    const bytes = await photo();
    const base64 = bytes.toString('base64');
    const answers = [
      send({ image_file: bytes }),
      send({ image_url: host.url }),
      send({ image_file_b64: base64 }),
      sendJson({ image_url: host.url }),
      sendJson({ image_file_b64: base64 }),
      sendJson({ image_file_b64: `data:image/jpeg;base64,${base64}` }),
      // As mail writes it.
      sendJson({ image_file_b64: base64.replace(/.{76}/g, '$&\r\n') }),
      sendUrlencoded({ image_url: host.url }),
      sendUrlencoded({ image_file_b64: base64 }),
    ];
    for (const answer of answers) {
      expect(await cutout(answer)).toMatchObject({ ...photoSize, format: 'png', channels: 4 });
    }
  });

  it('200: a large picture as base64, in every kind of body', async () => {
    const { send, sendJson, sendUrlencoded } = await started();
    const size = { width: 2600, height: 1500 };
    // Noise, which PNG cannot make smaller.
    const noise = await sharp({
      create: {
        ...size,
        channels: 3,
        background: '#888',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .png()
      .toBuffer();
    expect(noise.length).toBeGreaterThan(8_000_000);
    const image_file_b64 = noise.toString('base64');
    for (const answer of [
      send({ image_file_b64 }),
      sendJson({ image_file_b64 }),
      sendUrlencoded({ image_file_b64 }),
    ]) {
      expect((await cutout(answer)).width).toBe(658);
    }
  });

  it('200: JSON for whom takes no picture', async () => {
    const { sendJson } = await started();
    const body = { image_url: host.url };
    const { headers, json } = await sendJson(body, { accept: 'application/json' });
    expect(headers.get('content-type')).toContain('application/json');
    expect(headers.get('x-width')).toBe('60');
    const { data } = json() as { data: { result_b64: string } };
    expect(await look(Buffer.from(data.result_b64, 'base64'))).toMatchObject({
      ...photoSize,
      corner: 0,
      middle: 255,
    });
    expect(data).toMatchObject({
      foreground_top: disc.top,
      foreground_left: disc.left,
      foreground_width: disc.width,
      foreground_height: disc.height,
    });
    for (const accept of ['*/*', 'image/*', 'application/json, text/plain, */*', 'image/png']) {
      expect((await sendJson(body, { accept })).headers.get('content-type')).toBe('image/png');
    }
  });

  it.each([
    [undefined, 612, 408],
    ['preview', 612, 408],
    ['small', 612, 408],
    ['regular', 612, 408],
    ['medium', 1500, 1000],
    ['hd', 2449, 1632],
    ['full', 3000, 2000],
    ['auto', 3000, 2000],
    ['4k', 3000, 2000],
    ['50MP', 3000, 2000],
  ])('200: size %s', async (size, width, height) => {
    const { remove } = await started();
    const image_file = await photo('jpeg', { width: 3000, height: 2000 });
    const fields = { image_file, format: 'jpg', ...(size !== undefined && { size }) };
    const found = await cutout(remove(fields));
    expect(found).toMatchObject({ width, height });
    // The subject's box in px of the result.
    const [left = 0, , across = 0] = foreground(found.headers);
    expect(Math.abs(left - width / 4)).toBeLessThanOrEqual(width / 100);
    expect(Math.abs(across - width / 2)).toBeLessThanOrEqual(width / 50);
  });

  it.each<[Fields, string, number]>([
    [{}, 'png', 4],
    [{ format: 'auto' }, 'png', 4],
    [{ format: 'png' }, 'png', 4],
    [{ format: 'webp' }, 'webp', 4],
    [{ format: 'jpg' }, 'jpeg', 3],
    // Nothing is transparent then.
    [{ bg_color: 'fff' }, 'jpeg', 3],
    [{ bg_color: 'ffffff80' }, 'png', 4],
    [{ bg_color: 'fff', format: 'png' }, 'png', 3],
    [{ bg_color: 'fff', channels: 'alpha' }, 'png', 3],
  ])('200: the format of %j', async (fields, format, channels) => {
    const { remove } = await started();
    expect(await cutout(remove(fields))).toMatchObject({ format, channels });
  });

  it.each([
    ['81d4fa', [129, 212, 250]],
    ['#81d4fa', [129, 212, 250]],
    ['f00', [255, 0, 0]],
    ['f008', [255, 0, 0, 136]],
    ['81d4fa77', [129, 212, 250, 119]],
    ['green', [0, 128, 0]],
  ])('200: bg_color %s', async (bg_color, corner) => {
    const { remove } = await started();
    const { at } = await cutout(remove({ bg_color, format: 'png' }));
    expect(at(0, 0)).toEqual(corner);
  });

  it('200: a picture behind the subject, from a file and from an address', async () => {
    const { remove } = await started();
    const red = { width: 20, height: 20, channels: 3, background: 'red' } as const;
    const picture = await sharp({ create: red }).png().toBuffer();
    const there = await closing(
      otherHost({ status: 200, headers: { 'content-type': 'image/png' }, body: picture }),
    );
    for (const fields of [{ bg_image_file: picture }, { bg_image_url: there.url }]) {
      const { at, width, height } = await cutout(remove({ ...fields, format: 'png' }));
      expect([width, height]).toEqual([60, 40]);
      expect(at(0, 0)).toEqual([255, 0, 0]);
      expect(at(30, 20)).not.toEqual([255, 0, 0]);
    }
    // It may have holes, which a JPEG cannot have.
    expect((await cutout(remove({ bg_image_file: picture }))).format).toBe('png');
    expect((await cutout(remove({ bg_image_file: await photo() }))).format).toBe('jpeg');
  });

  it.each<[Fields, number, number]>([
    [{ crop: 'false', crop_margin: '10px' }, 60, 40],
    [{ crop: 'true' }, 30, 20],
    [{ crop: 'true', crop_margin: '0' }, 30, 20],
    [{ crop: 'true', crop_margin: '5px' }, 40, 30],
    // Of the subject's own sides.
    [{ crop: 'true', crop_margin: '10%' }, 36, 24],
    [{ crop: 'true', crop_margin: '10% 5px' }, 40, 24],
    [{ crop: 'true', crop_margin: '1px 2px 3px 4px' }, 36, 24],
    [{ crop: 'true', crop_margin: '50%' }, 60, 40],
  ])('200: cropped: %j', async (fields, width, height) => {
    const { remove } = await started();
    expect(await cutout(remove(fields))).toMatchObject({ width, height });
  });

  it.each<[Fields, readonly number[]]>([
    [{}, [15, 10, 30, 20]],
    [{ scale: 'original', position: 'original' }, [15, 10, 30, 20]],
    [{ scale: '100%' }, [0, 0, 60, 40]],
    [{ scale: '25%' }, [23, 15, 15, 10]],
    [{ scale: '50%', position: '0%' }, [0, 0, 30, 20]],
    [{ scale: '50%', position: '100% 0%' }, [30, 0, 30, 20]],
    [{ position: '0%' }, [0, 0, 30, 20]],
    [{ position: '100%' }, [30, 20, 30, 20]],
    [{ position: '50% 100%' }, [15, 20, 30, 20]],
    [{ crop: 'true' }, [0, 0, 30, 20]],
    [{ crop: 'true', crop_margin: '5px 10px' }, [10, 5, 30, 20]],
  ])('200: where the subject is with %j', async (fields, wanted) => {
    const { remove } = await started();
    const found = await cutout(remove({ ...fields, channels: 'alpha' }));
    // Within a px, where it is scaled.
    foreground(found.headers).forEach((value, index) => {
      expect(Math.abs(value - (wanted[index] ?? NaN))).toBeLessThanOrEqual(1);
    });
    const [left = 0, top = 0, width = 0, height = 0] = wanted;
    expect(found.at(left + width / 2 - 0.5 * (width % 2), top + height / 2)[0]).toBe(255);
    if (left > 2 && top > 2) expect(found.at(left - 2, top - 2)[0]).toBe(0);
  });

  it('200: a subject off the middle, in the middle', async () => {
    const { remove } = await started({ matte: (u) => (u < 0.25 ? 1 : 0) });
    const there = foreground((await remove()).headers);
    const centred = foreground((await remove({ position: 'center' })).headers);
    expect(there.slice(0, 1)).toEqual([0]);
    expect(Math.abs((centred[0] ?? 0) + (centred[2] ?? 0) / 2 - 30)).toBeLessThanOrEqual(1);
  });

  it('200: the matte alone', async () => {
    const { remove } = await started();
    const { at } = await cutout(remove({ channels: 'alpha' }));
    expect([at(0, 0)[0], at(30, 20)[0]]).toEqual([0, 255]);
  });

  it('200: without classes, nothing is said of them', async () => {
    const { remove } = await started();
    expect((await remove({ type_level: 'none' })).headers.get('x-type')).toBeNull();
    expect((await remove({ type_level: '2' })).headers.get('x-type')).toBe('other');
  });

  it('200: hints, what is as it is here anyway, and what it does not know', async () => {
    const { remove, sendJson } = await started();
    const fields = { type: 'car', type_level: 'latest', semitransparency: 'true' };
    const shadow = { add_shadow: 'false', shadow_type: 'none', shadow_opacity: '40' };
    const whole = { roi: '0% 0% 100% 100%', unheard_of: 'x' };
    expect((await remove({ ...fields, ...shadow, ...whole })).status).toBe(200);
    // As JSON has them, and what says nothing.
    const json = {
      type_level: 1,
      crop: true,
      add_shadow: false,
      scale: null,
      roi: '',
      size: 'full',
    };
    expect(await cutout(sendJson({ image_url: host.url, ...json }))).toMatchObject({ width: 30 });
    const empty = { image_url: '', image_file_b64: '', bg_color: '', bg_image_url: '' };
    expect((await remove(empty)).status).toBe(200);
    expect((await remove({ bg_image_file: Buffer.alloc(0) })).status).toBe(200);
  });

  it('200: the account, also for a key that may only read', async () => {
    const { account, remove } = await started({ key: { quota: 10 } });
    await remove();
    const { headers, json } = await account();
    expect(json()).toEqual({
      data: {
        attributes: {
          credits: { total: 9, subscription: 0, payg: 9, enterprise: 0 },
          api: { free_calls: 0, sizes: 'all' },
        },
      },
    });
    expect(headers.get('x-ratelimit-remaining')).toBe('598');
    const unlimited = await started({ key: { scope: 'read' } });
    expect((await unlimited.account()).json()).toMatchObject({
      data: { attributes: { credits: { total: 1_000_000_000 } } },
    });
  });

  it('400: no picture', async () => {
    const { api, send, sendJson, sendUrlencoded } = await started();
    for (const answer of [
      send({ size: 'full' }),
      send({ image_file: Buffer.alloc(0) }),
      send({ image_file: '' }),
      sendJson({}),
      sendJson({ image_url: null, image_file_b64: '' }),
      sendUrlencoded({ size: 'full' }),
      post(address(api), { 'x-api-key': api.key }),
    ]) {
      const { status, json } = await answer;
      expect([status, json()]).toEqual([400, errors('missing_source')]);
    }
  });

  it('400: several pictures', async () => {
    const { api, remove, sendJson } = await started();
    const image_url = host.url;
    for (const answer of [
      remove({ image_url }),
      remove({ image_file_b64: 'AAAA' }),
      sendJson({ image_url, image_file_b64: 'AAAA' }),
    ]) {
      const { status, json } = await answer;
      expect([status, json()]).toEqual([400, errors('multiple_sources')]);
    }
    expect([api.runs, host.requests]).toEqual([[], []]);
  });

  it('400: several backgrounds', async () => {
    const { remove } = await started();
    const bg_image_file = await photo();
    for (const fields of [
      { bg_color: 'red', bg_image_file },
      { bg_color: 'red', bg_image_url: host.url },
      { bg_image_url: host.url, bg_image_file },
    ]) {
      const { status, json } = await remove(fields);
      expect([status, json()]).toEqual([400, errors('multiple_bg_sources')]);
    }
    expect(host.requests).toEqual([]);
  });

  it.each<[string, string]>([
    ['size', 'huge'],
    ['format', 'zip'],
    ['format', 'gif'],
    ['channels', 'rgb'],
    ['bg_color', 'ff'],
    ['bg_color', 'no-colour'],
    ['bg_color', 'rgb(1,2,3)'],
    ['crop', 'yes'],
    ['crop_margin', '51%'],
    ['crop_margin', '501px'],
    ['crop_margin', '1 2 3'],
    ['crop_margin', '1em'],
    ['scale', '9%'],
    ['scale', '101%'],
    ['scale', 'undefined'],
    ['position', '101%'],
    ['position', '1% 2% 3%'],
    ['position', 'left'],
    ['type', 'melt'],
    ['type_level', '3'],
    ['semitransparency', 'maybe'],
    // Not made here, rather than left out in silence.
    ['add_shadow', 'true'],
    ['shadow_type', 'drop'],
    ['shadow_opacity', '101'],
    ['shadow_method', 'new'],
    ['roi', '10% 10% 90% 90%'],
    ['roi', 'all'],
  ])('400: %s=%s', async (field, value) => {
    const { api, remove } = await started();
    const { status, json } = await remove({ [field]: value });
    expect([status, json()]).toEqual([400, errors(`invalid_${field}`)]);
    expect(api.runs).toEqual([]);
  });

  it('400: every value that is wrong is named, and what is no value', async () => {
    const { sendJson, remove } = await started();
    const two = await sendJson({ image_url: host.url, size: 'huge', format: 'gif' });
    expect([two.status, two.json()]).toEqual([400, errors('invalid_size', 'invalid_format')]);
    const none = await sendJson({ image_url: host.url, size: ['full'] });
    expect([none.status, none.json()]).toEqual([400, errors('invalid_size')]);
    const both = await remove({ scale: '50%', position: 'original' });
    expect(both.json()).toEqual(errors('invalid_position'));
  });

  it('400: a body that is no JSON', async () => {
    const { api } = await started();
    const headers = { 'x-api-key': api.key, 'content-type': 'application/json' };
    const answer = await post(address(api), headers, '{');
    expect([answer.status, answer.json()]).toEqual([400, errors('invalid_parameters')]);
  });

  it('400: a body of another kind', async () => {
    const { api } = await started();
    const headers = { 'x-api-key': api.key, 'content-type': 'image/jpeg' };
    const answer = await post(address(api), headers, 'a picture');
    expect([answer.status, answer.json()]).toEqual([400, errors('invalid_body')]);
  });

  it('400: base64 that is none', async () => {
    const { sendJson } = await started();
    // Blanks are left of what was not encoded in a form.
    for (const image_file_b64 of ['no base64!', 'AA AA', 'data:image/png;base64,', '=']) {
      const { status, json } = await sendJson({ image_file_b64 });
      expect([status, json()]).toEqual([400, errors('invalid_image_file_b64')]);
    }
  });

  it('400: no picture in it', async () => {
    const { remove, sendJson } = await started();
    const noPicture = Buffer.from('no picture at all');
    for (const answer of [
      remove({ image_file: noPicture }),
      remove({ bg_image_file: noPicture }),
      remove({ image_file: Buffer.from('GIF89a-and-so-on') }),
      sendJson({ image_file_b64: noPicture.toString('base64') }),
    ]) {
      const { status, json } = await answer;
      expect([status, json()]).toEqual([400, errors('invalid_file_type')]);
    }
  });

  it('400: a damaged picture, or background', async () => {
    const { remove } = await started();
    const damaged = (await photo()).subarray(0, 300);
    for (const fields of [{ image_file: damaged }, { bg_image_file: damaged }]) {
      const { status, json } = await remove(fields);
      expect([status, json()]).toEqual([400, errors('failed_to_read_image')]);
    }
  });

  it('400: an address that cannot be fetched', async () => {
    const { api, remove, sendJson } = await started();
    const gone = await closing(otherHost({ status: 404, headers: {}, body: '' }));
    const failed = await sendJson({ image_url: gone.url });
    expect([failed.status, failed.json()]).toEqual([400, errors('failed_image_download')]);
    const behind = await remove({ bg_image_url: gone.url });
    expect([behind.status, behind.json()]).toEqual([400, errors('failed_bg_download')]);
    const none = await sendJson({ image_url: 'not an address' });
    expect([none.status, none.json()]).toEqual([400, errors('invalid_image_url')]);
    const file = await remove({ bg_image_url: 'file:///etc/passwd' });
    expect([file.status, file.json()]).toEqual([400, errors('invalid_bg_image_url')]);
    expect(api.runs).toEqual([]);
  });

  it('400: an address on a private network', async () => {
    const { sendJson } = await started({ options: { download: {} } });
    const { status, json } = await sendJson({ image_url: host.url });
    expect([status, json()]).toEqual([400, errors('failed_image_download')]);
    expect(host.requests).toEqual([]);
  });

  it('400: more than 22 MB', async () => {
    const { api, remove, sendJson } = await started();
    const large = Buffer.alloc(22_000_001);
    const there = await closing(otherHost({ status: 200, headers: {}, body: large }));
    for (const answer of [
      remove({ image_file: large }),
      remove({ bg_image_file: large }),
      sendJson({ image_url: there.url }),
      sendJson({ image_file_b64: large.toString('base64') }),
      remove({ image_file: Buffer.alloc(46_000_000) }),
    ]) {
      const { status, json } = await answer;
      expect([status, json()]).toEqual([400, errors('file_too_large')]);
    }
    expect(api.runs).toEqual([]);
  });

  it('400: more than 50 megapixels', async () => {
    const { remove } = await started();
    const { status, json } = await remove({ image_file: blankJpeg(10_000, 5_001) });
    expect([status, json()]).toEqual([400, errors('resolution_too_high')]);
  });

  it('400: no foreground in it', async () => {
    const { remove } = await started({ matte: () => 0 });
    const { status, json } = await remove();
    expect([status, json()]).toEqual([400, errors('unknown_foreground')]);
  });

  it('402: no credits left', async () => {
    const { api, remove } = await started({ key: { quota: 1 } });
    expect((await remove()).status).toBe(200);
    const { status, json } = await remove();
    expect([status, json()]).toEqual([402, errors('insufficient_credits')]);
    expect(api.keys.list().at(-1)?.used).toBe(1);
  });

  it('403: no key, one that is not valid, or one that may only read', async () => {
    const { api, remove } = await started();
    const reader = await started({ key: { scope: 'read' } });
    for (const answer of [
      post(address(api), {}, form({ image_file: await photo() })),
      remove({}, { 'x-api-key': 'other' }),
      take(`${api.url}/removebg/v1.0/account`),
      reader.remove(),
    ]) {
      const { status, json } = await answer;
      expect([status, json()]).toEqual([403, errors('auth_failed')]);
    }
  });

  it('404: another address', async () => {
    const { api } = await started();
    const answer = await post(`${api.url}/removebg/v1.0/improve`, { 'x-api-key': api.key });
    expect([answer.status, answer.json()]).toEqual([404, errors('not_found')]);
  });

  it('429: more requests in a minute than the key has', async () => {
    const { remove } = await started({ key: { perMinute: 1 } });
    expect((await remove()).status).toBe(200);
    const { status, headers, json } = await remove();
    expect([status, json()]).toEqual([429, errors('rate_limit_exceeded')]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(headers.get('x-ratelimit-limit')).toBe('1');
    expect(headers.get('x-ratelimit-remaining')).toBe('0');
  });

  it('500: the engine fails', async () => {
    const { remove } = await started({
      before: () => {
        throw new OffcutError('internal', { reason: '/home/somebody/secret is broken' });
      },
    });
    const { status, json, bytes } = await remove();
    expect([status, json()]).toEqual([500, errors('internal_error')]);
    expect(bytes.toString('utf8')).not.toContain('secret');
  });

  it('503: too much waits already', async () => {
    const { before, go } = held();
    const { remove } = await started({ limits: { maxWaiting: 1 }, before });
    const all = await crowd(remove, go);
    expect(all.map(({ status }) => status).sort()).toEqual([200, 503, 503]);
  });

  it('504: not done in time', async () => {
    const { remove } = await started({ limits: { deadlineMs: 300 }, before: forever });
    const { status, json } = await remove();
    expect([status, json()]).toEqual([504, errors('timeout')]);
  });
});

const samples = {
  file: `curl -H 'X-API-Key: INSERT_YOUR_API_KEY_HERE' \\
       -F 'image_file=@photo.jpg' \\
       -F 'size=auto' \\
       -f https://api.remove.bg/v1.0/removebg -o no-bg.png`,
  url: `curl -H 'X-API-Key: INSERT_YOUR_API_KEY_HERE' \\
       -F 'image_url=https://www.remove.bg/example.jpg' \\
       -F 'size=auto' \\
       -f https://api.remove.bg/v1.0/removebg -o no-bg.png`,
  account: `curl -H 'X-API-Key: INSERT_YOUR_API_KEY_HERE' https://api.remove.bg/v1.0/account`,
  javaScript: `const formData = new FormData();
formData.append("size", "auto");
formData.append("image_file", blob);
const response = await fetch("https://api.remove.bg/v1.0/removebg", {
  method: "POST",
  headers: { "X-Api-Key": "INSERT_YOUR_API_KEY_HERE" },
  body: formData,
});
if (response.ok) {
  return await response.arrayBuffer();
} else {
  throw new Error(response.status + ": " + response.statusText);
}`,
};

const pointed = (sample: string, { url, key }: RunningApi) =>
  sample
    .replace('https://api.remove.bg', `${url}/removebg`)
    .replace('https://www.remove.bg/example.jpg', host.url)
    .replace('INSERT_YOUR_API_KEY_HERE', key);

describe('the samples of its documentation, with only the base URL, the picture and the key changed', () => {
  it.skipIf(!hasCurl).each(['file', 'url'] as const)('in a shell: %s', async (name) => {
    const api = await startApi();
    const folder = await newFolder();
    await writeFile(path.join(folder, 'photo.jpg'), await photo());
    await runShell(pointed(samples[name], api), folder);
    const result = await readFile(path.join(folder, 'no-bg.png'));
    expect(await look(result)).toMatchObject({ ...photoSize, format: 'png', corner: 0 });
  });

  it.skipIf(!hasCurl)('in a shell: the account', async () => {
    const api = await startApi({ key: { quota: 3 } });
    const printed = await runShell(pointed(samples.account, api), await newFolder());
    expect(JSON.parse(printed)).toMatchObject({ data: { attributes: { credits: { total: 3 } } } });
  });

  it('in JavaScript', async () => {
    const api = await startApi();
    const blob = new Blob([new Uint8Array(await photo())], { type: 'image/jpeg' });
    const result = await runJavaScript(pointed(samples.javaScript, api), { blob });
    expect(await look(Buffer.from(result as ArrayBuffer))).toMatchObject({ corner: 0 });
  });
});

interface ClientResult {
  readonly base64img: string;
  readonly creditsCharged: string;
  readonly detectedType: string;
  readonly resultWidth: string;
  readonly resultHeight: string;
  readonly rateLimit: string;
  readonly rateLimitRemaining: string;
  readonly rateLimitReset: string;
}
type ClientCall = (options: Readonly<Record<string, unknown>>) => Promise<ClientResult>;
interface Client {
  readonly removeBackgroundFromImageFile: ClientCall;
  readonly removeBackgroundFromImageUrl: ClientCall;
  readonly removeBackgroundFromImageBase64: ClientCall;
}

/** The npm package `remove.bg` as it is, but for its base URL, which cannot be set. */
function clientFor({ url }: RunningApi): Client {
  const file = createRequire(import.meta.url).resolve('remove.bg');
  const source = readFileSync(file, 'utf8');
  const base = 'https://api.remove.bg/';
  expect(source.split(base)).toHaveLength(2);
  const exports = {};
  // The text of an installed package.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  new Function('require', 'exports', source.replace(base, `${url}/removebg/`))(
    createRequire(file),
    exports,
  );
  return exports as Client;
}

describe('the client remove.bg of npm, with only its base URL changed', () => {
  it('takes a file, an address and base64', async () => {
    const api = await startApi();
    const client = clientFor(api);
    const folder = await newFolder();
    const input = path.join(folder, 'photo.jpg');
    await writeFile(input, await photo());
    const base64img = (await photo()).toString('base64');
    const outputFile = path.join(folder, 'no-bg.png');
    const options = { apiKey: api.key, size: 'regular', type: 'auto', outputFile };
    for (const call of [
      () => client.removeBackgroundFromImageFile({ ...options, path: input, scale: '50%' }),
      () => client.removeBackgroundFromImageUrl({ ...options, url: host.url }),
      () => client.removeBackgroundFromImageBase64({ ...options, base64img }),
    ]) {
      const result = await call();
      expect(result).toMatchObject({
        creditsCharged: '1',
        detectedType: 'other',
        resultWidth: '60',
        resultHeight: '40',
        rateLimit: '600',
      });
      const bytes = Buffer.from(result.base64img, 'base64');
      expect(await look(bytes)).toMatchObject({ ...photoSize, corner: 0, middle: 255 });
      expect((await readFile(outputFile)).equals(bytes)).toBe(true);
    }
  });

  it('crops, and lays a colour behind', async () => {
    const api = await startApi();
    const options = { apiKey: api.key, url: host.url, crop: true, crop_margin: '5px' };
    const { base64img } = await clientFor(api).removeBackgroundFromImageUrl({
      ...options,
      bg_color: '00ff00',
    });
    expect(await look(Buffer.from(base64img, 'base64'))).toMatchObject({
      ...{ width: 40, height: 30, format: 'jpeg', corner: 255 },
    });
  });

  it('tells what is wrong', async () => {
    const api = await startApi();
    const client = clientFor(api);
    const said = client.removeBackgroundFromImageUrl({ apiKey: 'other', url: host.url });
    await expect(said).rejects.toEqual([
      { title: 'API Key invalid', code: 'auth_failed', detail: text },
    ]);
    const bad = client.removeBackgroundFromImageUrl({ apiKey: api.key, url: host.url, size: 'xl' });
    await expect(bad).rejects.toMatchObject([{ code: 'invalid_size' }]);
  });
});

describe('our own client of it', () => {
  const never = new AbortController().signal;
  let caller: ReturnType<typeof newCaller>;
  beforeEach(() => {
    caller = newCaller();
  });
  afterEach(() => caller.close());

  const ownClient = ({ url }: RunningApi, key: string) =>
    clientOf('remove-bg', { baseUrl: `${url}/removebg/v1.0`, key }, { call: caller.call });

  it('gets a cutout, and knows what is left', async () => {
    const api = await startApi({ key: { quota: 7 } });
    const client = ownClient(api, api.key);
    const { source } = await sourceFor('remove-bg', await newFolder());
    const { picture, credits } = await client.matte(source, never);
    expect(await look(picture)).toMatchObject({ ...photoSize, corner: 0, middle: 255 });
    expect(credits).toBe(1);
    expect(await client.check(never)).toEqual({ remaining: 6 });
  });

  it('knows a bad key, and that there are no credits', async () => {
    const api = await startApi({ key: { quota: 0 } });
    const { source } = await sourceFor('remove-bg', await newFolder());
    const bad = ownClient(api, 'other');
    await expect(bad.matte(source, never)).rejects.toMatchObject({ class: 'auth' });
    await expect(bad.check(never)).rejects.toMatchObject({ class: 'auth' });
    const poor = ownClient(api, api.key);
    await expect(poor.matte(source, never)).rejects.toMatchObject({ class: 'credits' });
  });
});
