import { readdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { OffcutError } from '../../src/shared/errors.ts';
import { parseRecipe } from '../../src/shared/recipe.ts';
import { blankJpeg } from '../helpers/blank-jpeg.ts';
import { eventually } from '../helpers/eventually.ts';
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
  type Taken,
} from '../providers/servers/requests-in-tests.ts';
import { crowd, forever, held } from './held-engine.ts';
import { fromAnywhere, useApi, type ApiWishes } from './setting.ts';

const startApi = useApi();
const closing = useClosing();

interface JobShown {
  readonly id: string;
  readonly batch: string | null;
  readonly state: string;
  readonly name: string;
  readonly credits: number;
  readonly error: { readonly code: string } | null;
  readonly result: { readonly url: string; readonly width: number; readonly bytes: number } | null;
}

async function started(wishes: ApiWishes = {}) {
  const api = await startApi(wishes);
  const at = (address: string) => `${api.url}/v1${address}`;
  const headers = { authorization: `Bearer ${api.key}` };
  const get = (address: string, key = api.key) =>
    take(at(address), { headers: { authorization: `Bearer ${key}` } });
  const remove = (address: string, key = api.key) =>
    take(at(address), { method: 'DELETE', headers: { authorization: `Bearer ${key}` } });
  const send = async (
    address: string,
    fields: Readonly<Record<string, string | Buffer>> = {},
    more: Readonly<Record<string, string>> = {},
  ) => post(at(address), { ...headers, ...more }, form({ image: await photo(), ...fields }));
  const ended = (id: string) =>
    eventually(async () => {
      const job = (await get(`/jobs/${id}`)).json() as JobShown;
      expect(['done', 'failed', 'cancelled']).toContain(job.state);
      return job;
    });
  return { api, at, headers, get, remove, send, ended };
}

const codeOf = ({ status, json }: Taken) => [
  status,
  (json() as { error: { code: string } }).error.code,
];

