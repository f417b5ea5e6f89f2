import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { asAnswer } from './documented.ts';
import { documented, startPoof, type PoofOptions } from './poof.ts';
import { form, look, photo, photoSize, post, take, useClosing } from './requests-in-tests.ts';

const closing = useClosing();
let jpeg: Buffer;

beforeAll(async () => {
  jpeg = await photo();
});

async function started(options: PoofOptions = {}) {
  const server = await closing(startPoof(options));
  const headers = { 'x-api-key': server.key };
  const remove = (fields: Readonly<Record<string, string>> = {}, image = jpeg) =>
    post(`${server.baseUrl}/remove`, headers, form({ image_file: image, ...fields }));
  return { server, headers, remove };
}

const body = (name: string) => documented.find((answer) => answer.name === name)?.body;

describe.each([1, 2] as const)('a removal in generation %i', (generation) => {
  it('is a PNG of the same size, with what is known of it in the headers', async () => {
    const { server, remove } = await started({ generation });
    const { status, headers, bytes } = await remove();
    expect(status).toBe(200);
    expect(await look(bytes)).toEqual({ ...photoSize, format: 'png', corner: 0, middle: 255 });
    expect(headers.get('content-type')).toBe('image/png');
    expect(headers.get('x-image-width')).toBe('60');
    expect(headers.get('x-image-height')).toBe('40');
    expect(headers.get('x-request-id')).toMatch(/^req_/);
    expect(headers.get('x-processing-time-ms')).toMatch(/^\d+$/);
    expect(headers.has('x-matte-confidence')).toBe(false);
    expect([server.credits, server.violations]).toEqual([99, []]);
  });

  it("is each of the reference page's samples", async () => {
    const { server, remove } = await started({ generation });
    const white = await remove({ format: 'jpg', channels: 'rgb', bg_color: '#ffffff' });
    expect(await look(white.bytes)).toMatchObject({ ...photoSize, format: 'jpeg' });
    expect(
      [...(await sharp(white.bytes).raw().toBuffer()).subarray(0, 3)].every((v) => v > 250),
    ).toBe(true);
    const webp = await remove({ format: 'webp' });
    expect(webp.headers.get('content-type')).toBe('image/webp');
    const cropped = await remove({ size: 'preview', crop: 'true', padding: '0' });
    expect(await look(cropped.bytes)).toMatchObject({ width: 42, height: 28 });
    expect(server.violations).toEqual([]);
  });

  it('refuses a size that there is not, and any other bad value', async () => {
    const { server, remove } = await started({ generation });
    const sizeOfTheOther = generation === 1 ? 'hd' : 'small';
    const refused = await remove({ size: sizeOfTheOther });
    expect([refused.status, refused.json()]).toEqual([400, body(`gen${generation}-bad-value`)]);
    for (const bad of [{ bg_color: 'blurple' }, { channels: 'cmyk' }, { crop: '1' }]) {
      expect((await remove(bad)).status).toBe(400);
    }
    expect(server.violations).toHaveLength(4);
    expect(server.credits).toBe(100);
  });

  it('notes a field that is not documented, and ignores it', async () => {
    const { server, remove } = await started({ generation });
    expect((await remove({ image_url: 'http://a.b' })).status).toBe(200);
    expect(server.violations).toHaveLength(1);
  });

  it('refuses a bad key, wherever it is needed', async () => {
    const { server } = await started({ generation });
    const key = body(`gen${generation}-key`);
    for (const headers of [{}, { 'x-api-key': 'other' }]) {
      const image = form({ image_file: jpeg });
      const removal = await post(`${server.baseUrl}/remove`, headers, image);
      expect([removal.status, removal.json()]).toEqual([401, key]);
      const account = await take(`${server.baseUrl}/me`, { headers });
      expect([account.status, account.json()]).toEqual([401, key]);
    }
    expect(server.violations).toEqual([]);
  });

  it('refuses a form without an image, and a JSON body', async () => {
    const { server, headers } = await started({ generation });
    const url = `${server.baseUrl}/remove`;
    const empty = await post(url, headers, form({ size: 'full' }));
    expect([empty.status, empty.json()]).toEqual([400, body(`gen${generation}-missing-image`)]);
    const json = await post(url, { ...headers, 'content-type': 'application/json' }, '{}');
    expect(json.json()).toMatchObject({ code: 'validation_error' });
    expect(server.violations).toHaveLength(3);
  });

  it.each([
    ['too-large', { maxBytes: 100 }, generation === 1 ? 400 : 413],
    ['no-credits', { credits: 0 }, 402],
  ] as const)('refuses %s', async (name, options, status) => {
    const { server, remove } = await started({ generation, ...options });
    const answer = await remove();
    expect([answer.status, answer.json()]).toEqual([status, body(`gen${generation}-${name}`)]);
    expect(server.violations).toEqual([]);
  });

  it('refuses what is no picture', async () => {
    const { remove } = await started({ generation });
    const answer = await remove({}, Buffer.from('no picture'));
    const expected = body(`gen${generation}-bad-image`);
    expect([answer.status, answer.json()]).toEqual([generation === 1 ? 400 : 422, expected]);
  });

  it('tells what is left by the account', async () => {
    const { server, headers, remove } = await started({ generation, credits: 7 });
    await remove();
    const { json } = await take(`${server.baseUrl}/me`, { headers });
    const account = json() as { maxCredits: number; usedCredits: number };
    expect(account.maxCredits - account.usedCredits).toBe(6);
    expect(Object.keys(account).sort()).toEqual([
      'autoRechargeThreshold',
      'maxCredits',
      'organizationId',
      'plan',
      'usedCredits',
    ]);
  });
});

