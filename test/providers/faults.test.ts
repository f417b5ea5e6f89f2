import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newCaller } from '../../src/core/providers/call.ts';
import { ProviderFailure } from '../../src/core/providers/failure.ts';
import { OffcutError } from '../../src/shared/errors.ts';
import { refusal } from '../helpers/refusal.ts';
import { useTempFolder } from '../helpers/temp.ts';
import {
  clientOf,
  everyProvider,
  hurried,
  sourceFor,
  type KnownProvider,
} from './every-provider.ts';
import type { Answer } from './servers/answers.ts';
import {
  cutAfterRequest,
  cutInBody,
  endless,
  garbage,
  redirectTo,
  slowHeaders,
  stall,
} from './servers/faults.ts';
import { startImgProcessing } from './servers/img-processing.ts';
import { otherHost } from './servers/other-host.ts';
import { useClosing } from './servers/requests-in-tests.ts';

const closing = useClosing();
const newFolder = useTempFolder();
const never = new AbortController().signal;
let callers: ReturnType<typeof newCaller>[] = [];
beforeEach(() => {
  callers = [];
});
afterEach(async () => {
  for (const caller of callers) await caller.close();
});

/** A caller for one test; it waits so many ms for an answer. */
function callerOf(usual = 10_000) {
  const caller = newCaller(usual);
  callers.push(caller);
  return caller.call;
}

/** A provider's server and a client that talks to it, which waits so many ms for an answer. */
async function setUp({ id, start }: Pick<KnownProvider, 'id' | 'start'>, usual?: number) {
  const server = await closing(start());
  const { source } = await closing(sourceFor(id, await newFolder()));
  const time = hurried();
  const client = clientOf(id, server, { call: callerOf(usual), time });
  const removals = () => server.requests.filter(({ step }) => step === 'remove');
  return { server, source, client, time, removals };
}

/** What a provider's call that removes a background comes to when it is answered so. */
async function answered(provider: KnownProvider, answer: Answer, usual?: number) {
  const { server, source, client, time, removals } = await setUp(provider, usual);
  server.answerNext(answer);
  const error = await refusal(() => client.matte(source, never));
  return { error, server, time, removals: removals() };
}

