import { once } from 'node:events';
import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../helpers/eventually.ts';
import { useTempFolder } from '../helpers/temp.ts';
import { listen } from '../providers/servers/loopback.ts';
import { otherHost, type OtherHost } from '../providers/servers/other-host.ts';
import { pictureHost } from '../providers/servers/picture-host.ts';
import {
  look,
  photo,
  photoSize,
  post,
  postJson,
  take,
  useClosing,
} from '../providers/servers/requests-in-tests.ts';
import { forever } from './held-engine.ts';
import { hasCurl, runJavaScript, runShell } from './samples.ts';
import { useApi, type ApiWishes, type RunningApi } from './setting.ts';

const startApi = useApi();
const newFolder = useTempFolder();
const closing = useClosing();
let host: OtherHost;

beforeEach(async () => {
  host = await closing(pictureHost(await photo()));
});

interface Artwork {
  readonly id: string;
  readonly status: string;
  readonly results: readonly string[];
  readonly duration: number;
  readonly createdAt: string;
}

const artworks = ({ url }: RunningApi) => `${url}/tengr/v2/artworks`;
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

async function started(wishes: ApiWishes = {}) {
  const api = await startApi(wishes);
  const submit = (fields: object = {}, key = api.key) =>
    postJson(`${artworks(api)}/remove-background`, bearer(key), { imageUrl: host.url, ...fields });
  const get = (rest: string, key = api.key) =>
    take(`${artworks(api)}${rest}`, { headers: bearer(key) });
  const ended = (id: string) =>
    eventually(async () => {
      const artwork = (await get(`/${id}`)).json() as Artwork;
      expect(['starting', 'processing']).not.toContain(artwork.status);
      return artwork;
    });
  const done = async (fields: object = {}) => ended(((await submit(fields)).json() as Artwork).id);
  return { api, submit, get, ended, done };
}

const error = (statusCode: number, name: string, message: unknown = expect.any(String)) => ({
  message,
  statusCode,
  error: name,
});

const isUnderWay = (api: RunningApi) =>
  eventually(() => {
    expect(api.runs.length).toBeGreaterThan(0);
  });

