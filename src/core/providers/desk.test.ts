import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { facts } from '../../../test/helpers/queue.ts';
import { refusal } from '../../../test/helpers/refusal.ts';
import { goodKeys, useS3Server } from '../../../test/helpers/s3-server.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { startCropPhoto } from '../../../test/providers/servers/crop-photo.ts';
import { startPoof } from '../../../test/providers/servers/poof.ts';
import { photo, photoSize, useClosing } from '../../../test/providers/servers/requests-in-tests.ts';
import { budgetSchema } from '../../shared/budget.ts';
import type { ProviderId } from '../../shared/provider.ts';
import { parseRecipe } from '../../shared/recipe.ts';
import { changeSettings, defaultSettings, type SettingsChange } from '../../shared/settings.ts';
import { stagingSettingsSchema } from '../../shared/staging.ts';
import { CloudDesk } from './desk.ts';
import type { FoundKey } from './keys/provider-keys.ts';

const freely = budgetSchema.parse({});

const newFolder = useTempFolder();
const newS3Server = useS3Server();
const closing = useClosing();
let folder: string;
beforeEach(async () => {
  folder = await newFolder();
});

/** A desk with one server, whose keys and settings can be changed while it is open. */
async function setUp() {
  const sent = await photo();
  const server = await closing(startPoof());
  const keys = new Map<string, string>([['poof', server.key]]);
  const from: { kind: FoundKey['origin']['kind'] } = { kind: 'session' };
  let settings = defaultSettings;
  const set = (change: SettingsChange) => {
    settings = changeSettings(settings, change);
  };
  set({
    providers: {
      accounts: [{ id: 'poof', enabled: true, baseUrl: server.baseUrl, budget: freely }],
    },
  });
  const desk = await closing(
    Promise.resolve(
      new CloudDesk({
        engine: {
          upload: async ({ target }) => {
            await writeFile(target, sent);
            return { ...photoSize, bytes: sent.length, type: 'image/jpeg' };
          },
          apply: async ({ answer, target }) => {
            await writeFile(target, await readFile(answer ?? ''));
            return { ...facts, model: null };
          },
        },
        dataFolder: folder,
        keys: {
          find: (id) => {
            const key = keys.get(id);
            const origin = { ...from, name: 'X' } as FoundKey['origin'];
            return Promise.resolve(key === undefined ? undefined : { key, origin });
          },
        },
        settings: () => settings,
      }),
    ),
  );
  const target = path.join(folder, 'out.png');
  const send = async (by: ProviderId = 'poof') => {
    const permit = desk.permit({ providers: [by], at: 1 });
    if ('refusal' in permit) throw permit.refusal;
    const recipe = parseRecipe({});
    return permit.cloud.cut(
      {
        ...{ source: 'a.jpg', name: 'a.jpg', target, recipe, address: null, job: 1 },
        ...{ because: null, maxPixels: 1e6, lenient: false },
      },
      permit.order,
      { signal: new AbortController().signal },
    );
  };
  const calls = () => server.requests.filter(({ step }) => step === 'remove').length;
  return { server, keys, from, set, desk, send, calls };
}