describe.each(everyProvider)('$id', (provider) => {
  it.each([
    ['html', 'no picture'],
    ['empty', 'empty'],
    ['json', ''],
    ['text-as-png', 'no picture'],
  ] as const)('refuses %s that comes as a success, and does not ask again', async (kind, words) => {
    const { error, removals } = await answered(provider, garbage(kind));
    expect(error).toMatchObject({ class: 'bad_response', code: 'provider-bad-response' });
    expect(removals).toHaveLength(1);
    // Those that answer with JSON find nothing of theirs in it.
    if (!['img-processing', 'tengr', 'crop-photo'].includes(provider.id)) {
      expect(String(error.params['reason'])).toContain(words);
    }
  });

  it.each([302, 307] as const)(
    'follows no redirect (%d), and the key stays here',
    async (status) => {
      const other = await closing(otherHost());
      const { error, server, removals } = await answered(provider, redirectTo(other.url, status));
      expect(error).toMatchObject({ class: 'bad_response', params: { status } });
      expect(other.requests).toEqual([]);
      expect(other.saw(server.key)).toBe(false);
      expect(removals).toHaveLength(1);
    },
  );

  it('does not ask again when no answer comes, for it may have been counted', async () => {
    for (const fault of [slowHeaders(60_000), stall()]) {
      const { error, removals, time } = await answered(provider, fault, 300);
      expect(error).toMatchObject({ class: 'timeout', params: { seconds: 0.3 } });
      expect(removals).toHaveLength(1);
      expect(time.waits).toEqual([]);
    }
  });

  it('does not ask again when the connection is cut after all was sent', async () => {
    for (const fault of [cutAfterRequest(), cutInBody()]) {
      const { error, removals } = await answered(provider, fault);
      expect(error).toMatchObject({ class: 'interrupted', code: 'provider-interrupted' });
      expect(removals).toHaveLength(1);
    }
  });

  it.each([true, false])(
    'reads no more than it may of an endless answer (length: %s)',
    async (contentLength) => {
      const fault = endless({ contentLength });
      const { error } = await answered(provider, fault);
      expect(error).toMatchObject({ class: 'bad_response' });
      expect(String(error.params['reason'])).toContain('MB');
      await fault.over;
      expect(fault.sent()).toBeLessThan(400e6);
    },
  );

  it('asks again where the server was at fault, after longer and longer', async () => {
    const { server, source, client, time, removals } = await setUp(provider);
    server.answerNext({ status: 503 }, { status: 500 });
    const { picture } = await client.matte(source, never);
    expect(picture.length).toBeGreaterThan(0);
    expect(removals()).toHaveLength(3);
    expect(time.waits.slice(0, 2)).toEqual([1000, 2000]);
    expect(server.violations).toEqual([]);
  });

  it('gives up after the third time, and waits as long as it is told to', async () => {
    const { server, source, client, time, removals } = await setUp(provider);
    const busy = { status: 429, headers: { 'retry-after': '7' } };
    server.answerNext(busy, busy, busy);
    const error = await refusal(() => client.matte(source, never));
    expect(error).toMatchObject({ class: 'rate_limit', params: { status: 429 } });
    expect(removals()).toHaveLength(3);
    expect(time.waits.slice(0, 2)).toEqual([7000, 7000]);
  });

  it('does not wait for one that wants an hour', async () => {
    const busy = { status: 429, headers: { 'retry-after': '3600' } };
    const { error, removals, time } = await answered(provider, busy);
    expect(error).toMatchObject({ class: 'rate_limit' });
    expect(removals).toHaveLength(1);
    expect(time.waits).toEqual([]);
  });

  it('asks again where nothing listens, for nothing was sent', async () => {
    const { server, source, time } = await setUp(provider);
    const client = clientOf(provider.id, server, { call: callerOf(), time });
    await server.close();
    const error = await refusal(() => client.matte(source, never));
    expect(error).toMatchObject({ class: 'network', params: { reason: 'ECONNREFUSED' } });
    expect(time.waits.slice(0, 2)).toEqual([1000, 2000]);
  });

  it('never asks again with a key that was refused, until it is checked', async () => {
    const { server, source } = await setUp(provider);
    const client = clientOf(provider.id, server, { call: callerOf(), key: 'wrong-key-1234' });
    expect(await refusal(() => client.matte(source, never))).toMatchObject({ class: 'auth' });
    const before = server.requests.length;
    expect(await refusal(() => client.matte(source, never))).toMatchObject({ class: 'auth' });
    expect(server.requests).toHaveLength(before);
    expect(await refusal(() => client.check(never))).toMatchObject({ class: 'auth' });
    expect(server.requests.length).toBeGreaterThan(before);
  });

  it('checks a key without costing anything', async () => {
    const { server, client } = await setUp(provider);
    const { credits } = server;
    expect(await client.check(never)).toHaveProperty('remaining');
    expect(server.credits).toBe(credits);
  });

  it('tells nobody the key, whatever the server says', async () => {
    const { server, source, client } = await setUp(provider);
    const { key } = server;
    const body = {
      ...{ message: `no such key: ${key}`, error: `no such key: ${key}`, detail: `bad ${key}` },
      errors: [{ title: `bad ${key}`, detail: key }],
    };
    server.answerNext({ status: 400, body });
    const error = await refusal(() => client.matte(source, never));
    expect(error).toBeInstanceOf(ProviderFailure);
    expect(inspect(error, { depth: 10 })).not.toContain(key);
    expect(error.message).toContain('***');
  });

  it('ends when it is cancelled', async () => {
    const { server, source, client } = await setUp(provider);
    const fault = stall();
    server.answerNext(fault);
    const stop = new AbortController();
    const ended = refusal(() => client.matte(source, stop.signal));
    await expect.poll(() => server.requests.some(({ step }) => step === 'remove')).toBe(true);
    stop.abort();
    expect(await ended).toMatchObject({ code: 'cancelled' });
    await fault.over;
  });
});

describe('img-processing', () => {
  const known = everyProvider.find(({ id }) => id === 'img-processing');
  if (known === undefined) throw new Error('it is not there');

  async function imgProcessing() {
    const server = await closing(startImgProcessing());
    const { source } = await closing(sourceFor('img-processing', await newFolder()));
    const client = clientOf('img-processing', server, { call: callerOf() });
    return { server, source, client };
  }

  it('leaves nothing there: not after a success, a failure or a cancellation', async () => {
    const { server, source, client } = await imgProcessing();
    await client.matte(source, never);
    expect([server.images.size, server.deleted.length]).toEqual([0, 2]);

    server.answerOn('remove', { status: 402 });
    await refusal(() => client.matte(source, never));
    expect([server.images.size, server.deleted.length]).toEqual([0, 3]);

    server.answerOn('download', { status: 404 });
    await refusal(() => client.matte(source, never));
    expect([server.images.size, server.deleted.length]).toEqual([0, 5]);

    // Even where it is cancelled before the server has said what the picture is called.
    server.answerOn('upload', slowHeaders(500));
    const stop = new AbortController();
    const ended = refusal(() => client.matte(source, stop.signal));
    const before = server.requests.length;
    await expect.poll(() => server.requests.length).toBeGreaterThan(before);
    stop.abort();
    expect(await ended).toBeInstanceOf(OffcutError);
    expect(await ended).toMatchObject({ code: 'cancelled' });
    expect([server.images.size, server.deleted.length]).toEqual([0, 6]);
  });

  it('asks again to delete what could not be deleted at once', async () => {
    const { server, source, client } = await imgProcessing();
    server.answerOn('delete', { status: 500 }, { status: 500 });
    await client.matte(source, never);
    expect(server.images.size).toBe(0);
  });
});