describe('tengr', () => {
  it('202: an artwork, which succeeds', async () => {
    const { api, submit, get, ended } = await started();
    const before = Date.now();
    const answer = await submit();
    expect(answer.status).toBe(202);
    const submitted = answer.json() as Artwork;
    expect(submitted).toMatchObject({
      artworkType: 'remove_background',
      parameters: { imageUrl: host.url, outputFormat: 'auto' },
      duration: 0,
      results: [],
    });
    expect(submitted.id).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(['starting', 'processing']).toContain(submitted.status);
    expect(Date.parse(submitted.createdAt)).toBeGreaterThanOrEqual(before);
    const artwork = await ended(submitted.id);
    expect(artwork).toMatchObject({
      ...submitted,
      status: 'succeeded',
      duration: artwork.duration,
      results: artwork.results,
    });
    expect(artwork.duration).toBeGreaterThan(0);
    const [link = ''] = artwork.results;
    const { status, headers, bytes } = await take(link);
    expect([status, headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect(await look(bytes)).toMatchObject({
      ...photoSize,
      format: 'webp',
      corner: 0,
      middle: 255,
    });
    expect([host.saw(api.key), link.includes(api.key)]).toEqual([false, false]);
    expect((await get(`/${submitted.id}`)).status).toBe(200);
  });

  it('202: as a PNG, or a WebP of high quality', async () => {
    const { api, done } = await started();
    const cutAs = async (outputFormat: string) => {
      const [link = ''] = (await done({ outputFormat })).results;
      const { headers, bytes } = await take(link);
      return [headers.get('content-type'), (await look(bytes)).format];
    };
    expect(await cutAs('png')).toEqual(['image/png', 'png']);
    expect(await cutAs('webp')).toEqual(['image/webp', 'webp']);
    expect(await cutAs('auto')).toEqual(['image/webp', 'webp']);
    expect(api.runs.map(({ recipe }) => [recipe.output.format, recipe.output.quality])).toEqual([
      ['png', null],
      ['webp', 95],
      ['webp', 95],
    ]);
  });

  it('202: what waits is starting, and what is worked on is processing', async () => {
    const { api, submit, get } = await started({ before: forever, concurrency: 1 });
    const ids: string[] = [];
    for (let at = 0; at < 4; at++) ids.push(((await submit()).json() as Artwork).id);
    await isUnderWay(api);
    const statuses = async () =>
      Promise.all(ids.map(async (id) => ((await get(`/${id}`)).json() as Artwork).status));
    expect(await statuses()).toContain('processing');
    expect((await statuses()).at(-1)).toBe('starting');
    const { id = '' } = ((await get('?limit=1')).json() as Artwork[])[0] ?? {};
    expect(id).toBe(ids.at(-1));
  });

  it('202: what fails has failed, and costs nothing', async () => {
    const { api, done } = await started({ matte: () => 0, key: { quota: 1 } });
    expect(await done()).toMatchObject({ status: 'failed', results: [], duration: 0 });
    expect(api.keys.list().at(-1)?.used).toBe(0);
  });

  it('202: what is cancelled on this machine is canceled', async () => {
    const { api, submit, ended } = await started({ before: forever });
    const { id } = (await submit()).json() as Artwork;
    await isUnderWay(api);
    await api.owner.ask('cancel', { scope: { kind: 'all' } });
    expect(await ended(id)).toMatchObject({ status: 'canceled', results: [] });
  });

  it('202: what was accepted is done by the next server', async () => {
    const first = await started({ before: forever });
    const { id } = (await first.submit()).json() as Artwork;
    await isUnderWay(first.api);
    await first.api.stop();
    const { api } = await started({ dataFolder: first.api.dataFolder });
    await eventually(async () => {
      const headers = bearer(first.api.key);
      const artwork = (await take(`${artworks(api)}/${id}`, { headers })).json() as Artwork;
      expect(artwork.status).toBe('succeeded');
      // Where the client reaches it now.
      expect(artwork.results[0]).toContain(api.url);
      expect((await take(artwork.results[0] ?? '')).status).toBe(200);
    });
  });

  it('200: a list of what the key asked for, newest first', async () => {
    const { api, submit, get } = await started();
    const other = api.keys.add({ name: 'other' }).secret;
    const ids: string[] = [];
    for (let at = 0; at < 12; at++) ids.unshift(((await submit()).json() as Artwork).id);
    await submit({}, other);
    const listed = async (query: string, key?: string) => {
      const answer = await get(query, key);
      expect(answer.status).toBe(200);
      return (answer.json() as Artwork[]).map(({ id }) => id);
    };
    expect(await listed('')).toEqual(ids.slice(0, 10));
    expect(await listed('?limit=500')).toEqual(ids);
    expect(await listed('?offset=9&limit=2')).toEqual(ids.slice(9, 11));
    expect(await listed('', other)).toHaveLength(1);
  });

  it('200: a list, to a key that may only read', async () => {
    const { get } = await started({ key: { scope: 'read' } });
    const answer = await get('');
    expect([answer.status, answer.json()]).toEqual([200, []]);
  });

  it('400: a body that is not valid', async () => {
    const { api, submit } = await started();
    for (const [fields, message] of [
      [{ imageUrl: undefined }, /^imageUrl: /],
      [{ imageUrl: ['a'] }, /^imageUrl: /],
      [{ outputFormat: 'jpg' }, /^outputFormat: /],
      [{ webhook: 7 }, /^webhook: /],
    ] as const) {
      const answer = await submit(fields);
      expect([answer.status, answer.json()]).toEqual([
        400,
        error(400, 'Bad Request', expect.stringMatching(message)),
      ]);
    }
    const headers = { ...bearer(api.key), 'content-type': 'application/json' };
    for (const body of ['', '{', 'null']) {
      const answer = await post(`${artworks(api)}/remove-background`, headers, body);
      expect([answer.status, answer.json()]).toEqual([400, error(400, 'Bad Request')]);
    }
    expect(host.requests).toEqual([]);
  });

  it('400: an address that cannot be fetched', async () => {
    const { api, submit } = await started();
    const gone = await closing(otherHost({ status: 404 }));
    for (const imageUrl of [gone.url, 'http://127.0.0.1:1/', 'data:image/png;base64,', 'none']) {
      const answer = await submit({ imageUrl });
      expect([answer.status, answer.json()]).toEqual([400, error(400, 'Bad Request')]);
    }
    expect(await readdir(path.join(api.dataFolder, 'api', 'uploads'))).toEqual([]);
  });

  it('400: an address in a private network', async () => {
    const { submit } = await started({ options: { download: {} } });
    const message = 'The address leads to a private or local network.';
    const answer = await submit();
    expect([answer.status, answer.json()]).toEqual([400, error(400, 'Bad Request', message)]);
    expect(host.requests).toEqual([]);
  });

  it('400: an id that is none, or a page that there is not', async () => {
    const { get } = await started();
    for (const rest of [
      '/7',
      '?limit=0',
      '?limit=501',
      '?offset=-1',
      '?limit=many',
      '?limit=1.5',
    ]) {
      const answer = await get(rest);
      expect([answer.status, answer.json()]).toEqual([400, error(400, 'Bad Request')]);
    }
  });

  it('401: a key that is missing or not known', async () => {
    const { api, submit, get } = await started();
    const answers = [
      await submit({}, 'other'),
      await get('', 'other'),
      await get('/3fa85f64-5717-4562-b3fc-2c963f66afa6', 'other'),
      await postJson(`${artworks(api)}/remove-background`, {}, { imageUrl: host.url }),
    ];
    for (const { status, json } of answers) {
      expect([status, json()]).toEqual([401, error(401, 'Unauthorized')]);
    }
  });

  it('402: no credits left', async () => {
    const { submit } = await started({ key: { quota: 1 } });
    expect((await submit()).status).toBe(202);
    const answer = await submit();
    expect([answer.status, answer.json()]).toEqual([402, error(402, 'Payment Required')]);
  });

  it('403: a key that may only read', async () => {
    const { submit } = await started({ key: { scope: 'read' } });
    const answer = await submit();
    expect([answer.status, answer.json()]).toEqual([403, error(403, 'Forbidden')]);
  });

  it('404: an artwork that there is not, of another key, or of another API', async () => {
    const { api, submit, get } = await started();
    const { id } = (await submit()).json() as Artwork;
    const other = api.keys.add({ name: 'other', scope: 'manage' }).secret;
    const foreign = await postJson(
      `${api.url}/crop-photo/v1/crop/remove-background`,
      bearer(api.key),
      { image_url: host.url, response_type: 'url' },
    );
    const { jobs } = foreign.json() as { readonly jobs: readonly { readonly job_id: string }[] };
    const answers = [
      await get('/3fa85f64-5717-4562-b3fc-2c963f66afa6'),
      await get(`/${id}`, other),
      await get(`/${jobs[0]?.job_id ?? ''}`),
      await get('/a/b'),
    ];
    for (const { status, json } of answers) {
      expect([status, json()]).toEqual([404, error(404, 'Not Found')]);
    }
    expect((await get(`/${id}`)).status).toBe(200);
  });

  it('404: an artwork that was kept long enough, and its result', async () => {
    const first = await started();
    const { id, results } = await first.done();
    expect((await take(results[0] ?? '')).status).toBe(200);
    await first.api.stop();
    const { api } = await started({ dataFolder: first.api.dataFolder, limits: { keepMs: 1 } });
    const headers = bearer(first.api.key);
    expect((await take(`${artworks(api)}/${id}`, { headers })).status).toBe(404);
    expect((await take(artworks(api), { headers })).json()).toEqual([]);
    const { pathname, search } = new URL(results[0] ?? '');
    expect((await take(`${api.url}${pathname}${search}`)).status).toBe(404);
  });

  it('413: a body that is too large', async () => {
    const { submit } = await started();
    const answer = await submit({ padding: 'x'.repeat(1_000_000) });
    expect([answer.status, answer.json()]).toEqual([413, error(413, 'Payload Too Large')]);
  });

  it('429: more requests in a minute than the key has', async () => {
    const { submit, get } = await started({ key: { perMinute: 2 } });
    expect([(await submit()).status, (await get('')).status]).toEqual([202, 200]);
    for (const { status, headers, json } of [await submit(), await get('')]) {
      expect([status, json()]).toEqual([429, error(429, 'Too Many Requests')]);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
  });

  it('500: the disk does not do what it should', async () => {
    const { api, submit } = await started();
    const uploads = path.join(api.dataFolder, 'api', 'uploads');
    await rm(uploads, { recursive: true });
    await writeFile(uploads, 'no folder');
    const answer = await submit();
    const message = 'Something went wrong on this server.';
    expect([answer.status, answer.json()]).toEqual([
      500,
      error(500, 'Internal Server Error', message),
    ]);
  });

  it('503: the server is about to end', async () => {
    const picture = await photo();
    const held = new AbortController();
    const slow = await closing(
      listen((request, response) => {
        request.resume();
        void once(held.signal, 'abort').then(() => response.end(picture));
        asked.abort();
      }),
    );
    const asked = new AbortController();
    const isAsked = once(asked.signal, 'abort');
    const { api, submit } = await started({ before: forever });
    // While somebody waits for a cutout, the server stays for a while.
    const waiting = postJson(`${api.url}/crop-photo/v1/crop/remove-background`, bearer(api.key), {
      image_url: host.url,
    });
    await isUnderWay(api);
    const late = submit({ imageUrl: slow.origin });
    await isAsked;
    const stopped = api.stop(2_000);
    held.abort();
    const answer = await late;
    expect([answer.status, answer.json()]).toEqual([503, error(503, 'Service Unavailable')]);
    expect((await waiting).status).toBe(503);
    await stopped;
  });
});

/** Its pages make samples of the example of the schema, which alone is at hand. */
const sample = {
  shell: `curl -L 'https://BASE/v2/artworks/remove-background' \\
-H 'Content-Type: application/json' \\
-H 'Accept: application/json' \\
-H 'Authorization: Bearer <token>' \\
-d '{
  "imageUrl": "string",
  "outputFormat": "auto"
}'`,
  javaScript: `const myHeaders = new Headers();
myHeaders.append("Content-Type", "application/json");
myHeaders.append("Accept", "application/json");
myHeaders.append("Authorization", "Bearer <token>");
const raw = JSON.stringify({
  "imageUrl": "string",
  "outputFormat": "auto"
});
const requestOptions = { method: "POST", headers: myHeaders, body: raw, redirect: "follow" };
return fetch("https://BASE/v2/artworks/remove-background", requestOptions)
  .then((response) => response.text())`,
};

describe('the example of its documentation, with only the base URL, the key and the picture changed', () => {
  const pointed = (text: string, { url, key }: RunningApi) =>
    text
      .replace('https://BASE', `${url}/tengr`)
      .replace('<token>', key)
      .replace('"string"', JSON.stringify(host.url));

  it.skipIf(!hasCurl)('in a shell', async () => {
    const { api, ended } = await started();
    const { id } = JSON.parse(
      await runShell(pointed(sample.shell, api), await newFolder()),
    ) as Artwork;
    expect((await ended(id)).status).toBe('succeeded');
  });

  it('in JavaScript', async () => {
    const { api, ended } = await started();
    const text = await runJavaScript(pointed(sample.javaScript, api), {});
    const { id } = JSON.parse(text as string) as Artwork;
    expect((await ended(id)).status).toBe('succeeded');
  });
});
