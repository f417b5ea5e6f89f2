import { Webhook } from 'standardwebhooks';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { WebhookSettings } from '../../src/core/api/webhooks/webhooks.ts';
import { Webhooks } from '../../src/core/api/webhooks/webhooks.ts';
import { KeyRing } from '../../src/core/api/keys/key-ring.ts';
import { DeliveryTable } from '../../src/core/api/store/delivery-table.ts';
import { JobTable } from '../../src/core/api/store/job-table.ts';
import { openApiStore } from '../../src/core/api/store/open-api-store.ts';
import { secretOf } from '../../src/core/api/store/secrets.ts';
import { parseRecipe } from '../../src/shared/recipe.ts';
import { eventually } from '../helpers/eventually.ts';
import { useTempFolder } from '../helpers/temp.ts';
import { otherHost, type OtherHost } from '../providers/servers/other-host.ts';
import { pictureHost } from '../providers/servers/picture-host.ts';
import { photo, post, postJson, take, useClosing } from '../providers/servers/requests-in-tests.ts';
import { forever } from './held-engine.ts';
import {
  certificateFor,
  openReceiver,
  RECEIVER,
  type Certificate,
  type Received,
} from './receiver.ts';
import { useApi, type ApiWishes, type RunningApi } from './setting.ts';

const startApi = useApi();
const newFolder = useTempFolder();
const closing = useClosing();
let certificate: Certificate;
let host: OtherHost;

beforeAll(async () => {
  certificate = await certificateFor(RECEIVER);
});
beforeEach(async () => {
  host = await closing(pictureHost(await photo()));
});

const here = { address: '127.0.0.1', family: 4 };

/** Everything is looked up to this machine, which may be told of jobs. */
const toReceiver = (more: Partial<WebhookSettings> = {}): WebhookSettings => ({
  lookup: () => Promise.resolve([here]),
  allowAddress: () => true,
  ca: certificate.cert,
  waits: [1, 1],
  ...more,
});

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const submit = ({ url, key }: RunningApi, webhook: string) =>
  postJson(`${url}/tengr/v2/artworks/remove-background`, bearer(key), {
    imageUrl: host.url,
    webhook,
  });

async function started(settings: WebhookSettings, wishes: ApiWishes = {}) {
  const options = { ...wishes.options, webhooks: settings };
  return startApi({ ...wishes, options });
}

