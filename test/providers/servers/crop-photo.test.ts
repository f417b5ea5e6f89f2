import { beforeEach, describe, expect, it } from 'vitest';
import { documented, startCropPhoto, type CropPhotoOptions } from './crop-photo.ts';
import { asAnswer } from './documented.ts';
import { otherHost, type OtherHost } from './other-host.ts';
import { pictureHost } from './picture-host.ts';
import { look, photo, photoSize, post, postJson, take, useClosing } from './requests-in-tests.ts';

const closing = useClosing();
let host: OtherHost;

beforeEach(async () => {
  host = await closing(pictureHost(await photo()));
});

async function started(options: CropPhotoOptions = {}) {
  const server = await closing(startCropPhoto(options));
  const headers = { authorization: `Bearer ${server.key}` };
  const url = `${server.baseUrl}/crop/remove-background`;
  const remove = (body: object = { image_url: host.url, response_type: 'stream' }) =>
    postJson(url, headers, body);
  return { server, headers, url, remove };
}

const body = (name: string) => documented.find((answer) => answer.name === name)?.body;

interface Result {
  readonly output_image_url: string;
}

describe('a removal', () => {
  it("is the reference page's sample, with the key that it leaves out", async () => {
    const { server, remove } = await started();
    const answer = await remove();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'application/octet-stream',
    ]);
    expect(await look(answer.bytes)).toEqual({
      ...photoSize,
      format: 'png',
      corner: 0,
      middle: 255,
    });
    expect(server.fetches).toEqual([{ url: host.url, status: 200 }]);
    expect(host.saw(server.key)).toBe(false);
    expect([server.credits, server.violations]).toEqual([99, []]);
  });

  it.each(['jobs', 'jobs-with-results-inside'] as const)('may be read as %s', async (reading) => {
    const { server, headers, remove } = await started({ reading });
    const answer = (await remove()).json() as {
      readonly jobs: readonly { readonly status: string; readonly results?: readonly Result[] }[];
      readonly results?: readonly Result[];
    };
    const [job] = answer.jobs;
    expect(job?.status).toBe('completed');
    const inside = reading === 'jobs-with-results-inside';
    expect([job?.results !== undefined, answer.results !== undefined]).toEqual([inside, !inside]);
    const url = (job?.results ?? answer.results)?.[0]?.output_image_url ?? '';
    expect(await look((await take(url)).bytes)).toMatchObject(photoSize);
    expect(server.violations).toEqual([]);
    expect((await take(url, { headers })).status).toBe(400);
    expect(server.violations.join()).toContain(
      'authorization came with a request that takes no key',
    );
  });
});

describe('a refusal', () => {
  it('is for the key, missing or unknown', async () => {
    const { server, url } = await started();
    for (const headers of [{}, { authorization: 'Bearer other' }]) {
      const answer = await post(url, headers);
      expect([answer.status, answer.json()]).toEqual([401, body('invalid-key')]);
    }
    expect(server.violations).toEqual([]);
  });

  it('is for a request without a body, with which a key can be tried', async () => {
    const { server, url, headers, remove } = await started();
    const probe = await post(url, headers);
    expect([probe.status, probe.json()]).toEqual([400, body('missing-url')]);
    expect(server.violations).toEqual([]);
    expect((await remove({ response_type: 'stream' })).json()).toEqual(body('missing-url'));
    expect(server.violations).toHaveLength(1);
  });

  it.each([['url'], [undefined]])('is for the response type %s', async (type) => {
    const { server, remove } = await started();
    const answer = await remove({ image_url: host.url, response_type: type });
    expect([answer.status, server.violations.length]).toEqual([400, 1]);
  });

  it('is for an address that does not answer, or with no picture', async () => {
    const { server, remove } = await started();
    const refusing = await closing(otherHost({ status: 404 }));
    const text = await closing(otherHost({ status: 200, body: 'text' }));
    const removed = async (url: string) =>
      (await remove({ image_url: url, response_type: 'stream' })).json();
    expect(await removed(refusing.url)).toEqual(body('not-fetched'));
    expect(await removed('https://acme.s3.aws.com/image.png')).toEqual(body('not-fetched'));
    expect(await removed(text.url)).toEqual(body('bad-image'));
    expect(server.violations).toEqual([]);
    expect(server.fetches.map(({ status }) => status)).toEqual([404, undefined, 200]);
  });

  it.each(['not a url', 'data:image/png;base64,', 'http://public.example/a.png'])(
    'is for %s, which is a violation, too',
    async (url) => {
      const { server, remove } = await started();
      expect((await remove({ image_url: url, response_type: 'stream' })).status).toBe(400);
      expect(server.violations).toHaveLength(1);
    },
  );

  it('is for an address with credentials, which are sent to nobody', async () => {
    const { server, remove } = await started();
    const url = host.url.replace('//', '//user:secret@');
    expect((await remove({ image_url: url, response_type: 'stream' })).status).toBe(400);
    expect(server.violations.join()).toContain('carries credentials');
    expect(host.requests).toEqual([]);
  });

  it('is a 400 for credits', async () => {
    const { remove } = await started({ credits: 0 });
    const answer = await remove();
    expect([answer.status, answer.json()]).toEqual([400, body('not-enough-balance')]);
  });

  it('is for another path', async () => {
    const { server, headers } = await started();
    const answer = await postJson(`${server.baseUrl}/remove-background`, headers, {});
    expect([answer.status, answer.json()]).toEqual([404, body('not-found')]);
  });
});

describe('what is documented', () => {
  it.each(documented)('can be played: $name', async (answer) => {
    const { server, remove } = await started(answer.options);
    server.answerOn(answer.step, asAnswer(answer));
    expect((await remove()).status).toBe(answer.status);
    expect(server.violations).toEqual([]);
  });
});
