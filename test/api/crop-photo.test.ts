import { once } from 'node:events';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { OffcutError } from '../../src/shared/errors.ts';
import { blankJpeg } from '../helpers/blank-jpeg.ts';
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

const address = ({ url }: RunningApi) => `${url}/crop-photo/v1/crop/remove-background`;
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

async function started(wishes: ApiWishes = {}) {
  const api = await startApi(wishes);
  const remove = (fields: object = {}, headers: Readonly<Record<string, string>> = {}) =>
    postJson(
      address(api),
      { ...bearer(api.key), ...headers },
      { image_url: host.url, response_type: 'stream', ...fields },
    );
  return { api, remove };
}

interface Jobs {
  readonly jobs: readonly { readonly job_id: string; readonly status: string }[];
  readonly results: readonly {
    readonly output_image_url: string;
    readonly crop_coordinates: object;
  }[];
  readonly error_message: string;
}

const problem = (status: number, title: string, detail: unknown = expect.any(String)) => ({
  status,
  type: `/exception/${status < 500 ? 'client' : 'server'}_error/${title}`,
  title,
  detail,
});

describe('crop-photo', () => {
  it('200: a picture as a stream, which is also what it does by default', async () => {
    const { api, remove } = await started();
    for (const fields of [{}, { response_type: undefined }]) {
      const { status, headers, bytes } = await remove(fields);
      expect([status, headers.get('content-type')]).toEqual([200, 'application/octet-stream']);
      expect(await look(bytes)).toEqual({ ...photoSize, format: 'png', corner: 0, middle: 255 });
    }
    expect(host.saw(api.key)).toBe(false);
    await eventually(async () => {
      for (const folder of ['uploads', 'results']) {
        expect(await readdir(path.join(api.dataFolder, 'api', folder))).toEqual([]);
      }
    });
  });

  it('200: an address of the picture, which needs no key', async () => {
    const { remove } = await started({ key: { quota: 1 } });
    const answer = await remove({ response_type: 'url' });
    expect(answer.status).toBe(200);
    const { jobs, results, error_message } = answer.json() as Jobs;
    expect(jobs).toMatchObject([{ status: 'completed', job_labels: [] }]);
    expect(error_message).toBe('');
    const { width, height } = photoSize;
    const { x, y, width: across, height: down } = results[0]?.crop_coordinates as Box;
    // The disc in the middle, which is as high as four fifths of the picture.
    expect([x > 0, y > 0, x + across < width, y + down < height]).toEqual([true, true, true, true]);
    const link = results[0]?.output_image_url ?? '';
    const { status, headers, bytes } = await take(link);
    expect([status, headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(await look(bytes)).toEqual({ ...photoSize, format: 'png', corner: 0, middle: 255 });
  });

  it('200: a job that is not done in time, and whose address works later', async () => {
    const held = new AbortController();
    const untilLetGo = once(held.signal, 'abort');
    const { remove } = await started({
      limits: { deadlineMs: 1_000 },
      concurrency: 1,
      before: async () => {
        await untilLetGo;
      },
    });
    const asked = Array.from({ length: 4 }, () => remove({ response_type: 'url' }));
    const answers = (await Promise.all(asked)).map((answer) => answer.json() as Jobs);
    const statuses = new Set(answers.map(({ jobs }) => jobs[0]?.status));
    expect([...statuses].sort()).toEqual(['pending', 'processing']);
    expect(answers[0]?.results[0]?.crop_coordinates).toEqual({});
    const link = answers[0]?.results[0]?.output_image_url ?? '';
    const early = await take(link);
    expect([early.status, early.json()]).toEqual([404, problem(404, 'not_found')]);
    expect(Number(early.headers.get('retry-after'))).toBeGreaterThan(0);
    held.abort();
    await eventually(async () => {
      expect((await take(link)).status).toBe(200);
    });
  });

  it('200: a job that failed, and says why', async () => {
    const { api, remove } = await started({ matte: () => 0, key: { quota: 1 } });
    const { jobs, results, error_message } = (
      await remove({ response_type: 'url' })
    ).json() as Jobs;
    expect(jobs[0]?.status).toBe('failed');
    expect(results).toEqual([]);
    expect(error_message).toBe('No subject was found in the picture.');
    expect(api.keys.list().at(-1)?.used).toBe(0);
  });

  it('200: a job that was cancelled on this machine', async () => {
    const { api, remove } = await started({ before: forever });
    const asked = remove({ response_type: 'url' });
    await eventually(() => {
      expect(api.runs).toHaveLength(1);
    });
    await api.owner.ask('cancel', { scope: { kind: 'all' } });
    const { jobs, error_message } = (await asked).json() as Jobs;
    expect([jobs[0]?.status, error_message]).toEqual(['failed', 'The job was cancelled.']);
  });

  it('200: how far it is, to whoever waits when the server ends', async () => {
    const { api, remove } = await started({ before: forever });
    const asked = remove({ response_type: 'url' });
    await eventually(() => {
      expect(api.runs).toHaveLength(1);
    });
    const stopped = api.stop();
    expect(((await asked).json() as Jobs).jobs[0]?.status).toBe('processing');
    await stopped;
  });

  it('400: a body that is not valid', async () => {
    const { api, remove } = await started();
    const bodies = [
      [{ image_url: undefined }, /^image_url: /],
      [{ image_url: 7 }, /^image_url: /],
      [{ response_type: 'mail' }, /^response_type: /],
    ] as const;
    for (const [fields, detail] of bodies) {
      const answer = await remove(fields);
      expect([answer.status, answer.json()]).toEqual([
        400,
        problem(400, 'invalid_payload', expect.stringMatching(detail)),
      ]);
    }
    const json = { ...bearer(api.key), 'content-type': 'application/json' };
    for (const body of ['', '[', '[]', '"text"']) {
      const answer = await post(address(api), json, body);
      expect([answer.status, answer.json()]).toEqual([400, problem(400, 'invalid_payload')]);
    }
    expect((await post(address(api), bearer(api.key))).json()).toEqual(
      problem(400, 'invalid_payload'),
    );
    expect(api.runs).toEqual([]);
  });

  it.each(['stream', 'url'])('400: an address that cannot be fetched: %s', async (type) => {
    const { api, remove } = await started();
    const gone = await closing(otherHost({ status: 404 }));
    for (const url of [gone.url, 'http://127.0.0.1:1/', 'ftp://127.0.0.1/a.png', 'no address']) {
      const answer = await remove({ image_url: url, response_type: type });
      expect([answer.status, answer.json()]).toEqual([400, problem(400, 'invalid_payload')]);
    }
    expect(await readdir(path.join(api.dataFolder, 'api', 'uploads'))).toEqual([]);
    expect(api.keys.list().at(-1)?.used).toBe(0);
  });

  it('400: an address in a private network', async () => {
    const { remove } = await started({ options: { download: {} } });
    const answer = await remove();
    const detail = 'The address leads to a private or local network.';
    expect([answer.status, answer.json()]).toEqual([400, problem(400, 'invalid_payload', detail)]);
    expect(host.requests).toEqual([]);
  });

  it('400: no picture at the address, one with too many pixels, or no subject', async () => {
    const { remove } = await started({ limits: { maxPixels: 1_000_000 }, matte: () => 0 });
    for (const body of [Buffer.from('text'), blankJpeg(1001, 1000), await photo()]) {
      const other = await closing(pictureHost(body));
      const answer = await remove({ image_url: other.url });
      expect([answer.status, answer.json()]).toEqual([400, problem(400, 'invalid_payload')]);
    }
  });

  it('400: more bytes at the address than are taken', async () => {
    const { remove } = await started({ limits: { maxBytes: 100 } });
    const answer = await remove();
    expect([answer.status, answer.json()]).toEqual([400, problem(400, 'invalid_payload')]);
  });

  it('400: an address whose picture does not come in time', async () => {
    const slow = await closing(
      listen((request, response) => {
        request.resume();
        response.write('it begins');
      }),
    );
    const { remove } = await started({ limits: { deadlineMs: 300 } });
    const answer = await remove({ image_url: slow.origin });
    const detail = expect.stringContaining('it took longer than 0.3 s') as string;
    expect([answer.status, answer.json()]).toEqual([400, problem(400, 'invalid_payload', detail)]);
  });

  it('400: no credits left', async () => {
    const { remove } = await started({ key: { quota: 1 } });
    expect((await remove()).status).toBe(200);
    for (const type of ['stream', 'url']) {
      const answer = await remove({ response_type: type });
      expect([answer.status, answer.json()]).toEqual([400, problem(400, 'not_enough_balance')]);
    }
  });

  it('401: a key that is missing, malformed or not known', async () => {
    const { api } = await started();
    for (const headers of [
      {},
      { authorization: api.key },
      { authorization: `Bearer  ${api.key}` },
      bearer('api_other'),
      { 'x-api-key': api.key },
    ]) {
      const answer = await postJson(address(api), headers, { image_url: host.url });
      expect([answer.status, answer.json()]).toEqual([401, problem(401, 'invalid_api_key')]);
    }
    const prefixed = bearer(`api_${api.key}`);
    expect((await postJson(address(api), prefixed, { image_url: host.url })).status).toBe(200);
  });

  it('403: a key that may only read', async () => {
    const { remove } = await started({ key: { scope: 'read' } });
    const answer = await remove();
    expect([answer.status, answer.json()]).toEqual([403, problem(403, 'forbidden')]);
  });

  it('404: another address', async () => {
    const { api } = await started();
    const answer = await postJson(`${api.url}/crop-photo/v1/crop/other`, bearer(api.key), {});
    expect([answer.status, answer.json()]).toEqual([404, problem(404, 'not_found')]);
  });

  it('404: an address of a result that was changed, is too old, or whose result is gone', async () => {
    const { api, remove } = await started();
    const { results } = (await remove({ response_type: 'url' })).json() as Jobs;
    const link = results[0]?.output_image_url ?? '';
    const other = link.replace(/signature=./, (start) =>
      start.endsWith('A') ? 'signature=B' : 'signature=A',
    );
    for (const bad of [link.split('?')[0] ?? '', other, link.replace('expires=1', 'expires=2')]) {
      expect((await take(bad)).json()).toEqual(problem(404, 'not_found'));
    }
    expect((await take(link)).status).toBe(200);
    const folder = path.join(api.dataFolder, 'api', 'results');
    await rm(folder, { recursive: true });
    await mkdir(folder);
    expect((await take(link)).status).toBe(404);
    const short = await started({ limits: { keepMs: 1 } });
    const answer = (await short.remove({ response_type: 'url' })).json() as Jobs;
    expect((await take(answer.results[0]?.output_image_url ?? '')).status).toBe(404);
  });

  it('413: a body that is too large', async () => {
    const { remove } = await started();
    const answer = await remove({ padding: 'x'.repeat(1_000_000) });
    expect([answer.status, answer.json()]).toEqual([413, problem(413, 'payload_too_large')]);
  });

  it('429: more requests in a minute than the key has', async () => {
    const { remove } = await started({ key: { perMinute: 1 } });
    expect((await remove()).status).toBe(200);
    const answer = await remove();
    expect([answer.status, answer.json()]).toEqual([429, problem(429, 'too_many_requests')]);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('500: the engine fails', async () => {
    const { remove } = await started({
      before: () => {
        throw new OffcutError('internal', { reason: '/home/somebody/secret is broken' });
      },
    });
    const detail = 'Something went wrong on this server.';
    const answer = await remove();
    expect([answer.status, answer.json()]).toEqual([500, problem(500, 'internal_error', detail)]);
    const { error_message } = (await remove({ response_type: 'url' })).json() as Jobs;
    expect(error_message).toBe(detail);
  });

  it('503: too much waits already', async () => {
    const { before, go } = held();
    const { remove } = await started({ limits: { maxWaiting: 1 }, before });
    const answers = await crowd(remove, go);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 503, 503]);
    const refused = answers.find(({ status }) => status === 503);
    expect(refused?.json()).toEqual(problem(503, 'service_unavailable'));
  });

  it('504: not done in time', async () => {
    const { remove } = await started({ limits: { deadlineMs: 300 }, before: forever });
    const answer = await remove();
    expect([answer.status, answer.json()]).toEqual([504, problem(504, 'gateway_timeout')]);
  });
});

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const sample = {
  shell: `curl --location --request POST 'https://us1-api.crop.photo/v1/crop/remove-background' \\
--header 'Content-Type: application/json' \\
--data-raw '{
    "image_url": "https://acme.s3.aws.com/image.png",
    "response_type": "stream"
}'`,
  javaScript: `const myHeaders = new Headers();
myHeaders.append("Content-Type", "application/json");
const raw = JSON.stringify({
   "image_url": "https://acme.s3.aws.com/image.png",
   "response_type": "stream"
});
const requestOptions = { method: 'POST', headers: myHeaders, body: raw, redirect: 'follow' };
return fetch("https://us1-api.crop.photo/v1/crop/remove-background", requestOptions)
   .then(response => response.arrayBuffer())`,
};

describe('the samples of its documentation, with the base URL changed, and the key that they leave out', () => {
  const pointed = (text: string, { url, key }: RunningApi) =>
    text
      .replace('https://us1-api.crop.photo', `${url}/crop-photo`)
      .replace('https://acme.s3.aws.com/image.png', host.url)
      .replace(`--header`, `--header 'Authorization: Bearer ${key}' --header`)
      .replace('new Headers();', `new Headers({ Authorization: "Bearer ${key}" });`);

  it.skipIf(!hasCurl)('in a shell', async () => {
    const api = await startApi();
    const folder = await newFolder();
    await runShell(`${pointed(sample.shell, api)} > result.png`, folder);
    const result = await readFile(path.join(folder, 'result.png'));
    expect(await look(result)).toMatchObject({ ...photoSize, format: 'png', corner: 0 });
  });

  it('in JavaScript', async () => {
    const api = await startApi();
    const result = await runJavaScript(pointed(sample.javaScript, api), {});
    expect(await look(Buffer.from(result as ArrayBuffer))).toMatchObject({
      format: 'png',
      corner: 0,
    });
  });
});
