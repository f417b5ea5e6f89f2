import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newCaller } from '../../src/core/providers/call.ts';
import { ProviderFailure } from '../../src/core/providers/failure.ts';
import { systemTime } from '../../src/core/providers/token-bucket.ts';
import type { ProviderId } from '../../src/shared/provider.ts';
import { useTempFolder } from '../helpers/temp.ts';
import { clientOf, sourceFor } from '../providers/every-provider.ts';
import { look, photoSize, useClosing } from '../providers/servers/requests-in-tests.ts';
import { useApi, type ApiWishes } from './setting.ts';

const startApi = useApi();
const newFolder = useTempFolder();
const closing = useClosing();
let caller: ReturnType<typeof newCaller>;
beforeEach(() => {
  caller = newCaller();
});
afterEach(() => caller.close());

const never = new AbortController().signal;

/** What takes the place of each service's own address; the paths below it stay. */
const bases = [
  ['clipdrop', '/clipdrop', 1],
  ['crop-photo', '/crop-photo/v1', 1],
  // An upload and a removal, of which it tells what the removal took.
  ['img-processing', '/img-processing/v1', 2],
  ['tengr', '/tengr', 1],
] as const satisfies readonly (readonly [ProviderId, string, number])[];

describe.each(bases)('our own adapter of %s, at our own server', (id, base, credits) => {
  async function started(wishes: ApiWishes = {}, key?: string) {
    const api = await startApi(wishes);
    const { source } = await closing(sourceFor(id, await newFolder()));
    const server = { baseUrl: `${api.url}${base}`, key: key ?? api.key };
    const client = clientOf(id, server, { call: caller.call, time: systemTime });
    return { api, client, matte: () => client.matte(source, never) };
  }

  const failureOf = async (work: Promise<unknown>) => {
    const thrown: unknown = await work.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (thrown instanceof ProviderFailure) return thrown.class;
    throw new Error('it did not fail as a provider does', { cause: thrown });
  };

  it('gets a cutout', async () => {
    const { api, matte } = await started({ key: { quota: 10 } });
    const answer = await matte();
    expect(answer.credits).toBe(credits);
    expect(await look(answer.picture)).toEqual({
      ...photoSize,
      format: 'png',
      corner: 0,
      middle: 255,
    });
    expect(api.runs).toHaveLength(1);
    expect(api.failures).toEqual([]);
  });

  it('takes a good key for one', async () => {
    const { client } = await started();
    await expect(client.check(never)).resolves.toBeDefined();
  });

  it('knows a bad key by the answer', async () => {
    const { client } = await started({}, 'offcut_other');
    expect(await failureOf(client.check(never))).toBe('auth');
    // A client asks no more once its key was refused.
    const { matte } = await started({}, 'offcut_other');
    expect(await failureOf(matte())).toBe('auth');
  });

  it('knows by the answer that no credits are left', async () => {
    const { api, matte } = await started({ key: { quota: 0 } });
    expect(await failureOf(matte())).toBe('credits');
    expect(api.runs).toEqual([]);
  });
});
