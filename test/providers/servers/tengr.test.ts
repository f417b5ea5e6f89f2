import { beforeEach, describe, expect, it } from 'vitest';
import { asAnswer } from './documented.ts';
import { otherHost, type OtherHost } from './other-host.ts';
import { pictureHost } from './picture-host.ts';
import { look, photo, photoSize, postJson, take, useClosing } from './requests-in-tests.ts';
import { documented, startTengr, type TengrOptions } from './tengr.ts';

const closing = useClosing();
const nobody = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
let host: OtherHost;

beforeEach(async () => {
  host = await closing(pictureHost(await photo()));
});

interface Artwork {
  readonly id: string;
  readonly status: string;
  readonly results: readonly string[];
}

async function started(options: TengrOptions = {}) {
  const server = await closing(startTengr(options));
  const headers = { authorization: `Bearer ${server.key}` };
  const artworks = `${server.baseUrl}/v2/artworks`;
  const submit = (body: object = { imageUrl: host.url, outputFormat: 'png' }) =>
    postJson(`${artworks}/remove-background`, headers, body);
  const submitted = async (body?: object) => (await submit(body)).json() as Artwork;
  const poll = (id: string) => take(`${artworks}/${id}`, { headers });
  const polled = async (id: string) => (await poll(id)).json() as Artwork;
  const list = (query = '?limit=1&offset=0') => take(artworks + query, { headers });
  return { server, headers, artworks, submit, submitted, poll, polled, list };
}

const body = (name: string) => documented.find((answer) => answer.name === name)?.body;

describe('a removal', () => {
  it('is accepted, polled, and fetched without the key', async () => {
    const { server, headers, submit, polled } = await started();
    const accepted = await submit();
    expect(accepted.status).toBe(202);
    expect(accepted.json()).toEqual({
      id: expect.stringMatching(/^[\da-f-]{36}$/) as unknown,
      artworkType: 'remove_background',
      parameters: { imageUrl: host.url, outputFormat: 'png' },
      duration: 0,
      results: [],
      status: 'starting',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as unknown,
    });
    const { id } = accepted.json() as Artwork;
    const states = [await polled(id), await polled(id), await polled(id)];
    expect(states.map(({ status }) => status)).toEqual(['starting', 'processing', 'succeeded']);
    const url = states[2]?.results[0] ?? '';
    const result = await take(url);
    expect(await look(result.bytes)).toEqual({
      ...photoSize,
      format: 'png',
      corner: 0,
      middle: 255,
    });
    expect([server.credits, server.violations]).toEqual([99, []]);
    expect(server.fetches).toEqual([{ url: host.url, status: 200 }]);
    expect(host.saw(server.key)).toBe(false);
    expect((await take(url, { headers })).status).toBe(400);
    expect(server.violations).toHaveLength(1);
  });

  it.each([undefined, 'auto', 'webp'])('is a WebP for the format %s', async (outputFormat) => {
    const { submitted, polled } = await started({ polls: 0 });
    const { id } = await submitted({ imageUrl: host.url, outputFormat });
    const { results } = await polled(id);
    expect(await look((await take(results[0] ?? '')).bytes)).toMatchObject({ format: 'webp' });
  });

  it.each([
    ['failed', 'failed'],
    ['canceled', 'canceled'],
    ['succeeded-without-results', 'succeeded'],
  ] as const)('may end as %s', async (outcome, status) => {
    const { submitted, polled } = await started({ polls: 0, outcome });
    expect(await polled((await submitted()).id)).toMatchObject({ status, results: [] });
  });

  it('is in the list, the newest first', async () => {
    const { server, submitted, list } = await started();
    await submitted();
    const { id } = await submitted();
    expect((await list()).json()).toMatchObject([{ id }]);
    expect((await list('')).json()).toHaveLength(2);
    expect(server.violations).toEqual([]);
    expect((await list('?limit=501')).status).toBe(400);
  });
});

describe('a refusal', () => {
  it('is for the key, on every call', async () => {
    const { server, artworks } = await started();
    const headers = { authorization: 'Bearer other' };
    const calls = [
      postJson(`${artworks}/remove-background`, headers, { imageUrl: host.url }),
      take(`${artworks}/${nobody}`, { headers }),
      take(artworks),
    ];
    for (const answer of await Promise.all(calls)) {
      expect([answer.status, answer.json()]).toEqual([401, body('remove-401')]);
    }
    expect(server.violations).toEqual([]);
  });

  it.each([
    ['text', 'bad-url'],
    ['list', 'bad-url-list'],
  ] as const)('has its message as a %s', async (messages, name) => {
    const { server, submit } = await started({ messages });
    const answer = await submit({ outputFormat: 'png' });
    expect([answer.status, answer.json()]).toEqual([400, body(name)]);
    expect(server.violations).toHaveLength(1);
  });

  it('is for an address that does not answer, or with no picture', async () => {
    const { server, submit } = await started();
    const refusing = await closing(otherHost({ status: 500 }));
    const text = await closing(otherHost({ status: 200, body: 'text' }));
    expect((await submit({ imageUrl: refusing.url })).json()).toEqual(body('not-fetched'));
    expect((await submit({ imageUrl: text.url })).json()).toEqual(body('bad-url'));
    expect(server.violations).toEqual([]);
  });

  it('is for an unknown format, and for what is wrapped in parameters', async () => {
    const { server, submit } = await started();
    const bad = await submit({ imageUrl: host.url, outputFormat: 'jpg' });
    expect(bad.json()).toEqual(body('bad-output-format'));
    expect((await submit({ parameters: { imageUrl: host.url } })).status).toBe(400);
    expect(server.violations.join('\n')).toContain('the field parameters is not documented');
  });

  it('is for a webhook that leads inside; one that leads outside is a violation only', async () => {
    const { server, submit } = await started();
    const inside = [
      'http://a.example/',
      'https://localhost/',
      'https://10.0.0.1/',
      'https://[::1]/',
    ];
    for (const webhook of inside) {
      expect((await submit({ imageUrl: host.url, webhook })).status).toBe(400);
    }
    expect((await submit({ imageUrl: host.url, webhook: 'https://a.example/' })).status).toBe(202);
    expect(server.violations).toHaveLength(5);
  });

  it('is for an artwork that is not there, and for an id that is none', async () => {
    const { server, poll } = await started();
    const missing = await poll(nobody);
    expect([missing.status, missing.json()]).toEqual([404, body('not-found')]);
    expect(server.violations).toEqual([]);
    expect((await poll('1')).status).toBe(400);
    expect(server.violations).toHaveLength(1);
  });

  it('is for credits', async () => {
    const { submit } = await started({ credits: 0 });
    const answer = await submit();
    expect([answer.status, answer.json()]).toEqual([403, body('no-credits')]);
  });
});

describe('what is documented', () => {
  it.each(documented)('can be played: $name', async (answer) => {
    const { server, submit, submitted, poll, list } = await started(answer.options);
    const { id } = await submitted();
    server.answerOn(answer.step, asAnswer(answer));
    const calls: Readonly<Record<string, () => ReturnType<typeof submit>>> = {
      remove: () => submit(),
      poll: () => poll(id),
      list: () => list(),
    };
    expect((await calls[answer.step]?.())?.status).toBe(answer.status);
    expect(server.violations).toEqual([]);
  });
});
