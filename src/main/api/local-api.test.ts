import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../test/helpers/eventually.ts';
import { freePort } from '../../../test/helpers/free-port.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import type { MadeApiKey } from '../../shared/api-key.ts';
import type { ApiStatus } from '../../shared/api-status.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { NewBatch } from '../../shared/queue.ts';
import { changeSettings, defaultSettings, type SettingsChange } from '../../shared/settings.ts';
import { LocalApi, type LocalApiOptions } from './local-api.ts';

const samples = path.resolve(import.meta.dirname, '..', '..', '..', 'samples');
const newFolder = useTempFolder();
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of open.splice(0)) await end();
});

const listening = (server: Server) =>
  new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
const closed = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });

/** A queue in which nothing is, and which takes nothing; it may not be there at all for a while. */
function emptyQueue() {
  let isThere = true;
  const wanted: NewBatch[] = [];
  const queue: LocalApiOptions['queue'] = {
    ask: (method, params) => {
      if ('batch' in params && typeof params.batch === 'object' && params.batch !== null) {
        wanted.push(params.batch);
      }
      if (!isThere || method === 'add') {
        return Promise.reject(new OffcutError('queue-owner-gone'));
      }
      return Promise.resolve({ jobs: [], total: 0 } as never);
    },
    listen: () => () => undefined,
  };
  const set = (there: boolean) => {
    isThere = there;
  };
  return { queue, wanted, set };
}

interface Setting {
  readonly api: LocalApi;
  readonly dataFolder: string;
  readonly told: readonly ApiStatus[];
  readonly made: readonly MadeApiKey[];
  /** What the queue was to take. */
  readonly wanted: readonly NewBatch[];
  readonly setQueue: (isThere: boolean) => void;
  readonly change: (change: SettingsChange) => void;
  readonly savePreset: (name: string) => void;
  /** Waits for it. */
  readonly until: (state: ApiStatus['state']) => Promise<ApiStatus>;
}

function newSetting(dataFolder: string): Setting {
  const { queue, wanted, set } = emptyQueue();
  const told: ApiStatus[] = [];
  const made: MadeApiKey[] = [];
  let settings = defaultSettings;
  const notAsked = () => Promise.reject(new Error('nothing is cut here'));
  const api = new LocalApi({
    ...{ dataFolder, queue, graceMs: 0 },
    engine: { measure: notAsked, preview: notAsked },
    settings: () => settings,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    firstKeyName: () => 'Erster Schlüssel',
    onStatus: (status) => told.push(status),
    onFirstKey: (key) => made.push(key),
  });
  open.push(() => api.close());
  return {
    ...{ api, dataFolder, told, made, wanted, setQueue: set },
    change: (change) => {
      settings = changeSettings(settings, change);
      api.follow();
    },
    savePreset: (name) => {
      settings = { ...settings, presets: { [name]: settings.cutting.recipe } };
    },
    until: async (state) => {
      await eventually(() => {
        expect(api.status.state).toBe(state);
      });
      return api.status;
    },
  };
}

const statesOf = ({ told }: Setting) => told.map(({ state }) => state);
const health = (port: number) => fetch(`http://127.0.0.1:${port}/v1/openapi.json`);