/** With a store of its own: the server's is open. */
function withStore<T>(dataFolder: string, work: (db: ReturnType<typeof openApiStore>) => T): T {
  const db = openApiStore(dataFolder);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

const secretIn = ({ dataFolder }: RunningApi) =>
  withStore(dataFolder, (db) => secretOf(db, 'webhooks'));

interface Dead {
  readonly id: string;
  readonly job: string;
  readonly url: string;
  readonly attempts: number;
  readonly error: string;
}

const deadOf = async ({ url, key }: RunningApi): Promise<readonly Dead[]> => {
  const answer = await take(`${url}/v1/webhooks/dead`, { headers: bearer(key) });
  return (answer.json() as { readonly deliveries: readonly Dead[] }).deliveries;
};

const untilDead = (api: RunningApi) =>
  eventually(async () => {
    const [dead] = await deadOf(api);
    if (dead === undefined) throw new Error('none is dead');
    return dead;
  });

const untilReceived = (received: readonly Received[], count: number) =>
  eventually(() => {
    expect(received.length).toBeGreaterThanOrEqual(count);
  });

describe('a webhook', () => {
  it('tells of the artwork, signed', async () => {
    const receiver = await closing(openReceiver(certificate));
    const api = await started(toReceiver());
    const { id } = (await submit(api, receiver.url)).json() as { readonly id: string };
    await untilReceived(receiver.received, 1);
    const [told] = receiver.received;
    if (told === undefined) throw new Error('nothing was received');
    expect([told.method, told.path, told.headers['content-type']]).toEqual([
      'POST',
      '/told',
      'application/json',
    ]);
    expect(JSON.stringify(told)).not.toContain(api.key);
    const webhook = new Webhook(secretIn(api));
    const artwork = webhook.verify(told.body, told.headers) as { readonly results: string[] };
    const asked = await take(`${api.url}/tengr/v2/artworks/${id}`, { headers: bearer(api.key) });
    expect(artwork).toEqual(asked.json());
    expect(artwork).toMatchObject({
      id,
      status: 'succeeded',
      parameters: { imageUrl: host.url, webhook: receiver.url, outputFormat: 'auto' },
    });
    expect((await take(artwork.results[0] ?? '')).status).toBe(200);
    expect(() => webhook.verify(`${told.body} `, told.headers)).toThrow('No matching signature');
  });

  it.each([
    ['failed', { matte: () => 0 }],
    ['canceled', { before: forever }],
  ] as const)('tells of an artwork that is %s', async (status, wishes) => {
    const receiver = await closing(openReceiver(certificate));
    const api = await started(toReceiver(), wishes);
    await submit(api, receiver.url);
    if (status === 'canceled') {
      await eventually(() => {
        expect(api.runs).toHaveLength(1);
      });
      await api.owner.ask('cancel', { scope: { kind: 'all' } });
    }
    await untilReceived(receiver.received, 1);
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({ status, results: [] });
  });

  it('is tried again after a failure and a redirect, as the same message', async () => {
    const elsewhere = await closing(otherHost());
    const answers = [
      { status: 500 },
      { status: 307, headers: { location: elsewhere.url } },
      { status: 202 },
    ];
    const receiver = await closing(openReceiver(certificate, (at) => answers[at]));
    const api = await started(toReceiver());
    await submit(api, receiver.url);
    await untilReceived(receiver.received, 3);
    const ids = new Set(receiver.received.map(({ headers }) => headers['webhook-id']));
    expect([ids.size, new Set(receiver.received.map(({ body }) => body)).size]).toEqual([1, 1]);
    expect(elsewhere.requests).toEqual([]);
    await eventually(() => {
      withStore(api.dataFolder, (db) => {
        const row = db.first(`SELECT attempts FROM deliveries WHERE state = 'delivered'`);
        expect(row).toEqual({ attempts: 3 });
      });
    });
  });

  it('waits over a restart for a receiver that is down', async () => {
    const down = await openReceiver(certificate);
    await down.close();
    const first = await started(toReceiver({ waits: Array.from({ length: 10_000 }, () => 20) }));
    await submit(first, down.url);
    await eventually(() => {
      withStore(first.dataFolder, (db) => {
        const row = db.first(
          `SELECT attempts > 1 AS tried FROM deliveries WHERE state = 'waiting'`,
        );
        expect(row).toEqual({ tried: 1 });
      });
    });
    await first.stop();
    const up = await closing(openReceiver(certificate, undefined, down.port));
    await started(toReceiver(), { dataFolder: first.dataFolder });
    await untilReceived(up.received, 1);
  });

  it('is sent again when the server ended before it was taken', async () => {
    const receiver = await closing(
      openReceiver(certificate, (at) => (at === 0 ? undefined : { status: 200 })),
    );
    const first = await started(toReceiver());
    await submit(first, receiver.url);
    await untilReceived(receiver.received, 1);
    await first.stop();
    await started(toReceiver(), { dataFolder: first.dataFolder });
    await untilReceived(receiver.received, 2);
    const [told, again] = receiver.received;
    expect(again?.headers['webhook-id']).toBe(told?.headers['webhook-id']);
  });

  it('is sent by the next server when one ended before it was on record, and not twice', async () => {
    const receiver = await closing(openReceiver(certificate));
    const first = await started(toReceiver());
    await submit(first, receiver.url);
    await untilReceived(receiver.received, 1);
    await first.stop();
    const second = await started(toReceiver(), { dataFolder: first.dataFolder });
    await second.stop();
    expect(receiver.received).toHaveLength(1);
    withStore(first.dataFolder, (db) => db.run('DELETE FROM deliveries'));
    await started(toReceiver(), { dataFolder: first.dataFolder });
    await untilReceived(receiver.received, 2);
    expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body);
  });

  it('is dead when nobody takes it, and begins anew when it is asked to', async () => {
    const receiver = await closing(
      openReceiver(certificate, (at) => ({ status: at < 3 ? 503 : 200 })),
    );
    const api = await started(toReceiver());
    await submit(api, receiver.url);
    const dead = await untilDead(api);
    expect(dead).toMatchObject({ url: receiver.url, attempts: 3, error: 'HTTP 503' });
    expect(receiver.received).toHaveLength(3);
    const retry = (id: string) => post(`${api.url}/v1/webhooks/${id}/retry`, bearer(api.key));
    expect((await retry(dead.id)).status).toBe(202);
    await untilReceived(receiver.received, 4);
    expect(await deadOf(api)).toEqual([]);
    expect((await retry(dead.id)).status).toBe(404);
  });

  it('is dead at once when its receiver is gone for good', async () => {
    const receiver = await closing(openReceiver(certificate, () => ({ status: 410 })));
    const api = await started(toReceiver());
    await submit(api, receiver.url);
    expect((await untilDead(api)).attempts).toBe(1);
    expect(receiver.received).toHaveLength(1);
  });

  it('fails when no answer comes, or the certificate is not trusted', async () => {
    const silent = await closing(openReceiver(certificate, () => undefined));
    const api = await started(toReceiver({ timeoutMs: 200, waits: [] }));
    await submit(api, silent.url);
    expect((await untilDead(api)).error).toBe('no answer came in 0.2 s');
    const receiver = await closing(openReceiver(certificate));
    const { cert: ca } = await certificateFor(RECEIVER);
    const other = await started(toReceiver({ ca, waits: [] }));
    await submit(other, receiver.url);
    expect((await untilDead(other)).error).toMatch(/certificate|signature/);
    expect(receiver.received).toEqual([]);
  });

  it('is kept while the network is off', async () => {
    const receiver = await closing(openReceiver(certificate));
    let isOff = false;
    const api = await started(toReceiver(), {
      before: () => {
        isOff = true;
      },
      options: { networkOff: () => isOff },
    });
    const { id } = (await submit(api, receiver.url)).json() as { readonly id: string };
    await eventually(async () => {
      const headers = bearer(api.key);
      const asked = await take(`${api.url}/tengr/v2/artworks/${id}`, { headers });
      expect(asked.json()).toMatchObject({ status: 'succeeded' });
    });
    await api.stop();
    expect(receiver.received).toEqual([]);
    await started(toReceiver(), { dataFolder: api.dataFolder });
    await untilReceived(receiver.received, 1);
  });

  it('goes to no address that its name leads to by then', async () => {
    const receiver = await closing(openReceiver(certificate));
    const inPublic = { address: '93.184.215.14', family: 4 };
    let lookups = 0;
    const lookup = () => Promise.resolve([lookups++ === 0 ? inPublic : here]);
    const api = await started({ lookup, ca: certificate.cert, waits: [1] });
    expect((await submit(api, receiver.url)).status).toBe(202);
    const dead = await untilDead(api);
    expect(dead).toMatchObject({
      attempts: 2,
      error: expect.stringContaining('127.0.0.1') as string,
    });
    expect(receiver.received).toEqual([]);
  });
});