describe('CloudDesk', () => {
  it('sends with consent, says what that cost, and nothing without', async () => {
    const { desk, send, calls } = await setUp();
    expect(desk.permit(null)).toMatchObject({ refusal: { code: 'consent-missing' } });
    expect(desk.permit({ providers: ['nobody'], at: 1 })).toMatchObject({
      refusal: { code: 'provider-unknown' },
    });
    expect(desk.spent('poof').all.pictures).toBe(0);
    expect(await send()).toMatchObject({ provider: { id: 'poof', credits: 1 } });
    expect([calls(), desk.spent('poof').all]).toEqual([1, { pictures: 1, credits: 1 }]);
    expect(desk.lastFailure('poof')).toBeNull();
  });

  it('goes by the settings as they are when a picture comes', async () => {
    const { desk, send, set, calls, server } = await setUp();
    const account = { id: 'poof' as const, enabled: true, baseUrl: server.baseUrl, budget: freely };
    set({ privacy: { networkOff: true } });
    expect(await refusal(send)).toMatchObject({ code: 'cloud-network-off' });
    expect(await refusal(() => desk.check('poof', new AbortController().signal))).toMatchObject({
      code: 'cloud-network-off',
    });
    set({
      privacy: { networkOff: false },
      providers: { accounts: [{ ...account, enabled: false }] },
    });
    expect(await refusal(send)).toMatchObject({ code: 'provider-off' });
    const day = { day: 1, month: null };
    set({ providers: { accounts: [{ ...account, budget: { ...freely, pictures: day } }] } });
    await send();
    expect(await refusal(send)).toMatchObject({ code: 'budget-spent' });
    expect(calls()).toBe(1);
  });

  it('asks again with a new key, not with one that was refused, and tells the last failure', async () => {
    const { desk, send, keys, calls, server } = await setUp();
    keys.set('poof', 'wrong-key-wrong-key');
    expect(await refusal(send)).toMatchObject({ code: 'provider-auth' });
    expect(desk.lastFailure('poof')?.error.code).toBe('provider-auth');
    const asked = server.requests.length;
    expect(await refusal(send)).toMatchObject({ code: 'provider-auth' });
    expect(server.requests.length).toBe(asked);
    keys.delete('poof');
    expect(await refusal(send)).toMatchObject({ code: 'provider-no-key' });
    keys.set('poof', server.key);
    await send();
    expect([calls() > 0, desk.lastFailure('poof')]).toEqual([true, null]);
  });

  it('leads no key to an address that it was not entered for', async () => {
    const { desk, keys, from, set, server } = await setUp();
    const signal = new AbortController().signal;
    await desk.check('poof', signal);
    const asked = server.requests.length;
    keys.set('tengr', server.key);
    set({
      providers: {
        accounts: [{ id: 'tengr', enabled: true, baseUrl: server.baseUrl, budget: freely }],
      },
    });
    from.kind = 'variable';
    const other = await refusal(() => desk.check('tengr', signal));
    expect([other.code, server.requests.length]).toEqual(['provider-no-address', asked]);
  });

  it('knows whom a recipe asks: those it names, or those that are on and have a key', async () => {
    const { desk, keys, set, server } = await setUp();
    const order = (providers: string[] = []) =>
      desk.order(parseRecipe({ engine: { policy: 'cloud', providers } }));
    expect(await order()).toEqual(['poof']);
    keys.set('clipdrop', 'a-key-of-some-length');
    keys.set('tengr', 'a-key-of-some-length');
    expect(await order()).toEqual(['poof', 'clipdrop', 'tengr']);
    set({
      providers: {
        accounts: [
          { id: 'tengr', enabled: true, baseUrl: null, budget: freely },
          { id: 'poof', enabled: false, baseUrl: server.baseUrl, budget: freely },
        ],
      },
    });
    expect(await order()).toEqual(['tengr', 'clipdrop']);
    expect(await order(['remove-bg', 'poof'])).toEqual(['remove-bg', 'poof']);
    expect(await refusal(() => order(['nobody']))).toMatchObject({ code: 'provider-unknown' });
  });

  it('has a file lie in the bucket while a provider needs it, and sweeps what was left', async () => {
    const { desk, keys, set, send } = await setUp();
    const s3 = await newS3Server();
    const crop = await closing(startCropPhoto());
    const account = { id: 'crop-photo', enabled: true, baseUrl: crop.baseUrl, budget: freely };
    set({ providers: { accounts: [account as never] } });
    keys.set('crop-photo', crop.key);
    expect(await refusal(() => send('crop-photo'))).toMatchObject({
      code: 'provider-not-applicable',
    });
    const { endpoint, bucket } = s3;
    const where = { endpoint, bucket, region: 'us-east-1', pathStyle: true };
    set({ providers: { staging: stagingSettingsSchema.parse(where) } });
    const check = () => desk.checkStaging(new AbortController().signal);
    for (const work of [check, () => send('crop-photo')]) {
      expect(await refusal(work)).toMatchObject({ code: 'staging-invalid' });
    }
    keys.set('staging', 'WRONG keys');
    expect(await refusal(check)).toMatchObject({ code: 'staging-failed' });
    keys.set('staging', `${goodKeys.accessKeyId} ${goodKeys.secretAccessKey}`);

    const left = s3.fileOf(`offcut/${'0'.repeat(32)}.jpg`);
    await mkdir(path.dirname(left), { recursive: true });
    await writeFile(left, 'of a killed Offcut');
    await utimes(left, new Date(0), new Date(0));
    await check();
    expect(await send('crop-photo')).toMatchObject({ provider: { id: 'crop-photo' } });
    expect(crop.fetches).toHaveLength(1);
    expect(crop.violations).toEqual([]);
    await expect.poll(() => s3.keys()).toEqual([]);
    expect(desk.spent('crop-photo').all.pictures).toBe(1);
  });
});