describe('LocalApi', () => {
  let setting: Setting;
  let [port, other] = [0, 0];
  beforeEach(async () => {
    setting = newSetting(path.join(await newFolder(), 'data'));
    [port, other] = await Promise.all([freePort(), freePort()]);
  });

  it('is off, and leaves nothing behind, until it is switched on', () => {
    setting.change({ general: { theme: 'dark' }, api: { port } });
    expect(setting.told).toEqual([]);
    expect(setting.api.status).toEqual({ state: 'off' });
    expect(setting.api.keys()).toEqual([]);
    expect(() => setting.api.url).toThrow('not on');
    expect(existsSync(setting.dataFolder)).toBe(false);
  });

  it('serves while it is switched on, at the port of the settings', async () => {
    setting.change({ api: { enabled: true, port } });
    expect(await setting.until('on')).toEqual({ state: 'on', url: `http://127.0.0.1:${port}` });
    expect((await health(port)).status).toBe(200);

    setting.change({ api: { port: other } });
    await eventually(() => {
      expect(setting.told).toContainEqual({ state: 'on', url: `http://127.0.0.1:${other}` });
    });
    expect((await health(other)).status).toBe(200);
    await expect(health(port)).rejects.toThrow();

    setting.change({ api: { enabled: false } });
    await setting.until('off');
    await expect(health(other)).rejects.toThrow();
    expect(statesOf(setting)).toEqual(['starting', 'on', 'starting', 'on', 'off']);
  });

  it('goes by the largest picture that the settings allow, from when they do', async () => {
    setting.change({ api: { enabled: true, port }, cutting: { maxMegapixels: 30 } });
    await setting.until('on');
    const send = async () => {
      const body = new FormData();
      body.set('image_file', new Blob([await readFile(path.join(samples, 'mug.jpg'))]), 'mug.jpg');
      const headers = { 'x-api-key': setting.made[0]?.secret ?? '' };
      await fetch(`http://127.0.0.1:${port}/clipdrop/remove-background/v1`, {
        ...{ method: 'POST', headers, body },
      });
      return setting.wanted.at(-1)?.maxPixels;
    };
    expect(await send()).toBe(25_000_000);
    setting.change({ general: { theme: 'dark' } });
    expect(setting.api.status.state).toBe('on');
    setting.change({ cutting: { maxMegapixels: 7 } });
    expect(setting.api.status.state).toBe('starting');
    await setting.until('on');
    expect(await send()).toBe(7_000_000);
  });

  it('knows the presets of the user, and whether the network is off, as they are now', async () => {
    setting.change({ api: { enabled: true, port }, privacy: { networkOff: true } });
    await setting.until('on');
    const headers = {
      'x-api-key': setting.made[0]?.secret ?? '',
      'content-type': 'application/json',
    };
    const presets = async () =>
      (await fetch(`http://127.0.0.1:${port}/v1/recipes`, { headers })).text();
    expect(await presets()).not.toContain('Schaufenster');
    setting.savePreset('Schaufenster');
    expect(await presets()).toContain('Schaufenster');
    const body = JSON.stringify({ url: 'http://127.0.0.1/a.png' });
    const job = () => fetch(`http://127.0.0.1:${port}/v1/jobs`, { method: 'POST', headers, body });
    expect(await (await job()).text()).toContain('The network is switched off');
    setting.change({ privacy: { networkOff: false } });
    expect(await (await job()).text()).toContain('private or local');
  });

  it('ends as it was wished for last, however fast wishes come', async () => {
    for (const enabled of [true, false, true, false]) setting.change({ api: { enabled, port } });
    await setting.until('off');
    await setting.api.close();
    await expect(health(port)).rejects.toThrow();
    for (const enabled of [false, true]) setting.change({ api: { enabled } });
    expect(setting.api.status.state).toBe('off');
  });

  it('makes a first key once, which works, and never again', async () => {
    setting.change({ api: { enabled: true, port } });
    await setting.until('on');
    const [first] = setting.made;
    expect(first?.key).toMatchObject({ name: 'Erster Schlüssel', scope: 'manage' });
    const ask = () =>
      fetch(`http://127.0.0.1:${port}/v1/jobs`, {
        headers: { 'x-api-key': first?.secret ?? '' },
      });
    expect((await ask()).status).toBe(200);
    setting.api.revokeKey(first?.key.id ?? '');
    expect((await ask()).status).toBe(401);
    expect(setting.api.keys()).toEqual([]);

    setting.change({ api: { enabled: false } });
    await setting.until('off');
    setting.change({ api: { enabled: true } });
    await setting.until('on');
    expect(setting.made).toHaveLength(1);
  });

  it('has its keys made and revoked while it is off, too', () => {
    const { key, secret } = setting.api.addKey({ name: 'shop', perMinute: 5, quota: 9 });
    expect(setting.api.keys()).toEqual([key]);
    expect(key).toMatchObject({ name: 'shop', scope: 'cut', perMinute: 5, quota: 9, used: 0 });
    expect(key.hint).toBe(secret.slice(-4));
    const later = newSetting(setting.dataFolder);
    expect(later.api.keys()).toEqual([key]);
    later.api.revokeKey(key.id);
    expect(setting.api.keys()).toEqual([]);
    expect(() => {
      setting.api.revokeKey('00000000-0000-4000-8000-000000000000');
    }).toThrow('There is no API key');
  });

  it('says that a port is taken, and serves at another one', async () => {
    const taken = createServer();
    open.push(() => closed(taken));
    const busy = await listening(taken);
    setting.change({ api: { enabled: true, port: busy } });
    expect(await setting.until('failed')).toMatchObject({
      error: { code: 'api-port-taken', params: { port: busy } },
    });
    expect(setting.made).toEqual([]);
    setting.change({ api: { port } });
    await setting.until('on');
    expect(setting.made).toHaveLength(1);
  });

  it('tries again when it is asked to, and not while it works', async () => {
    const taken = createServer();
    const busy = await listening(taken);
    setting.change({ api: { enabled: true, port: busy } });
    await setting.until('failed');
    setting.change({ general: { theme: 'dark' } });
    expect(setting.api.status.state).toBe('failed');
    await closed(taken);
    setting.api.retry();
    await setting.until('on');
    setting.api.retry();
    expect(setting.api.status.state).toBe('on');
  });

  it('leaves alone what another Offcut serves', async () => {
    setting.change({ api: { enabled: true, port } });
    await setting.until('on');
    const second = newSetting(setting.dataFolder);
    second.change({ api: { enabled: true, port: other } });
    expect(await second.until('failed')).toMatchObject({
      error: { code: 'api-already-served' },
    });
    // Keys are anybody's to make.
    second.api.addKey({ name: 'beside' });
    expect(setting.api.keys()).toHaveLength(2);
    await setting.api.close();
    second.api.retry();
    await second.until('on');
  });

  it('says that its records cannot be used, and lets go of them', async () => {
    const folder = path.join(setting.dataFolder, 'api');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'api.db'), 'no records '.repeat(1000));
    setting.change({ api: { enabled: true, port } });
    expect(await setting.until('failed')).toMatchObject({ error: { code: 'api-unusable' } });
    expect(() => setting.api.keys()).toThrow('api.db');
  });

  it('serves as soon as the queue can be got at', async () => {
    setting.setQueue(false);
    setting.change({ api: { enabled: true, port } });
    expect(await setting.until('failed')).toMatchObject({ error: { code: 'queue-owner-gone' } });
    setting.setQueue(true);
    setting.api.queueIsBack();
    await setting.until('on');
  });

  it('serves nothing any more once it was closed', async () => {
    setting.change({ api: { enabled: true, port } });
    await setting.until('on');
    await setting.api.close();
    await expect(health(port)).rejects.toThrow();
    expect(setting.api.status).toEqual({ state: 'off' });
    setting.change({ api: { port: other } });
    expect(setting.api.status).toEqual({ state: 'off' });
  });
});