describe('tengr', () => {
  it.each([
    ['http', 'http://hooks.example/'],
    ['no address', 'hooks.example'],
    ['a password', 'https://user:secret@hooks.example/'],
    ['loopback', 'https://127.0.0.1/'],
    ['loopback by name', 'https://localhost/'],
    ['loopback in IPv6', 'https://[::1]/'],
    ['loopback mapped into IPv6', 'https://[::ffff:127.0.0.1]/'],
    ['loopback in decimal', 'https://2130706433/'],
    ['loopback in octal', 'https://0177.0.0.1/'],
    ['loopback in hex', 'https://0x7f.1/'],
    ['a private network', 'https://10.1.2.3/'],
    ['a private network', 'https://192.168.0.1/'],
    ['a private network in IPv6', 'https://[fd00::1]/'],
    ['link-local', 'https://[fe80::1]/'],
    ['metadata of a cloud', 'https://169.254.169.254/latest'],
    ['metadata mapped into IPv6', 'https://[::ffff:a9fe:a9fe]/'],
    ['this network', 'https://0.0.0.0/'],
    ['a name that leads to a private network, too', 'https://inside.example/'],
    ['a name that leads nowhere', 'https://nowhere.example/'],
  ])('400: a webhook to %s', async (_, webhook) => {
    const lookup = (name: string) => {
      if (name === 'inside.example') {
        return Promise.resolve([
          { address: '93.184.215.14', family: 4 },
          { address: '10.0.0.1', family: 4 },
        ]);
      }
      if (name === 'localhost') return Promise.resolve([here]);
      return Promise.reject(new Error('ENOTFOUND'));
    };
    const api = await started({ lookup });
    const answer = await submit(api, webhook);
    expect([answer.status, answer.json()]).toEqual([
      400,
      {
        message: 'webhook: has to be an https address of a public host',
        statusCode: 400,
        error: 'Bad Request',
      },
    ]);
    expect(host.requests).toEqual([]);
  });

  it('400: a webhook while the network is off', async () => {
    const looked: string[] = [];
    const lookup = (name: string) => {
      looked.push(name);
      return Promise.resolve([here]);
    };
    const api = await started({ lookup }, { options: { networkOff: () => true } });
    expect((await submit(api, 'https://hooks.example/')).status).toBe(400);
    expect(looked).toEqual([]);
  });
});