describe('generation 1', () => {
  it.each([
    ['preview', 256, 171],
    ['small', 512, 341],
    ['medium', 1024, 682],
    ['full', 1200, 800],
    ['large', 1200, 800],
  ])('bounds the longer side by %s', async (size, width, height) => {
    const { remove } = await started();
    const large = await photo('jpeg', { width: 1200, height: 800 });
    const { bytes } = await remove({ size }, large);
    const seen = await look(bytes);
    expect(seen.width).toBe(width);
    expect(Math.abs(seen.height - height)).toBeLessThanOrEqual(1);
  });

  it('crops tightly, and knows no padding but none', async () => {
    const { server, remove } = await started();
    const { bytes } = await remove({ crop: 'true' });
    expect(await look(bytes)).toMatchObject({ width: 42, height: 28 });
    expect((await remove({ crop: 'true', padding: '10%' })).status).toBe(200);
    expect(server.violations).toHaveLength(1);
  });
});

describe('generation 2', () => {
  const generation = 2;

  it('bounds the pixels by size', async () => {
    const { remove } = await started({ generation });
    const { bytes } = await remove(
      { size: 'preview' },
      await photo('jpeg', { width: 1200, height: 800 }),
    );
    const { width, height } = await look(bytes);
    expect(width * height).toBeLessThanOrEqual(250_000);
    expect(width * height).toBeGreaterThan(245_000);
  });

  it('leaves a tenth around what it crops, unless told otherwise', async () => {
    const { remove } = await started({ generation });
    expect(await look((await remove({ crop: 'true' })).bytes)).toMatchObject({
      width: 50,
      height: 34,
    });
    const one = await remove({ crop: 'true', padding: '0,0.1' });
    expect(await look(one.bytes)).toMatchObject({ width: 50, height: 28 });
  });

  it('gives the matte alone, lays a colour under rgba, and says how sure it is', async () => {
    const matte = { confidence: 0.93, ambiguousRatio: 0.02 };
    const { server, remove } = await started({ generation, matte });
    const alpha = await remove({ channels: 'alpha' });
    expect((await sharp(alpha.bytes).metadata()).channels).toBe(1);
    const filled = await remove({ channels: 'rgba', bg_color: 'rgb(255, 0, 0)' });
    expect(await look(filled.bytes)).toMatchObject({ corner: 255 });
    expect(filled.headers.get('x-matte-confidence')).toBe('0.93');
    expect(filled.headers.get('x-matte-ambiguous-ratio')).toBe('0.02');
    expect(server.violations).toEqual([]);
  });

  it('says what it does not play', async () => {
    const { server, remove } = await started({ generation });
    expect((await remove({ width: '100', fit: 'cover' })).status).toBe(501);
    expect((await remove({ crop: '4:3' })).status).toBe(501);
    expect(server.violations.join('\n')).toContain('crop is documented as "4:3"');
  });
});

describe('what is documented', () => {
  it.each(documented)('can be played: $name', async (answer) => {
    const { server, headers, remove } = await started(answer.options);
    server.answerOn(answer.step, asAnswer(answer));
    const given =
      answer.step === 'me' ? await take(`${server.baseUrl}/me`, { headers }) : await remove();
    expect(given.status).toBe(answer.status);
  });

  it('has details as a text, and by field', () => {
    expect(body('gen1-bad-value')).toMatchObject({ details: expect.any(String) as unknown });
    expect(body('gen2-bad-value')).toMatchObject({ details: { size: [expect.any(String)] } });
    expect(body('gen2-bad-value')).toHaveProperty('doc_url');
  });
});