describe('v1', () => {
  it('200: a cutout at once, with what is known of it', async () => {
    const { api, send } = await started();
    const { status, headers, bytes } = await send('/cutouts');
    expect([status, headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(await look(bytes)).toEqual({ ...photoSize, format: 'png', corner: 0, middle: 255 });
    expect(headers.get('x-offcut-width')).toBe('60');
    expect(headers.get('x-offcut-height')).toBe('40');
    expect(Number(headers.get('x-offcut-confidence'))).toBeGreaterThan(0);
    expect(headers.get('x-offcut-milliseconds')).toMatch(/^\d+$/);
    expect(api.runs[0]?.urgent).toBe(true);
    expect(headers.has('x-offcut-warnings')).toBe(true);
  });

  it('200: by a recipe, over a preset', async () => {
    const { send } = await started();
    const recipe = JSON.stringify({ output: { format: 'webp' }, crop: { type: 'subject' } });
    const { headers, bytes } = await send('/cutouts', { preset: 'white', recipe });
    expect(headers.get('content-type')).toBe('image/webp');
    const { width, height, corner, middle } = await look(bytes);
    expect([corner, middle]).toEqual([255, 255]);
    expect(width).toBeLessThan(60);
    expect(height).toBeLessThan(40);
  });

  it("200: by a preset of the user's own, without a word of its paths", async () => {
    const mine = parseRecipe({ output: { format: 'jpeg' } });
    const picture = { type: 'image' as const, path: '/home/me/back.png' };
    const behind = parseRecipe({ background: picture });
    const { send, get } = await started({ options: { presets: () => ({ mine, behind }) } });
    expect((await send('/cutouts', { preset: 'mine' })).headers.get('content-type')).toBe(
      'image/jpeg',
    );
    const list = await get('/recipes');
    expect(list.bytes.toString()).not.toContain('back.png');
    expect(list.json()).toMatchObject({
      presets: expect.arrayContaining([
        expect.objectContaining({ name: 'amazon' }),
        expect.objectContaining({ name: 'mine' }),
      ]) as unknown,
    });
    expect((await get('/recipes/behind')).bytes.toString()).not.toContain('back.png');
    expect(codeOf(await get('/recipes/other'))).toEqual([404, 'not-found']);
  });

  it('200: fields that are empty are taken for none, as forms of pages send them', async () => {
    const { send } = await started();
    const { status, bytes } = await send('/cutouts', { background: '', preset: '', recipe: '' });
    expect(status).toBe(200);
    expect(await look(bytes)).toMatchObject({ corner: 0, middle: 255 });
  });

  it('200: with a picture laid behind it', async () => {
    const { send } = await started();
    const red = { width: 20, height: 20, channels: 3, background: '#ff0000' } as const;
    const background = await sharp({ create: red }).jpeg().toBuffer();
    const { bytes } = await send('/cutouts', { background });
    const [r = 0, g = 255] = await sharp(bytes).removeAlpha().raw().toBuffer();
    expect(r).toBeGreaterThan(240);
    expect(g).toBeLessThan(20);
  });

  it('200: of an address', async () => {
    const { at, headers } = await started();
    const host = await closing(pictureHost(await photo()));
    const answer = await postJson(at('/cutouts'), headers, { url: host.url });
    expect(answer.status).toBe(200);
    expect(await look(answer.bytes)).toMatchObject({ ...photoSize, format: 'png', corner: 0 });
  });

  it('202: a job, then 200: what became of it', async () => {
    const { api, send, get, ended } = await started({ key: { quota: 5 } });
    const accepted = await send('/jobs');
    expect(accepted.status).toBe(202);
    const { id, state } = accepted.json() as JobShown;
    expect(['queued', 'running', 'done']).toContain(state);
    expect(accepted.headers.get('location')).toBe(`/v1/jobs/${id}`);
    const job = await ended(id);
    expect(job).toMatchObject({ state: 'done', name: 'photo.jpg', credits: 1, error: null });
    expect(job.result).toMatchObject({ width: 60, height: 40, media_type: 'image/png' });
    const result = await take(job.result?.url ?? '', { headers: { 'x-api-key': api.key } });
    expect(result.bytes).toHaveLength(job.result?.bytes ?? 0);
    expect(await look(result.bytes)).toMatchObject({ ...photoSize, format: 'png', corner: 0 });
    expect((await get('/me')).json()).toMatchObject({
      scope: 'manage',
      credits: { quota: 5, used: 1, remaining: 4 },
    });
    // It is on record here first, and then off the user's list.
    await eventually(async () => {
      expect(api.owner.queue.batches()).toEqual([]);
      expect(await readdir(path.join(api.dataFolder, 'api/uploads'))).toEqual([]);
    });
  });

  it('200: the same job for the same Idempotency-Key', async () => {
    const { api, send, ended } = await started();
    const once = { 'idempotency-key': 'order-17' };
    const first = await send('/jobs', {}, once);
    const again = await send('/jobs', {}, once);
    expect([first.status, again.status]).toEqual([202, 200]);
    const { id } = first.json() as JobShown;
    expect((again.json() as JobShown).id).toBe(id);
    expect((await send('/jobs', {}, { 'idempotency-key': 'order-18' })).status).toBe(202);
    await ended(id);
    await eventually(() => {
      expect(api.runs).toHaveLength(2);
    });
  });

  it('200: a job that failed says why, and costs nothing', async () => {
    const { send, get, ended } = await started({ key: { quota: 5 }, matte: () => 0 });
    const { id } = (await send('/jobs')).json() as JobShown;
    expect(await ended(id)).toMatchObject({
      state: 'failed',
      credits: 0,
      error: { code: 'no-subject', message: 'No subject was found in the picture.' },
      result: null,
    });
    expect((await get('/me')).json()).toMatchObject({ credits: { used: 0, remaining: 5 } });
    expect(codeOf(await get(`/jobs/${id}/result`))).toEqual([404, 'not-found']);
  });

  it('200: a job that is cancelled, and one that is deleted', async () => {
    const { before, go } = held();
    const { send, get, remove, ended, api } = await started({ before, concurrency: 1 });
    const jobs = await Promise.all([send('/jobs'), send('/jobs'), send('/jobs'), send('/jobs')]);
    const ids = jobs.map(({ json }) => (json() as JobShown).id);
    await eventually(() => {
      expect(api.runs.length).toBeGreaterThan(0);
    });
    const states = await Promise.all(
      ids.map(async (id) => ((await get(`/jobs/${id}`)).json() as JobShown).state),
    );
    expect(new Set(states)).toEqual(new Set(['running', 'queued']));
    const last = ids[states.indexOf('queued')] ?? '';
    const first = ids[states.indexOf('running')] ?? '';
    expect(codeOf(await get(`/jobs/${last}/result`))).toEqual([404, 'not-found']);
    expect((await remove(`/jobs/${last}`)).status).toBe(200);
    expect(await ended(last)).toMatchObject({ state: 'cancelled', credits: 0 });
    go();
    expect(await ended(first)).toMatchObject({ state: 'done' });
    expect((await remove(`/jobs/${first}`)).status).toBe(200);
    expect(codeOf(await get(`/jobs/${first}`))).toEqual([404, 'not-found']);
    await eventually(async () => {
      const results = await readdir(path.join(api.dataFolder, 'api/results'));
      expect(results.some((name) => name.startsWith(first))).toBe(false);
    });
  });

  it('202: what is promised is kept through a power cut; what is waited for need not be', async () => {
    const { before, go } = held();
    const { api, send, ended } = await started({ before });
    const { id } = (await send('/jobs')).json() as JobShown;
    const waiting = send('/cutouts');
    await eventually(() => {
      const fleeting = api.owner.queue.batches().map((batch) => batch.fleeting);
      expect(fleeting).toEqual([true, false]);
    });
    go();
    expect((await waiting).status).toBe(200);
    expect((await ended(id)).state).toBe('done');
  });

  it('202: a batch, then 200: how far it is', async () => {
    const { api, at, headers, get, ended } = await started();
    const data = new FormData();
    for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) {
      data.append('images', new Blob([new Uint8Array(await photo())]), name);
    }
    data.append('recipe', JSON.stringify({ output: { format: 'webp' } }));
    const accepted = await post(at('/batches'), headers, data);
    expect(accepted.status).toBe(202);
    const { id, jobs } = accepted.json() as { id: string; jobs: JobShown[] };
    expect(jobs.map(({ name }) => name)).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
    for (const job of jobs) expect((await ended(job.id)).batch).toBe(id);
    expect((await get(`/batches/${id}`)).json()).toMatchObject({ id, open: 0, done: 3, failed: 0 });
    expect((await get('/batches')).json()).toMatchObject({ batches: [{ id, done: 3 }] });
    expect((await get(`/jobs?batch=${id}`)).json()).toMatchObject({ total: 3 });
    expect(api.runs.map(({ recipe }) => recipe.output.format)).toEqual(['webp', 'webp', 'webp']);
    expect(api.runs.some(({ urgent }) => urgent === true)).toBe(false);
    expect(codeOf(await get('/batches/other'))).toEqual([404, 'not-found']);
  });

  it('202: a batch of addresses; 200: cancelled as a whole', async () => {
    const { before, go } = held();
    const { at, headers, get, remove } = await started({ before, concurrency: 1 });
    const host = await closing(pictureHost(await photo()));
    const urls = Array.from({ length: 6 }, () => host.url);
    const accepted = await postJson(at('/batches'), headers, { urls, preset: 'white' });
    const { id, jobs } = accepted.json() as { id: string; jobs: JobShown[] };
    expect([accepted.status, jobs.length]).toEqual([202, 6]);
    expect((await remove(`/batches/${id}`)).status).toBe(200);
    go();
    await eventually(async () => {
      const batch = (await get(`/batches/${id}`)).json() as { open: number; cancelled: number };
      expect(batch.open).toBe(0);
      expect(batch.cancelled).toBeGreaterThan(4);
    });
  });

  it('200: lists by page and state', async () => {
    const { send, get, ended } = await started();
    for (let i = 0; i < 3; i++) await ended(((await send('/jobs')).json() as JobShown).id);
    const page = (await get('/jobs?limit=2')).json() as { jobs: JobShown[]; total: number };
    const rest = (await get('/jobs?limit=2&offset=2')).json() as { jobs: JobShown[] };
    expect([page.total, page.jobs.length, rest.jobs.length]).toEqual([3, 2, 1]);
    expect((await get('/jobs?state=failed')).json()).toEqual({ jobs: [], total: 0 });
    expect((await get('/jobs?state=done')).json()).toMatchObject({ total: 3 });
  });

  it("200: each key sees its own; one that manages sees everyone's", async () => {
    const { api, send, get, remove, ended } = await started();
    const { id } = (await send('/jobs')).json() as JobShown;
    await ended(id);
    const other = api.keys.add({ name: 'other', scope: 'cut' }).secret;
    expect((await get('/jobs', other)).json()).toEqual({ jobs: [], total: 0 });
    expect((await get('/batches', other)).json()).toEqual({ batches: [] });
    for (const address of [`/jobs/${id}`, `/jobs/${id}/result`]) {
      expect(codeOf(await get(address, other))).toEqual([404, 'not-found']);
    }
    expect((await remove(`/jobs/${id}`, other)).status).toBe(404);
    const chief = api.keys.add({ name: 'chief', scope: 'manage' }).secret;
    expect((await get(`/jobs/${id}`, chief)).status).toBe(200);
    expect((await get('/jobs', chief)).json()).toMatchObject({ total: 1 });
  });

  it('200: tells of ends as they happen', async () => {
    const { api, at, headers, send } = await started();
    const other = api.keys.add({ name: 'other', scope: 'read' }).secret;
    const stop = new AbortController();
    const stream = async (authorization: string) => {
      const answer = await fetch(at('/events'), {
        headers: { authorization },
        signal: stop.signal,
      });
      expect(answer.headers.get('content-type')).toBe('text/event-stream');
      let said = '';
      void (async () => {
        for await (const chunk of answer.body ?? []) said += Buffer.from(chunk).toString();
      })().catch(() => undefined);
      return () => said;
    };
    const heard = await stream(headers.authorization);
    const overheard = await stream(`Bearer ${other}`);
    const { id } = (await send('/jobs')).json() as JobShown;
    await eventually(() => {
      expect(heard()).toContain(
        `event: job\nid: ${id}\ndata: {"id":"${id}","batch":null,"state":"done"`,
      );
    });
    expect(overheard()).not.toContain(id);
    stop.abort();
  });

  it('200: health without a key, models, schema, figures', async () => {
    const { api, get, send } = await started();
    const health = await take(`${api.url}/v1/health`);
    expect([health.status, health.json()]).toEqual([
      200,
      { status: 'ok', version: expect.any(String) as string },
    ]);
    expect((await get('/models')).json()).toMatchObject({
      models: expect.arrayContaining([
        expect.objectContaining({ id: 'isnet-general', licence: expect.any(String) as string }),
      ]) as unknown,
    });
    expect((await get('/recipe-schema')).json()).toMatchObject({
      properties: { output: { properties: { format: { default: 'png' } } } },
    });
    await send('/cutouts');
    const figures = (await get('/metrics')).bytes.toString();
    expect(figures).toContain('offcut_requests_total{dialect="v1",status="200"}');
    expect(figures).toContain('offcut_waiting 0');
    expect(figures).toContain('offcut_api_jobs{state="open"} 0');
    expect(figures).toContain('offcut_queue_pictures{state="queued"} 0');
    expect(figures).toContain('offcut_request_seconds_count{dialect="v1"}');
  });

  it('200: its description, which says what is really answered, and the page for it', async () => {
    const { api } = await started();
    const { json } = await take(`${api.url}/v1/openapi.json`);
    const description = json() as {
      openapi: string;
      paths: Record<
        string,
        Record<string, { summary?: string; security: object[]; requestBody?: { content: object } }>
      >;
    };
    expect(description.openapi).toBe('3.1.0');
    const paths = Object.keys(description.paths);
    for (const known of ['/v1/jobs/{id}', '/v1/cutouts', '/clipdrop/remove-background/v1']) {
      expect(paths).toContain(known);
    }
    for (const [address, methods] of Object.entries(description.paths)) {
      for (const { summary } of Object.values(methods))
        expect([address, summary]).not.toEqual([address, undefined]);
    }
    const { paths: described } = description;
    expect(described['/v1/health']?.['get']?.security).toEqual([]);
    expect(described['/v1/me']?.['get']?.security).toEqual([{ bearer: [] }, { key: [] }]);
    expect(described['/clipdrop/remove-background/v1']?.['post']).toMatchObject({
      security: [{ key: [] }],
      requestBody: {
        content: {
          'multipart/form-data': {
            schema: {
              properties: {
                image_file: { type: 'string', format: 'binary' },
                transparency_handling: {
                  enum: ['return_input_if_non_opaque', 'discard_alpha_layer'],
                },
              },
            },
          },
        },
      },
    });
    const takes = (address: string) =>
      Object.keys(described[address]?.['post']?.requestBody?.content ?? {});
    const both = ['multipart/form-data', 'application/json'];
    for (const address of ['/v1/cutouts', '/v1/jobs', '/v1/batches', '/removebg/v1.0/removebg']) {
      expect([address, takes(address)]).toEqual([address, both]);
    }
    expect(takes('/tengr/v2/artworks/remove-background')).toEqual(['application/json']);
    const page = await take(`${api.url}/v1/docs/`);
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  it('400: a recipe that is none, or asks for what there is not', async () => {
    const { send, at, headers } = await started();
    for (const [fields, words] of [
      [{ recipe: '{' }, 'is not valid JSON'],
      [{ recipe: '[]' }, 'has to be an object'],
      [{ recipe: '{"nonsense":1}' }, 'nonsense'],
      [{ recipe: '{"output":{"format":"bmp"}}' }, 'output.format'],
      [{ recipe: '{"shadow":{"type":"drop"}}' }, 'Not yet supported'],
      [{ recipe: '{"engine":{"policy":"cloud"}}' }, 'on this machine alone'],
      [{ recipe: '{"background":{"type":"image","path":"/etc/passwd"}}' }, 'send the picture'],
      [{ recipe: '{"model":"nobody"}' }, 'no model named nobody'],
      [{ preset: 'nobody' }, 'no preset named nobody'],
      [{ other: 'field' }, 'other'],
    ] as const) {
      for (const address of ['/cutouts', '/jobs']) {
        const answer = await send(address, fields);
        expect(codeOf(answer)).toEqual([400, 'invalid']);
        expect(answer.bytes.toString()).toContain(words);
      }
    }
    const unknown = await postJson(at('/jobs'), headers, { url: 'https://a.test', nonsense: 1 });
    expect(codeOf(unknown)).toEqual([400, 'invalid']);
    expect(codeOf(await postJson(at('/batches'), headers, { urls: [] }))).toEqual([400, 'invalid']);
    const broken = { ...headers, 'content-type': 'application/json' };
    expect(codeOf(await post(at('/jobs'), broken, '{"url":'))).toEqual([400, 'invalid']);
    expect(codeOf(await post(at('/jobs'), broken, ''))).toEqual([400, 'invalid']);
  });

  it('400: a cutout far larger than its picture', async () => {
    const { send } = await started({ limits: { maxPixels: 1_000_000 } });
    for (const recipe of [
      { canvas: { size: { width: 1_001, height: 1_000 } } },
      { crop: { type: 'subject', aspect: '1:9999' } },
    ]) {
      const answer = await send('/cutouts', { recipe: JSON.stringify(recipe) });
      expect(codeOf(answer)).toEqual([400, 'invalid']);
      expect(answer.bytes.toString()).toMatch(
        /^.*The cutout would have \d+(\.\d)? megapixels; the limit is 1\./,
      );
    }
  });

  it('400: no picture, or two', async () => {
    const { at, headers } = await started();
    expect(codeOf(await post(at('/cutouts'), headers, form({})))).toEqual([400, 'missing-picture']);
    expect(codeOf(await post(at('/batches'), headers, form({})))).toEqual([400, 'missing-picture']);
    const two = form({ image: await photo() });
    two.append('image', new Blob([new Uint8Array(await photo())]), 'second.jpg');
    expect(codeOf(await post(at('/cutouts'), headers, two))).toEqual([400, 'several-pictures']);
  });

  it('401: no key, or none that is known', async () => {
    const { at, get } = await started();
    expect(codeOf(await take(at('/jobs')))).toEqual([401, 'key-missing']);
    expect(codeOf(await get('/jobs', 'offcut_other'))).toEqual([401, 'key-unknown']);
  });

  it('402: no credits left, for a batch as for one', async () => {
    const { send, at, headers, api } = await started({ key: { quota: 1 } });
    const data = new FormData();
    for (const name of ['a.jpg', 'b.jpg']) {
      data.append('images', new Blob([new Uint8Array(await photo())]), name);
    }
    expect(codeOf(await post(at('/batches'), headers, data))).toEqual([402, 'credits']);
    expect(await readdir(path.join(api.dataFolder, 'api/uploads'))).toEqual([]);
    expect((await send('/jobs')).status).toBe(202);
    expect(codeOf(await send('/jobs'))).toEqual([402, 'credits']);
    expect(codeOf(await send('/cutouts'))).toEqual([402, 'credits']);
  });

  it('403: a key that may only read', async () => {
    const { send, get, remove } = await started({ key: { scope: 'read' } });
    expect(codeOf(await send('/cutouts'))).toEqual([403, 'key-scope']);
    expect(codeOf(await send('/jobs'))).toEqual([403, 'key-scope']);
    expect(codeOf(await remove('/jobs/x'))).toEqual([403, 'key-scope']);
    expect((await get('/jobs')).status).toBe(200);
  });

  it('404: what there is not', async () => {
    const { api, get } = await started();
    for (const address of ['/jobs/x', '/jobs/..%2f..%2fapi.db/result', '/nonsense']) {
      expect(codeOf(await get(address))).toEqual([404, 'not-found']);
    }
    expect(codeOf(await take(`${api.url}/nonsense`))).toEqual([404, 'not-found']);
  });

  it('413: a file that is too large, and a picture of too many pixels', async () => {
    const { send } = await started({ limits: { maxBytes: 100_000, maxPixels: 1_000_000 } });
    const large = Buffer.alloc(100_001);
    expect(codeOf(await send('/cutouts', { image: large }))).toEqual([413, 'body-too-large']);
    const wide = blankJpeg(1001, 1000);
    expect(codeOf(await send('/cutouts', { image: wide }))).toEqual([413, 'picture-too-large']);
  });

  it('415: another kind of body', async () => {
    const { at, headers } = await started();
    const xml = await post(at('/cutouts'), { ...headers, 'content-type': 'text/xml' }, '<a/>');
    expect(codeOf(xml)).toEqual([415, 'wrong-body']);
  });

  it('422: no picture, nothing in it, and an address that gives none', async () => {
    const { send, at, headers } = await started({ matte: () => 0 });
    const text = Buffer.from('no picture');
    expect(codeOf(await send('/cutouts', { image: text }))).toEqual([422, 'not-a-picture']);
    expect(codeOf(await send('/cutouts'))).toEqual([422, 'no-subject']);
    for (const url of ['http://127.0.0.1:1/gone.jpg', 'ftp://a.test/x.jpg', 'nonsense']) {
      expect(codeOf(await postJson(at('/cutouts'), headers, { url }))).toEqual([422, 'fetch']);
      expect(codeOf(await postJson(at('/jobs'), headers, { url }))).toEqual([422, 'fetch']);
    }
  });

  it('422: the network is off', async () => {
    const { at, headers } = await started({ options: { networkOff: () => true } });
    const answer = await postJson(at('/cutouts'), headers, { url: 'http://127.0.0.1:1/a.jpg' });
    expect(codeOf(answer)).toEqual([422, 'fetch']);
    expect(answer.bytes.toString()).toContain('The network is switched off');
  });

  it('429: more requests in a minute than the key has', async () => {
    const { get } = await started({ key: { perMinute: 2 } });
    await get('/me');
    await get('/me');
    const answer = await get('/me');
    expect(codeOf(answer)).toEqual([429, 'rate-limit']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('500: the engine fails, at all or at this picture', async () => {
    for (const [error, code] of [
      [new OffcutError('picture-quarantined', { reason: 'exit code 9' }), 'processing'],
      [new Error('a bug in /home/me/offcut'), 'internal'],
    ] as const) {
      const { send } = await started({
        before: () => {
          throw error;
        },
      });
      const answer = await send('/cutouts');
      expect(codeOf(answer)).toEqual([500, code]);
      expect(answer.bytes.toString()).not.toMatch(/home|exit code/);
    }
  });

  it('503: too much waits already', async () => {
    const { before, go } = held();
    const { send } = await started({ limits: { maxWaiting: 1 }, before });
    const answers = await crowd(() => send('/cutouts'), go);
    const refused = answers.find(({ status }) => status !== 200);
    expect(refused && codeOf(refused)).toEqual([503, 'busy']);
    expect(refused?.headers.get('retry-after')).toBe('5');
  });

  it('503: the queue does not answer', async () => {
    const { api } = await started();
    await api.owner.close();
    const health = await take(`${api.url}/v1/health`);
    expect([health.status, health.json()]).toMatchObject([503, { status: 'queue-unreachable' }]);
  });

  it('504: not done in time', async () => {
    const { send } = await started({
      limits: { deadlineMs: 200 },
      before: forever,
    });
    expect(codeOf(await send('/cutouts'))).toEqual([504, 'deadline']);
  });
});

it('keeps what was accepted over a restart, and forgets it when its time is over', async () => {
  const { before, go } = held();
  const first = await started({ before, concurrency: 1 });
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) {
    ids.push(((await first.send('/jobs')).json() as JobShown).id);
  }
  const { dataFolder, key } = first.api;
  await first.api.stop();
  go();
  const again = await startApi({ dataFolder, options: { download: fromAnywhere } });
  const shown = async (id: string) =>
    (
      await take(`${again.url}/v1/jobs/${id}`, { headers: { 'x-api-key': key } })
    ).json() as JobShown;
  for (const id of ids) {
    await eventually(async () => {
      expect((await shown(id)).state).toBe('done');
    });
  }
  await again.stop();
  const later = await startApi({ dataFolder, limits: { keepMs: 0 } });
  for (const id of ids) {
    const headers = { 'x-api-key': key };
    expect((await take(`${later.url}/v1/jobs/${id}`, { headers })).status).toBe(404);
  }
  expect(await readdir(path.join(dataFolder, 'api/results'))).toEqual([]);
});