describe('deliveries', () => {
  async function opened(settings: WebhookSettings = {}, networkOff = false) {
    const db = openApiStore(await newFolder());
    await closing(
      Promise.resolve({
        close: () => {
          db.close();
          return Promise.resolve();
        },
      }),
    );
    const jobs = new JobTable(db);
    const { key } = new KeyRing(db).add({ name: 'test' });
    const webhooks = new Webhooks({
      ...{ db, jobs, bodyOf: ({ id }) => ({ id }), networkOff: () => networkOff },
      ...settings,
    });
    await closing(Promise.resolve(webhooks));
    const endedJob = (id: string, at: number) => {
      const work = { source: 'a.jpg', recipe: parseRecipe({}), maxPixels: 1 };
      const request = { webhook: `https://${RECEIVER}/` };
      const rest = { name: id, dialect: 'tengr', batch: null, idempotency: null, credits: 1 };
      jobs.add([{ id, key: key.id, work, request, at, ...rest }]);
      jobs.end(id, { state: 'cancelled' }, at);
      const job = jobs.get(id);
      if (job === undefined) throw new Error('it is not there');
      return job;
    };
    return { db, webhooks, endedJob, table: new DeliveryTable(db) };
  }

  it('are tried for most of a day, less and less often', async () => {
    const lookup = () => Promise.reject(new Error('nobody is there'));
    const { db, webhooks, endedJob, table } = await opened({ lookup });
    webhooks.record(endedJob('a', Date.now()));
    const row = z.object({ attempts: z.int(), due_at: z.int(), dead: z.int() });
    const read = () =>
      row.parse(db.first(`SELECT attempts, due_at, state = 'dead' AS dead FROM deliveries`));
    const seconds = [5, 30, 120, 600, 3600, 10_800, 43_200];
    for (const [at, wait] of seconds.entries()) {
      const before = Date.now();
      if (at > 0) {
        db.run('UPDATE deliveries SET due_at = 0');
        webhooks.look();
      }
      await eventually(() => {
        expect(read().attempts).toBe(at + 1);
      });
      const dueIn = read().due_at - before;
      expect(dueIn).toBeGreaterThanOrEqual(wait * 1000);
      expect(dueIn).toBeLessThanOrEqual(wait * 1200 + (Date.now() - before));
      expect(read().dead).toBe(0);
    }
    db.run('UPDATE deliveries SET due_at = 0');
    webhooks.look();
    await eventually(() => {
      expect(read()).toMatchObject({ attempts: 8, dead: 1 });
    });
    expect(webhooks.dead().map(({ error, job }) => [error, job])).toEqual([
      ['nobody is there', 'a'],
    ]);
    expect(table.nextDue(0)).toBeUndefined();
  });

  it('are sent 16 at once, and then the others', async () => {
    const asked: (() => void)[] = [];
    const lookup = () =>
      new Promise<never>((_, reject) => {
        asked.push(() => {
          reject(new Error('nobody is there'));
        });
      });
    const { webhooks, endedJob } = await opened({ lookup, waits: [] });
    for (let at = 0; at < 20; at++) webhooks.record(endedJob(`${at}`, at));
    webhooks.look();
    await new Promise(setImmediate);
    expect(asked).toHaveLength(16);
    await eventually(() => {
      for (const refuse of asked) refuse();
      expect(webhooks.dead()).toHaveLength(20);
    });
  });

  it('are one for each job, however often it is recorded', async () => {
    const { webhooks, endedJob, table } = await opened({}, true);
    endedJob('a', 1_000);
    webhooks.look();
    const job = endedJob('b', 2_000);
    webhooks.record(job);
    webhooks.record(job);
    webhooks.look();
    const due = table.due(Date.now(), 9);
    expect(due.map(({ job: id, at }) => [id, at])).toEqual([
      ['a', 1_000],
      ['b', 2_000],
    ]);
  });

  it('are forgotten when they are old, but for those that wait', async () => {
    const { webhooks, endedJob, table } = await opened({}, true);
    for (const at of [1, 2, 3]) webhooks.record(endedJob(`${at}`, at));
    const [first, second, third] = table.due(Date.now(), 9);
    table.tried(first?.id ?? '', 'delivered', null, 0);
    table.tried(second?.id ?? '', 'dead', 'HTTP 500', 0);
    webhooks.forgetBefore(2);
    expect(table.get(first?.id ?? '')).toBeUndefined();
    expect(webhooks.dead()).toHaveLength(1);
    webhooks.forgetBefore(9);
    expect(webhooks.dead()).toEqual([]);
    expect(table.get(third?.id ?? '')?.state).toBe('waiting');
  });
});
